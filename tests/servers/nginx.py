"""A real nginx with the files of `deploy/nginx`, on free ports of this machine, with a certificate of the tests."""

import os
import re
import shutil
import signal
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.servers import unavailable
from tests.servers.elasticsearch import free_ports
from tests.servers.local_authority import local_authority

SOURCES = Path(__file__).parents[2] / "deploy" / "nginx"
REMEDY = "Install it (Debian: apt-get install --no-install-recommends nginx-light)."


@dataclass(frozen=True)
class Nginx:
    """A running server: `url` over TLS, `plain_url` without, `status_url` its own counts; `folder` holds its logs."""

    folder: Path
    ports: dict[int, int]

    @property
    def url(self) -> str:
        """Where TLS is spoken; with `servers="behind.conf"` where another load balancer would call."""
        return f"https://localhost:{self.ports[443]}" if 443 in self.ports else f"http://localhost:{self.ports[8080]}"

    @property
    def plain_url(self) -> str:
        """Port 80."""
        return f"http://localhost:{self.ports[80]}"

    @property
    def status_url(self) -> str:
        """nginx's counts."""
        return f"http://127.0.0.1:{self.ports[8081]}/nginx_status"

    def client(self) -> httpx.Client:
        """A client that trusts its certificate."""
        trust = ssl.create_default_context(cafile=str(local_authority().certificate))
        return httpx.Client(base_url=self.url, verify=trust, timeout=30)

    def reload(self) -> None:
        """Has it read its files anew, as an operator does after a change."""
        os.kill(int((self.folder / "pid").read_text()), signal.SIGHUP)

    def log(self, name: str = "access.log") -> str:
        """What it has logged so far."""
        return (self.folder / name).read_text(encoding="utf-8")


def nginx_program() -> str:
    """The path of nginx; skips or fails where there is none."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if found is None:
        unavailable("nginx", REMEDY)
    return found


@contextmanager
def running_nginx(bots: Sequence[int], servers: str = "servers.conf", **more: str) -> Iterator[Nginx]:
    """nginx before bots at these ports; only addresses and paths of its files differ. `more` are further files."""
    program = nginx_program()
    with tempfile.TemporaryDirectory(prefix="tcbot-nginx-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        ports = dict(zip((80, 443, 8080, 8081), free_ports(4), strict=True))
        for file, text in (more | {"upstream.conf": _upstream(bots)}).items():
            _write(folder / "tcbot" / file, text)
        for source in sorted(SOURCES.rglob("*.conf")):
            target = folder / source.relative_to(SOURCES)
            if not target.exists():
                _write(target, _moved(source.read_text(encoding="utf-8"), folder, ports, servers))
        _certificate(folder)
        command = [program, "-e", str(folder / "early.log"), "-p", str(folder), "-c", str(folder / "nginx.conf")]
        tested = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
        assert tested.returncode == 0, tested.stderr
        process = subprocess.Popen([*command, "-g", "daemon off;"])
        try:
            used = ports if servers == "servers.conf" else {each: ports[each] for each in (8080, 8081)}
            server = Nginx(folder, used)
            _wait(server, process)
            yield server
        finally:
            process.terminate()
            process.wait(30)


def _upstream(bots: Sequence[int]) -> str:
    """The file as it is, with these ports."""
    text = (SOURCES / "tcbot" / "upstream.conf").read_text(encoding="utf-8")
    lines = re.findall(r"^ *server .*\n", text, re.MULTILINE)
    assert len(lines) == 3
    own = "".join(re.sub(r":\d+", f":{port}", lines[0]) for port in bots)
    return text.replace("".join(lines), own)


def _moved(text: str, folder: Path, ports: dict[int, int], servers: str) -> str:
    text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"listen (?:127\.0\.0\.1:)?(\d+)", lambda found: f"listen 127.0.0.1:{ports[int(found[1])]}", text)
    text = text.replace("tcbot/servers.conf", f"tcbot/{servers}").replace("/etc/nginx/tls", str(folder / "tls"))
    text = text.replace("/var/log/nginx", str(folder)).replace("/run/nginx.pid", str(folder / "pid"))
    return text.replace("worker_processes auto", "worker_processes 2")


def _certificate(folder: Path) -> None:
    pem = local_authority().server_pem.read_text(encoding="ascii")
    _write(folder / "tls" / "tls.key", pem[: pem.index("-----BEGIN CERTIFICATE")])
    _write(folder / "tls" / "tls.crt", pem[pem.index("-----BEGIN CERTIFICATE") :])


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _wait(server: Nginx, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 30
    while True:
        try:
            httpx.get(server.status_url, timeout=30)
            return
        except httpx.TransportError:
            assert process.poll() is None and time.monotonic() < until, server.log("early.log")
            time.sleep(0.05)
