"""Native code in a parser's place gets nowhere; what a kernel can't hold is named. The real kernel every time."""

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
NOBODY = 65534
USERS = [os.getuid(), NOBODY] if os.name == "posix" and os.getuid() == 0 else [os.getuid() if os.name == "posix" else 0]

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the Linux kernel holds it")


PACKAGES = sysconfig.get_path("purelib")


def run(lacks: str, user: int) -> dict[str, Any]:
    """What came of the attempts under a kernel that lacks this, as that user."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT}{os.pathsep}{PACKAGES}", "SOME_TOKEN": "change-me"}
    begun = [
        sys.executable,
        "-m",
        "tests.ingest.confinement.kernel_without",
        lacks,
        str(user),
        _python_for(user, environment),
    ]
    command = [*begun, "-m", "tests.ingest.confinement.native_run", PACKAGES]
    ended = subprocess.run(command, env=environment, cwd="/", check=False, capture_output=True, timeout=300)
    assert ended.returncode == 0, ended.stderr.decode()[-3000:]
    report: dict[str, Any] = json.loads(ended.stdout)
    assert len(report["attempts"]) > 60
    return report


def _python_for(user: int, environment: dict[str, str]) -> str:
    """A Python of this version that the user can run: ours may lie in a folder of root's."""
    for python in (sys.executable, f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"):
        tried = [
            sys.executable,
            "-m",
            "tests.ingest.confinement.kernel_without",
            "",
            str(user),
            python,
            "-c",
            "import ingest.reading.parse",
        ]
        if subprocess.run(tried, env=environment, cwd="/", check=False, capture_output=True).returncode == 0:
            return python
    pytest.skip("That user can run no Python of this version here.")


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize("lacks", ["", "namespaces"], ids=["with_namespaces", "without_namespaces"])
def test_no_attempt_of_native_code_succeeds(lacks: str, user: int) -> None:
    report = run(lacks, user)
    if report["gaps"]:
        pytest.skip(f"This kernel leaves gaps, and they are named: {report['gaps']}.")
    assert {name: ended for name, ended in report["attempts"].items() if ended != "refused"} == {}
    assert report["harm"] == [] and report["insisting"] == ""


@pytest.mark.parametrize("user", USERS)
def test_without_landlock_files_can_be_read_and_that_is_named(user: int) -> None:
    report = run("landlock,namespaces", user)
    done = {name for name, ended in report["attempts"].items() if ended == "done"}
    assert all(name.startswith(("read ", "list ")) for name in done)
    assert report["harm"] == [] and report["gaps"] == ["files"] and report["insisting"] == "not_confined"


@pytest.mark.parametrize("user", USERS)
def test_without_seccomp_files_are_safe_and_the_rest_is_named(user: int) -> None:
    report = run("seccomp,namespaces", user)
    done = {name for name, ended in report["attempts"].items() if ended == "done"}
    safe = ("read the", "list ", "open the worker's memory", "trace ", "create ", "append ", "empty ", "remove ")
    assert not {name for name in done if name.startswith(safe)} - {"read the kernel's keys"}
    assert report["gaps"] == ["system_calls", "network"] and report["insisting"] == "not_confined"


def test_with_neither_everything_is_named() -> None:
    found = "import json; from ingest.parsers.parser_confinement import probe; print(json.dumps(probe().gaps))"
    begun = [
        sys.executable,
        "-m",
        "tests.ingest.confinement.kernel_without",
        "landlock,seccomp,namespaces",
        str(os.getuid()),
    ]
    command = [*begun, sys.executable, "-c", found]
    ended = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    assert json.loads(ended.stdout) == ["files", "system_calls", "network", "memory"]
