"""A real Elasticsearch 8.19 with its security on, for tests of what a user may do there: the server's jars on Java 17.

The security module is published with all but what SAML needs, which is left out: its classes want three types of that,
which are empty here. Without TLS, on the loopback address.
"""

import base64
import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tests.servers import unavailable
from tests.servers.elasticsearch import (
    CACHE,
    REMEDY,
    SINGLE,
    SOURCES,
    VERSION,
    ElasticsearchUnavailableError,
    JavaElasticsearch,
    free_ports,
    has_java,
    installed_home,
    run,
)

ADMIN: Final = "admin:every-privilege"
"""Who may do all, with the password."""
_SETTINGS: Final = (
    *SINGLE,
    "xpack.security.enabled=true",
    "xpack.security.autoconfiguration.enabled=false",
    "xpack.security.http.ssl.enabled=false",
    "xpack.security.transport.ssl.enabled=false",
)
_FOLDER = SOURCES / "security"
_OF_CORE: Final = ("x-pack-core", "x-pack-template", "elasticsearch-ssl", "http", "commons", "unboundid", "slf4j")
_OF_SECURITY: Final = (
    "x-pack-security", "netty", "transport-netty4", "nimbus", "oauth2", "json-smart", "accessors", "content-type",
    "lang-tag",
)  # fmt: skip
"""What each module holds, by the beginnings of its files' names."""
_EMPTY_MODULES: Final = (
    "net.shibboleth.utilities.java.support", "org.opensaml.core", "org.opensaml.saml.impl", "org.opensaml.security",
    "org.opensaml.security.impl", "org.opensaml.xmlsec", "org.opensaml.xmlsec.impl",
)  # fmt: skip
_EMPTY_TYPES: Final = (
    "org.opensaml.core.xml.XMLObject", "org.opensaml.saml.saml2.core.RequestAbstractType",
    "org.opensaml.saml.saml2.core.StatusResponseType",
)  # fmt: skip
_DESCRIPTOR = f"""\
description=for tests
version=1
java.version=17
elasticsearch.version={VERSION}
"""


class SecureElasticsearch:
    """A server, and the requests of who may do all. `url` names no user."""

    def __init__(self) -> None:
        http, transport = free_ports(2)
        self._server = JavaElasticsearch("secure", (http, transport), _SETTINGS, home=_secure_home())
        self.url = self._server.url
        self._server.configure("users", f"{ADMIN.partition(':')[0]}:{_hashed(ADMIN.partition(':')[2])}\n")
        self._server.configure("users_roles", f"superuser:{ADMIN.partition(':')[0]}\n")

    def start(self) -> None:
        """Starts it and waits until it answers."""
        self._server.start()

    def close(self) -> None:
        """Ends it and removes its data."""
        self._server.close()

    def as_user(self, user: str) -> str:
        """Its address with a user, as name:password."""
        return self.url.replace("://", f"://{user}@")

    def ask(self, method: str, path: str, body: Any = None, user: str = ADMIN) -> Any:
        """What it answers a user; raises `urllib.error.HTTPError` where it refuses."""
        told = {
            "Content-Type": "application/json",
            "Authorization": f"Basic {base64.b64encode(user.encode()).decode()}",
        }
        data = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(f"{self.url}/{path}", data, told, method=method)
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return json.load(answer)


@contextlib.contextmanager
def needed_secure_elasticsearch() -> Iterator[SecureElasticsearch]:
    """One for a test, which is skipped, or fails where `CI` is set, if there is no way to one."""
    try:
        if not has_java():
            raise ElasticsearchUnavailableError(REMEDY)
        server = SecureElasticsearch()
    except ElasticsearchUnavailableError as error:
        unavailable("Elasticsearch with security", str(error))
    with contextlib.closing(server):
        server.start()
        yield server


def _hashed(password: str) -> str:
    """As the file of users has it."""
    salt = os.urandom(32)
    derived = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, 10_000, 32)
    return f"{{PBKDF2}}10000${base64.b64encode(salt).decode()}${base64.b64encode(derived).decode()}"


def _secure_home() -> Path:
    """The server's folder with the security module, made on first use; its name changes with our sources."""
    plain, sources = installed_home(), hashlib.sha256()
    for path in (*sorted(_FOLDER.iterdir()), Path(__file__)):
        sources.update(path.read_bytes())
    home = CACHE / f"elasticsearch-{VERSION}" / f"secure-{plain.name}-{sources.hexdigest()[:12]}"
    if home.is_dir():
        return home
    build = Path(tempfile.mkdtemp(prefix="build-", dir=home.parent))
    try:
        _install(build, plain)
        with contextlib.suppress(OSError):  # another test session was quicker: its folder is as good
            build.rename(home)
    finally:
        shutil.rmtree(build, ignore_errors=True)
    return home


def _install(home: Path, plain: Path) -> None:
    fetched, modules = home / "fetched", home / "modules"
    fetch = ["mvn", "-q", "-B", f"-Dmaven.repo.local={CACHE / 'maven'}", "-f", str(_FOLDER / "pom.xml")]
    fetch += ["dependency:copy-dependencies", f"-DoutputDirectory={fetched}", "-DincludeScope=runtime"]
    run([*fetch, f"-Delasticsearch.version={VERSION}"], "fetch the security module's jars through Maven")
    shutil.copytree(plain / "lib", home / "lib", copy_function=os.link)
    shutil.copytree(plain / "modules", modules, copy_function=os.link)
    core = "classname=org.elasticsearch.xpack.core.XPackPlugin\nmodulename=org.elasticsearch.xcore"
    _module(modules / "x-pack-core", core, _jars(fetched, _OF_CORE))
    security = "classname=org.elasticsearch.xpack.security.Security\nmodulename=org.elasticsearch.security"
    folder = _module(
        modules / "x-pack-security", f"{security}\nextended.plugins=x-pack-core", _jars(fetched, _OF_SECURITY)
    )
    for name in _EMPTY_MODULES:
        _jar(folder / f"empty-{name}.jar", home / "nothing", name)
    types = []
    for name in _EMPTY_TYPES:
        package, _, short = name.rpartition(".")
        types.append(home / "types" / f"{short}.java")
        types[-1].parent.mkdir(exist_ok=True)
        types[-1].write_text(f"package {package}; public interface {short} {{}}\n")
    _compile(types, home / "classes-of-types", home)
    _jar(folder / "empty-types.jar", home / "classes-of-types", "org.opensaml.saml")
    capture = _module(modules / "tcbot-capture", "classname=tcbot.tests.CapturePlugin", [])
    _compile([_FOLDER / "CapturePlugin.java"], home / "classes", home)
    _jar(capture / "capture.jar", home / "classes", "tcbot.capture")


def _jars(fetched: Path, beginnings: tuple[str, ...]) -> list[Path]:
    return [each for each in fetched.glob("*.jar") if each.name.startswith(beginnings)]


def _module(folder: Path, more: str, jars: list[Path]) -> Path:
    folder.mkdir()
    for jar in jars:
        shutil.copy(jar, folder)
    (folder / "plugin-descriptor.properties").write_text(f"{_DESCRIPTOR}name={folder.name}\n{more}\n")
    return folder


def _compile(sources: list[Path], classes: Path, home: Path) -> None:
    command = ["javac", "-Xlint:none", "-cp", f"{home}/lib/*", "-d", str(classes), *map(str, sources)]
    run(command, "compile what the security module misses")


def _jar(path: Path, classes: Path, module: str) -> None:
    """A jar of these classes which is a module of this name."""
    classes.mkdir(exist_ok=True)
    manifest = path.with_suffix(".mf")
    manifest.write_text(f"Automatic-Module-Name: {module}\n")
    run(["jar", "--create", "--file", str(path), "--manifest", str(manifest), "-C", str(classes), "."], "make a jar")
    manifest.unlink()
