"""A real OpenID provider for tests: npm `oidc-provider`, installed once for a checkout and started on a free port."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from filelock import FileLock

from tests.servers import unavailable
from tests.servers.chat_tools import INSTALLED, free_ports

SOURCE = Path(__file__).parent / "oidc_provider_node"
FOLDER = INSTALLED.with_name("oidc-provider")
CLIENT, SECRET = "tcbot", "change-me"
INSTALL_SECONDS, START_SECONDS = 300.0, 60.0
REMEDY = "It needs Node 20 with npm (Debian: apt-get install --no-install-recommends nodejs npm)."


@dataclass(frozen=True)
class OidcProvider:
    """A provider that runs. Its people are alice, bob and mallory, whose address isn't verified."""

    issuer: str

    def settings(self, public_url: str) -> dict[str, str]:
        """The environment of a bot at that address whose people it signs in."""
        return {
            "PUBLIC_URL": public_url,
            "OIDC_ISSUER": self.issuer,
            "OIDC_CLIENT_ID": CLIENT,
            "OIDC_CLIENT_SECRET": SECRET,
            "OIDC_SCOPES": "openid email profile groups offline_access",
        }

    def change(self, name: str, **claims: Any) -> None:
        """Changes what is known of somebody, who is there again."""
        httpx.post(f"{self.issuer}/test/people/{name}", json=claims, timeout=30).raise_for_status()

    def remove(self, name: str) -> None:
        """Takes somebody away."""
        httpx.delete(f"{self.issuer}/test/people/{name}", timeout=30).raise_for_status()


@contextlib.contextmanager
def oidc_provider(back: str, claims: str = "id_token") -> Iterator[OidcProvider]:
    """The provider of a bot that people reach at `back`; with `claims` as `userinfo` its ID tokens name nobody."""
    folder, (port,) = _installed(), free_ports(1)
    variables = {"PORT": str(port), "BACK": back, "CLAIMS": claims, "CLIENT_SECRET": SECRET}
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            ["node", "server.mjs"],
            cwd=folder,
            env=os.environ | variables,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            issuer = f"http://127.0.0.1:{port}"
            if not _answers(issuer, process):
                log.seek(0)
                unavailable("An OpenID provider", f"It ended: {log.read()[-300:].decode(errors='replace')} {REMEDY}")
            yield OidcProvider(issuer)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _answers(issuer: str, process: "subprocess.Popen[bytes]") -> bool:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(f"{issuer}/.well-known/openid-configuration", timeout=30).is_success
        time.sleep(0.05)
    return False


def _installed() -> Path:
    """The folder with the provider in it."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            unavailable(program, REMEDY)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with FileLock(FOLDER.with_suffix(".lock")):  # tests run side by side
        locked, mark = (SOURCE / "package-lock.json").read_text(encoding="utf-8"), FOLDER / "installed"
        if not mark.is_file() or mark.read_text(encoding="utf-8") != locked:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(SOURCE / name, FOLDER / name)
            done = subprocess.run(
                ["npm", "ci", "--no-audit", "--no-fund"],
                cwd=FOLDER,
                capture_output=True,
                text=True,
                timeout=INSTALL_SECONDS,
                check=False,
            )
            if done.returncode:
                said = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:] or ["no message"]
                unavailable("npm oidc-provider", f"npm says: {said[0][:200]} {REMEDY}")
            mark.write_text(locked, encoding="utf-8")
        shutil.copy(SOURCE / "server.mjs", FOLDER / "server.mjs")
    return FOLDER
