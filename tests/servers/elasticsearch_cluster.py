"""A real cluster of Elasticsearch nodes on this machine, of which tests lose one."""

import contextlib
import json
import time
import urllib.request

from tests.servers.elasticsearch import (
    REMEDY,
    START_SECONDS,
    ElasticsearchUnavailableError,
    JavaElasticsearch,
    free_ports,
)


class JavaCluster:
    """Two nodes that hold data, and a small one that only has a vote: a majority is left when any of them is lost."""

    def __init__(self) -> None:
        names, numbers = ("first", "second", "vote"), free_ports(6)
        ports = list(zip(numbers[:3], numbers[3:], strict=True))
        seeds = ",".join(f"127.0.0.1:{transport}" for _, transport in ports)
        common = [f"discovery.seed_hosts={seeds}", f"cluster.initial_master_nodes={','.join(names)}"]
        self.nodes = {
            name: JavaElasticsearch(
                name, each, [*common, f"node.roles={'master' if name == 'vote' else 'master,data'}"]
            )
            for name, each in zip(names, ports, strict=True)
        }
        self.url = ",".join(self.nodes[name].url for name in names[:2])

    def start(self) -> None:
        """Starts all, and waits until each answers for the whole cluster."""
        for node in self.nodes.values():
            node.start(wait=False)
        self.await_nodes(*self.nodes)

    def await_nodes(self, *names: str) -> None:
        """Waits until these nodes, and no others, make up the cluster."""
        until = time.monotonic() + START_SECONDS
        for name in names:
            asked = f"{self.nodes[name].url}/_cluster/health?wait_for_nodes={len(names)}&timeout=5s"
            while True:
                with contextlib.suppress(OSError, ValueError), urllib.request.urlopen(asked, timeout=15) as answer:
                    if json.load(answer)["number_of_nodes"] == len(names):
                        break
                if time.monotonic() > until:
                    raise ElasticsearchUnavailableError(f"The cluster did not come together. {REMEDY}")
                time.sleep(0.2)

    def close(self) -> None:
        """Ends all of them and removes their data."""
        for node in self.nodes.values():
            node.close()
