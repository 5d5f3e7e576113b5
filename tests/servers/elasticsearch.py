"""A real Elasticsearch 8.19 for tests: one that is named, the official image, or the server's jars on Java 17.

`with running_elasticsearch() as url: …` in code; `python -m tests.servers.elasticsearch` in a shell.
"""

import contextlib
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.servers import unavailable

VERSION = "8.19.21"
IMAGE = f"docker.elastic.co/elasticsearch/elasticsearch:{VERSION}"
REMEDY = "Install Java 17 and Maven, or Docker, or set ELASTICSEARCH_URL to a server of version 8.19."
START_SECONDS = 240.0
SINGLE = ("discovery.type=single-node",)
SHORT_LIVED = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""Java's options where a server lives for minutes: half the processor time, as nothing is compiled twice."""
LONG_LIVED = ("-XX:+UseG1GC",)
"""Java's options where its speed counts."""
SOURCES = Path(__file__).with_name("elasticsearch_java")
CACHE = Path(__file__).parents[2] / ".cache" / "servers"
"""Inside the checkout, like everything that is installed here."""
_DESCRIPTOR = f"""\
description=Language analyzers and GET / for tests
version=1
name=tcbot-languages
classname=tcbot.tests.LanguagesPlugin
java.version=17
elasticsearch.version={VERSION}
"""


class ElasticsearchUnavailableError(RuntimeError):
    """No Elasticsearch can be had here; the message is one line with the remedy."""


@contextlib.contextmanager
def running_elasticsearch(named: str | None = None, java: Sequence[str] = LONG_LIVED) -> Iterator[str]:
    """The URL of a real server on this machine, stopped at the end with its data; or `named`, or `ELASTICSEARCH_URL`.

    The first start fetches 41 MB through Maven (or the image); later ones take some seconds. Raises
    `ElasticsearchUnavailableError` where there is no way to one.
    """
    named = os.environ.get("ELASTICSEARCH_URL", "") if named is None else named
    if named.strip():
        yield named.strip()
    elif _docker_answers():
        with _in_docker() as url:
            yield url
    elif has_java():
        with _on_java(java) as url:
            yield url
    else:
        raise ElasticsearchUnavailableError(REMEDY)


@contextlib.contextmanager
def needed_elasticsearch(named: str | None = None) -> Iterator[str]:
    """The same for a test, which is skipped, or fails where `CI` is set, if there is no way to one."""
    with contextlib.ExitStack() as stack:
        try:
            url = stack.enter_context(running_elasticsearch(named, SHORT_LIVED))
        except ElasticsearchUnavailableError as error:
            unavailable("Elasticsearch", str(error))
        yield url


def has_java() -> bool:
    """Whether the server's jars can be had and run."""
    return all(map(shutil.which, ("java", "javac", "mvn")))


def _docker_answers() -> bool:
    if not shutil.which("docker"):
        return False
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        asked = ["docker", "version", "--format", "{{.Server.Version}}"]
        return subprocess.run(asked, capture_output=True, timeout=10, check=False).returncode == 0
    return False


@contextlib.contextmanager
def _in_docker() -> Iterator[str]:
    options = ["discovery.type=single-node", "xpack.security.enabled=false", "ES_JAVA_OPTS=-Xms512m -Xmx1g"]
    options.append("cluster.routing.allocation.disk.threshold_enabled=false")
    variables = [argument for option in options for argument in ("-e", option)]
    command = ["docker", "run", "--rm", "-d", "-p", "127.0.0.1::9200", *variables, IMAGE]
    container = run(command, "start the Elasticsearch image").strip()
    try:
        address = run(["docker", "port", container, "9200/tcp"], "find the port of the container").split()[0]
        _wait_until_it_answers(f"http://{address}", None)
        yield f"http://{address}"
    finally:
        subprocess.run(["docker", "rm", "-f", container], capture_output=True, check=False)


class JavaElasticsearch:
    """The server's jars on Java, with data of its own, which `kill` leaves and `close` removes."""

    def __init__(
        self,
        name: str = "tcbot-tests",
        ports: tuple[int, int] | None = None,
        settings: Sequence[str] = SINGLE,
        java: Sequence[str] = SHORT_LIVED,
        home: Path | None = None,
    ) -> None:
        home = home or installed_home()
        http_port, transport_port = ports or free_ports(2)
        self._data = Path(tempfile.mkdtemp(prefix="tcbot-elasticsearch-"))
        self._log = self._data / "server.log"
        (self._data / "config").mkdir()
        heap = ["-Xms512m", "-Xmx1g"] if SINGLE[0] in settings else ["-Xms256m", "-Xmx512m"]
        self._command = ["java", *heap, *java, "-p", str(home / "lib")]
        self._command += ["--add-modules", "ALL-MODULE-PATH,jdk.net,jdk.management.agent"]
        self._command += [str(SOURCES / "Launcher.java"), str(home), str(self._data)]
        self._command += [str(http_port), str(transport_port), f"node.name={name}", *settings]
        self._server: subprocess.Popen[bytes] | None = None
        self.url = f"http://127.0.0.1:{http_port}"

    def configure(self, name: str, text: str) -> None:
        """Writes one of its files of configuration."""
        (self._data / "config" / name).write_text(text)

    def start(self, wait: bool = True) -> None:
        """Starts it, on the same ports and data each time, and waits until it answers."""
        with self._log.open("ab") as output:
            self._server = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd=self._data,
            )
        if wait:
            self.wait()

    def wait(self) -> None:
        """Until it answers; raises `ElasticsearchUnavailableError` with its last words where it doesn't."""
        _wait_until_it_answers(self.url, self._server, self._log)

    @property
    def pid(self) -> int:
        """Its process; raises `ProcessLookupError` where it was never started."""
        if self._server is None:
            raise ProcessLookupError(self.url)
        return self._server.pid

    def kill(self) -> None:
        """Ends it at once, as a crash would."""
        if self._server is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._server.pid, signal.SIGKILL)
        self._server.wait()
        if self._server.stdin:
            self._server.stdin.close()

    def stop(self) -> None:
        """Ends it in order."""
        os.kill(self.pid, signal.SIGTERM)
        if self._server is not None:
            self._server.wait(START_SECONDS)
        self.kill()

    def close(self) -> None:
        """Ends it and removes its data."""
        self.kill()
        shutil.rmtree(self._data, ignore_errors=True)


@contextlib.contextmanager
def _on_java(java: Sequence[str]) -> Iterator[str]:
    with contextlib.closing(JavaElasticsearch(java=java)) as server:
        server.start()
        yield server.url


def installed_home() -> Path:
    """The folder with the server's jars and our plugin, made on first use; its name changes with our sources."""
    sources = hashlib.sha256()
    for name in ("pom.xml", "LanguagesPlugin.java"):
        sources.update((SOURCES / name).read_bytes())
    home = CACHE / f"elasticsearch-{VERSION}" / sources.hexdigest()[:12]
    if home.is_dir():
        return home
    home.parent.mkdir(parents=True, exist_ok=True)
    build = Path(tempfile.mkdtemp(prefix="build-", dir=home.parent))
    try:
        _install(build)
        with contextlib.suppress(OSError):  # another test session was quicker: its folder is as good
            build.rename(home)
    finally:
        shutil.rmtree(build, ignore_errors=True)
    return home


def _install(home: Path) -> None:
    fetch = ["mvn", "-q", "-B", f"-Dmaven.repo.local={CACHE / 'maven'}", "-f", str(SOURCES / "pom.xml")]
    fetch += ["dependency:copy-dependencies"]
    fetch += [f"-DoutputDirectory={home / 'lib'}", "-DincludeScope=runtime", f"-Delasticsearch.version={VERSION}"]
    run(fetch, "fetch the server's jars through Maven")
    transport = home / "modules" / "transport-netty4"
    transport.mkdir(parents=True)
    for jar in [*home.glob("lib/netty-*"), *home.glob("lib/transport-netty4-*"), *home.glob("lib/*-ssl-config-*")]:
        jar.rename(transport / jar.name)
    inside = "META-INF/es-plugins/transport-netty4/"
    shutil.unpack_archive(next(transport.glob("transport-netty4-*.jar")), home / "unpacked", "zip")
    for described in (home / "unpacked" / inside).iterdir():
        shutil.copy(described, transport / described.name)
    shutil.rmtree(home / "unpacked")
    plugin = home / "modules" / "tcbot-languages"
    classes = home / "classes"
    plugin.mkdir()
    source = str(SOURCES / "LanguagesPlugin.java")
    # The server's class files name annotations that are not published with it: harmless, and noisy without -Xlint:none.
    run(["javac", "-Xlint:none", "-cp", f"{home}/lib/*", "-d", str(classes), source], "compile the analyzers plugin")
    shutil.make_archive(str(plugin / "languages"), "zip", classes)
    (plugin / "languages.zip").rename(plugin / "languages.jar")
    (plugin / "plugin-descriptor.properties").write_text(_DESCRIPTOR)


def run(command: list[str], purpose: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:] or ["no message"]
        raise ElasticsearchUnavailableError(f"Could not {purpose}: {said[0][:200]} {REMEDY}")
    return done.stdout


def free_ports(count: int) -> list[int]:
    """Ports of this machine that nobody listens at now."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def _wait_until_it_answers(url: str, server: subprocess.Popen[bytes] | None, log: Path | None = None) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and (server is None or server.poll() is None):
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except urllib.error.HTTPError as error:
            if error.code == 401:  # it is there, and wants to know who asks
                return
        except OSError:
            pass
        time.sleep(0.1)
    lines = log.read_text(errors="replace").splitlines()[-5:] if log else []
    raise ElasticsearchUnavailableError(f"Elasticsearch did not start. {REMEDY} {' | '.join(lines)[:500]}")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    with contextlib.suppress(KeyboardInterrupt), running_elasticsearch() as address:
        print(address, flush=True)
        signal.pause()
