"""`make stack`: runs the stack of `deploy/` until Ctrl-C, and says where everything is."""

import signal
import sys
import threading
from contextlib import suppress

from tests.servers.local_authority import local_authority
from tests.stack.needs import missing
from tests.stack.stack import Stack

SCOPES = ("ask", "read", "upload", "manage")


def main() -> None:
    """Starts all of it; ends with 1, and names what is missing, where a program isn't there."""
    if absent := missing():
        sys.exit("\n".join(absent))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    print("Starting. This takes a minute or two …", flush=True)
    with suppress(KeyboardInterrupt), Stack() as stack:
        _say(stack)
        threading.Event().wait()


def _say(stack: Stack) -> None:
    key, certificate = stack.api_key(*SCOPES), local_authority().certificate
    console = stack.tcbot("console", "--address", stack.nginx.url).split()[0]
    lines = {
        "nginx": f"{stack.nginx.url}, its counts at {stack.nginx.status_url}",
        "console": f"{console} (for a quarter of an hour)",
        "bots": ", ".join(each.address for each in stack.bots),
        "workers": ", ".join(each.address for each in stack.workers),
        "Prometheus": f"{stack.at_work.address}/classic/graph, /classic/alerts, /classic/targets",
        "Alertmanager": f"{stack.at_work.alertmanager}/api/v2/alerts",
        **{
            name.removesuffix("_URL").lower(): stack.settings[name]
            for name in ("DATABASE_URL", "REDIS_URL", "ELASTICSEARCH_URL")
        },
        "logs": str(stack.folder),
        "API key": key,
    }
    for name, what in lines.items():
        print(f"  {name:<14}{what}")
    question = '{"question": "How many days of unused vacation may be carried over?"}'
    print(
        f"\n  curl {stack.nginx.url}/v1/questions --cacert {certificate} -H 'Authorization: Bearer {key}' \\\n"
        f"    -H 'Content-Type: application/json' -d '{question}'\n\nCtrl-C ends it and removes what it kept.",
        flush=True,
    )


if __name__ == "__main__":
    main()
