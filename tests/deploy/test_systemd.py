"""The units of `deploy/systemd`, judged by systemd itself and beside what they start."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
import typer
import yaml

from bot.command_line.cli import app
from tests.deploy.programs import DEPLOY, needed_program

UNITS = DEPLOY / "systemd"
SERVICES = sorted(path.name for path in UNITS.glob("*.service"))
EXPOSURE = 20
"""The most that `systemd-analyze security` may say, in tenths: 2.0 of 10."""
NEEDED = {"landlock_create_ruleset", "landlock_restrict_self", "seccomp", "prctl", "unshare", "capset", "setrlimit"}
"""What the readers of files confine themselves with."""


def analyze(*arguments: str) -> "subprocess.CompletedProcess[str]":
    program = needed_program("systemd-analyze", "Install systemd (Debian: apt-get install systemd).")
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False)


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """A folder with the units as a machine has them: instances beside templates, and a program to start."""
    stub = tmp_path / "tcbot"
    stub.write_text("#!/bin/sh\n", encoding="ascii")
    stub.chmod(0o755)
    for unit in UNITS.glob("tcbot*"):
        text = unit.read_text(encoding="utf-8").replace("/opt/tcbot/bin/tcbot", str(stub))
        instances = wanted(unit.stem) if "@" in unit.name else [""]
        for instance in instances:
            (tmp_path / unit.name.replace("@", f"@{instance}")).write_text(text, encoding="utf-8")
    return tmp_path


def wanted(template: str) -> list[str]:
    """The instances of a template that the target starts."""
    target = (UNITS / "tcbot.target").read_text(encoding="utf-8")
    return re.findall(rf"{template}(\w+)\.service", target)


def settings(name: str, key: str) -> list[str]:
    text = (UNITS / name).read_text(encoding="utf-8")
    return re.findall(rf"^{key}=(.*)$", text, re.MULTILINE)


@cache
def calls_of(group: str) -> frozenset[str]:
    lines = analyze("syscall-filter", group).stdout.splitlines()
    names = [line.strip() for line in lines[1:] if line.strip() and not line.strip().startswith("#")]
    return frozenset().union(*(calls_of(each) if each.startswith("@") else {each} for each in names))


def test_systemd_has_nothing_to_say_about_any_unit(units: Path) -> None:
    paths = sorted(str(path) for path in units.glob("tcbot[-.@]*"))
    assert len(paths) == 10
    done = analyze("verify", *paths)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_a_misspelt_key_would_be_seen(units: Path) -> None:
    unit = units / "tcbot-sweep.service"
    unit.write_text(unit.read_text(encoding="utf-8").replace("NoNewPrivileges", "NoNewPrivilege"), encoding="utf-8")
    assert "NoNewPrivilege" in analyze("verify", str(unit)).stderr


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_can_do_little(units: Path, service: str) -> None:
    path = next(units.glob(service.replace("@", "@*")))
    done = analyze("security", "--offline=true", f"--threshold={EXPOSURE}", str(path))
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("service", SERVICES)
def test_the_readers_of_files_may_confine_themselves(service: str) -> None:
    allowed: set[str] = set()
    for line in settings(service, "SystemCallFilter"):
        names = line.removeprefix("~").split()
        calls = set().union(*(calls_of(each) if each.startswith("@") else {each} for each in names))
        allowed = allowed - calls if line.startswith("~") else allowed | calls
    assert allowed >= NEEDED
    assert not allowed & {"mount", "ptrace", "init_module", "reboot", "bpf", "chroot"}
    assert settings(service, "RestrictNamespaces") == ["user net"]


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_starts_a_command_that_there_is(service: str) -> None:
    (line,) = settings(service, "ExecStart")
    program, command, *arguments = line.split()
    assert program == "/opt/tcbot/bin/tcbot"
    known = typer.main.get_command(app).commands[command]  # type: ignore[attr-defined]
    options = {option for parameter in known.params for option in parameter.opts}
    assert {each for each in arguments if each.startswith("--")} <= options


def test_nginx_knows_the_bots_that_the_target_starts() -> None:
    upstream = (DEPLOY / "nginx" / "tcbot" / "upstream.conf").read_text(encoding="utf-8")
    assert re.findall(r"server 127\.0\.0\.1:(\d+) ", upstream) == wanted("tcbot-web@")


@pytest.mark.parametrize("service", SERVICES)
def test_all_services_are_one_persons_in_one_slice(service: str) -> None:
    assert (settings(service, "User"), settings(service, "Slice")) == (["tcbot"], ["tcbot.slice"])
    assert settings(service, "EnvironmentFile") == ["/etc/tcbot/tcbot.env"]


def test_prometheus_scrapes_the_bots_and_workers_that_the_target_starts() -> None:
    jobs = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text(encoding="utf-8"))["scrape_configs"]
    scraped = {job["job_name"]: job["static_configs"][0]["targets"] for job in jobs}
    for job, template in (("tcbot", "tcbot-web@"), ("tcbot-worker", "tcbot-worker@")):
        assert scraped[job] == [f"127.0.0.1:{port}" for port in wanted(template)]
