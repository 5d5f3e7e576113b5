"""deploy/install.sh: the half that looks, and what the other half lays; deploy/environment.sh, for real."""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.deploy.programs import DEPLOY, ROOT, needed_program
from tests.servers.local_authority import local_authority

SCRIPTS = ["install.sh", "environment.sh", "images/start"]
PASSWORD = "planted-password"


def install(*arguments: str, path: str = os.environ["PATH"]) -> "subprocess.CompletedProcess[str]":
    command = ["bash", str(DEPLOY / "install.sh"), *arguments]
    own = {"PATH": path, "PYTHON": sys.executable, "HOME": "/nowhere"}
    return subprocess.run(command, env=own, capture_output=True, text=True, check=False)


def missing(folder: Path, path: str) -> list[str]:
    """What a check says is missing; its exit code has to say the same."""
    done = install("check", "--root", str(folder), path=path)
    lines = [line.split(maxsplit=1)[1] for line in done.stdout.splitlines() if line.startswith("  missing")]
    assert done.returncode == (1 if lines else 0), done.stdout + done.stderr
    assert done.stderr == "" and PASSWORD not in done.stdout
    return [line for line in lines if not line.startswith(("memory", "disk"))]  # of whoever runs the test


def tree(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.stat().st_mode, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A PATH with the programs that a machine has to have."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("systemctl", "nginx", "tesseract"):
        (folder / name).write_text("#!/bin/sh\nexit 1\n", encoding="ascii")
        (folder / name).chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Path]:
    """The root of a machine where nothing is missing: settings, a certificate, and somebody at each store's port."""
    folder = tmp_path / "machine"
    folder.mkdir()
    assert install("apply", "--root", str(folder)).returncode == 0
    pem = local_authority().server_pem.read_text(encoding="ascii")
    key = pem[: pem.index("-----BEGIN CERTIFICATE")]
    (folder / "etc/nginx/tls/tls.crt").write_text(pem.removeprefix(key), encoding="ascii")
    (folder / "etc/nginx/tls/tls.key").write_text(key, encoding="ascii")
    with ExitStack() as listening:
        stores = [listening.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(3)]
        ports = [str(store.getsockname()[1]) for store in stores]
        text = (folder / "etc/tcbot/tcbot.env").read_text(encoding="utf-8").replace("change-me", PASSWORD)
        for old, new in zip((":5432", ":6379", ":9200"), ports, strict=True):
            text = text.replace(f"127.0.0.1{old}", f"127.0.0.1:{new}")
        (folder / "etc/tcbot/tcbot.env").write_text(text, encoding="utf-8")
        yield folder


@pytest.mark.parametrize("script", SCRIPTS)
def test_shellcheck_has_nothing_to_say(script: str) -> None:
    command = [needed_program("shellcheck"), str(DEPLOY / script)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_a_check_changes_nothing_and_finds_nothing_missing_where_all_is_there(machine: Path, path: str) -> None:
    before = tree(machine)
    assert missing(machine, path) == []
    assert tree(machine) == before


def test_a_bare_machine_lacks_settings_and_certificate_and_stays_bare(tmp_path: Path, path: str) -> None:
    bare = tmp_path / "bare"
    bare.mkdir()
    assert missing(bare, path) == ["the file, or the right to read it", "tls.crt with its chain, and tls.key"]
    assert not list(bare.iterdir())


@pytest.mark.parametrize("program", ["systemctl", "tesseract"])
def test_a_missing_program_is_named(machine: Path, path: str, tmp_path: Path, program: str) -> None:
    own = Path(path.split(":")[0])
    (own / program).unlink()
    tools = tmp_path / "tools"  # a PATH without what this machine has beside
    tools.mkdir()
    for name in "bash sed awk df tail tr dirname grep find openssl timeout".split():
        (tools / name).symlink_to(needed_program(name, "Install it."))
    assert missing(machine, f"{own}:{tools}") == [program]


def test_an_old_python_is_named(machine: Path, path: str) -> None:
    own = {"PATH": path, "PYTHON": "false"}
    done = subprocess.run(
        ["bash", str(DEPLOY / "install.sh"), "check", "--root", str(machine)], env=own, capture_output=True, text=True
    )
    assert done.returncode == 1 and "missing  Python 3.11 or newer" in done.stdout


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL", "ELASTICSEARCH_URL", "ENCRYPTION_KEYS"])
def test_a_missing_setting_is_named(machine: Path, path: str, name: str) -> None:
    file = machine / "etc/tcbot/tcbot.env"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(line for line in lines if not line.startswith(name)) + "\n", encoding="utf-8")
    assert missing(machine, path) == [name]


def test_settings_that_others_may_read_or_that_nobody_filled_in_are_named(machine: Path, path: str) -> None:
    file = machine / "etc/tcbot/tcbot.env"
    file.chmod(0o644)
    file.write_text(file.read_text(encoding="utf-8") + "SENTRY_DSN=change-me\n", encoding="utf-8")
    assert missing(machine, path) == ["a file that only root reads", "values in place of each change-me"]


def test_a_store_where_nobody_listens_is_named_without_its_password(machine: Path, path: str) -> None:
    file = machine / "etc/tcbot/tcbot.env"
    address = f"ELASTICSEARCH_URL=http://tcbot:{PASSWORD}@127.0.0.1:9,https://tcbot:{PASSWORD}@localhost:9\n"
    file.write_text(file.read_text(encoding="utf-8") + address, encoding="utf-8")
    assert missing(machine, path) == [
        "ELASTICSEARCH_URL: somebody at 127.0.0.1, port 9",
        "ELASTICSEARCH_URL: somebody at localhost, port 9",
    ]


def test_another_certificates_key_is_named(machine: Path, path: str) -> None:
    command = ["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out"]
    subprocess.run([*command, str(machine / "etc/nginx/tls/tls.key")], check=True, capture_output=True)
    assert missing(machine, path) == ["a key that belongs to the certificate"]


def test_what_is_laid_is_what_the_checkout_has_and_settings_stay(machine: Path) -> None:
    units = {path.name for path in (DEPLOY / "systemd").glob("tcbot*")}
    assert {path.name for path in (machine / "etc/systemd/system").iterdir()} == units
    own = {path.name: path.read_bytes() for path in (DEPLOY / "nginx/tcbot").glob("*.conf")}
    assert {path.name: path.read_bytes() for path in (machine / "etc/nginx/tcbot").iterdir()} == own
    settings = machine / "etc/tcbot/tcbot.env"
    assert (settings.stat().st_mode & 0o777, settings.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    before = settings.read_bytes()
    assert install("apply", "--root", str(machine)).returncode == 0
    assert settings.read_bytes() == before


def test_the_nginx_that_was_there_before_is_kept_once(tmp_path: Path) -> None:
    main = tmp_path / "etc/nginx/nginx.conf"
    main.parent.mkdir(parents=True)
    main.write_text("# theirs\n", encoding="ascii")
    for _ in range(2):
        assert install("apply", "--root", str(tmp_path)).returncode == 0
    assert main.with_name("nginx.conf.before-tcbot").read_text(encoding="ascii") == "# theirs\n"
    assert main.read_bytes() == (DEPLOY / "nginx/nginx.conf").read_bytes()


@pytest.mark.parametrize(
    "arguments", [[], ["applye"], ["check", "now"], ["apply", "--root"], ["check", "--root", "/", "x"]]
)
def test_anything_else_is_told_how(arguments: list[str]) -> None:
    done = install(*arguments)
    assert done.returncode == 2 and "deploy/install.sh check" in done.stderr


@pytest.mark.slow
def test_an_environment_is_made_of_the_locks_and_answers() -> None:
    """Everything by the locks' hashes; the CPU build of torch would come from its publisher."""
    own = os.environ | {"PYTHON": sys.executable, "LOCK": "s3", "TORCH_BACKEND": "", "UV_COMPILE_BYTECODE": "0"}
    own |= {"UV_CACHE_DIR": os.environ.get("UV_CACHE_DIR", str(ROOT / ".cache/uv")), "UV_LINK_MODE": "hardlink"}
    with tempfile.TemporaryDirectory(prefix="environment-", dir=ROOT / ".cache") as name:  # beside what is linked
        target = Path(name) / "release"
        for half in ("packages", "program"):
            subprocess.run([str(DEPLOY / "environment.sh"), half, str(target)], env=own, check=True)
        said = subprocess.run([str(target / "bin/tcbot"), "--help"], capture_output=True, text=True, check=True)
        assert "sweep" in said.stdout
        subprocess.run([str(target / "bin/python"), "-c", "import s3fs"], check=True)
        assert not target.with_name("release.build").exists()
