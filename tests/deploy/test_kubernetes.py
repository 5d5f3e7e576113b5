"""The chart, rendered: valid by Kubernetes' own schemas, and what no schema sees: that its parts know each other."""

import subprocess
from pathlib import Path
from typing import Any, cast

import pytest
import typer

from bot.command_line.cli import app
from bot.settings import BotSettings
from bot.web.app import build_web
from tests.deploy.chart import CHART, VARIANTS, Rendered, helm, rendered, template
from tests.deploy.programs import DEPLOY, needed_program
from tests.servers.nginx import nginx_program

OURS = {"bot", "worker", "sweep", "backup"}


@pytest.fixture(scope="module", params=VARIANTS)
def chart(request: pytest.FixtureRequest) -> Rendered:
    return Rendered(rendered(*VARIANTS[request.param]))


def test_helm_has_nothing_to_say() -> None:
    done = helm("lint", "--strict", str(CHART), "--kube-version", "1.31.0", "--set", VARIANTS["as it is"][0])
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("version", ["1.29", "1.37"])
def test_each_manifest_is_valid(chart: Rendered, tmp_path: Path, version: str) -> None:
    (tmp_path / "all.yaml").write_text(chart.text, encoding="utf-8")
    command = [needed_program("kubernetes-validate"), "-k", version, "--strict", str(tmp_path / "all.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_runs_where_is_whole(chart: Rendered) -> None:
    assert chart.pods().keys() >= OURS - {"backup"} | {"nginx"}
    gpus = [container["resources"]["limits"].get("nvidia.com/gpu") for _, _, container in chart.containers()]
    assert [gpu for gpu in gpus if gpu] == (["1"] if "model" in chart.pods() else [])


def test_a_selector_matches_just_the_pods_that_it_is_for(chart: Rendered) -> None:
    for kind in ("Deployment", "PodDisruptionBudget"):
        for each in chart.of(kind):
            part = each["metadata"]["labels"]["app.kubernetes.io/component"]
            assert chart.matched(each["spec"]["selector"]) == {part}, each["metadata"]["name"]
    for service in chart.of("Service"):
        part = service["metadata"]["labels"]["app.kubernetes.io/component"]
        assert chart.matched({"matchLabels": service["spec"]["selector"]}) == {part}
        container = next(container for name, _, container in chart.containers() if name == part)
        ports = {port["name"] for port in container["ports"]}
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= ports


def test_a_drain_takes_one_of_several_at_a_time(chart: Rendered) -> None:
    budgets = {
        each["metadata"]["labels"]["app.kubernetes.io/component"]: each["spec"]
        for each in chart.of("PodDisruptionBudget")
    }
    assert budgets.keys() == {"bot", "worker", "nginx"}
    for part, budget in budgets.items():
        assert budget["maxUnavailable"] == 1 and "minAvailable" not in budget
        assert chart.named("Deployment", f"team-{part}")["spec"].get("replicas", 3) > budget["maxUnavailable"]


def test_policies_close_every_pod_and_name_pods_that_there_are(chart: Rendered) -> None:
    policies = {each["metadata"]["name"].removeprefix("team-"): each["spec"] for each in chart.of("NetworkPolicy")}
    assert chart.matched(policies.pop("closed")["podSelector"]) == set(chart.pods())
    assert {name for name, policy in policies.items() if chart.matched(policy["podSelector"]) == {name}} == set(
        chart.pods()
    )
    ports = {part: {port["containerPort"] for port in c.get("ports", [])} for part, _, c in chart.containers()}
    for name, policy in policies.items():
        for rule in policy.get("ingress", []):
            assert {port["port"] for port in rule["ports"]} <= ports[name], name
        for rule in policy.get("egress", []):
            for peer in rule["to"]:
                for part in chart.matched(peer["podSelector"]) if "podSelector" in peer else ():
                    assert {port["port"] for port in rule["ports"]} <= ports[part], name
                    assert any(
                        name in chart.matched(other.get("podSelector", {"matchLabels": {"no": "pod"}}))
                        for allowed in policies[part]["ingress"]
                        for other in allowed["from"]
                    ), f"{name} may call {part}, which doesn't let it in"
                assert "podSelector" not in peer or chart.matched(peer["podSelector"]), name


def test_no_pod_may_do_more_than_it_has_to(chart: Rendered) -> None:
    for part, pod, container in chart.containers():
        assert pod["automountServiceAccountToken"] is False, part
        assert pod["securityContext"]["runAsNonRoot"] and pod["securityContext"]["runAsUser"] > 0, part
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, part
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }, part
        assert {"cpu", "memory"} <= container["resources"]["requests"].keys(), part
        assert "memory" in container["resources"]["limits"], part
        assert not any(pod.get(key) for key in ("hostNetwork", "hostPID", "hostIPC")), part


def test_each_probe_asks_for_something_that_is_there(chart: Rendered) -> None:
    served = {route.path for route in build_web(cast(Any, None)).routes}  # type: ignore[attr-defined]
    for part, _, container in chart.containers():
        probes = {key: container[key] for key in container if key.endswith("Probe")}
        assert bool(probes) is (part not in {"sweep", "backup"}), part
        ports = {port["name"] for port in container.get("ports", [])}
        for probe in probes.values():
            asked = probe.get("httpGet") or probe.get("tcpSocket")
            assert asked is None or asked["port"] in ports, part
            if part in OURS:
                assert asked["path"] in served
    bot = next(container for part, _, container in chart.containers() if part == "bot")
    assert bot["livenessProbe"]["httpGet"]["path"] == "/healthz"  # stores that are away are no reason to kill a bot
    assert bot["readinessProbe"]["httpGet"]["path"] == "/readyz"


def test_what_is_mounted_is_there_and_what_is_written_lies_in_memory_or_a_volume(chart: Rendered) -> None:
    for part, pod, container in chart.containers():
        volumes = {volume["name"]: volume for volume in pod["volumes"]}
        mounts = {mount["mountPath"]: volumes[mount["name"]] for mount in container["volumeMounts"]}
        assert {mount["name"] for mount in container["volumeMounts"]} == volumes.keys(), part
        for volume in volumes.values():
            if "configMap" in volume:
                assert volume["configMap"]["name"] in chart.names("ConfigMap"), part
        if part in OURS:
            assert mounts["/tmp"]["emptyDir"]["medium"] == "Memory" and "emptyDir" in mounts["/var/lib/tcbot"], part


def test_settings_are_settings_and_secrets_come_by_name(chart: Rendered) -> None:
    known = {name.upper() for name in BotSettings.model_fields}
    told = chart.named("ConfigMap", "team-settings")["data"]
    assert set(told) - {"TMPDIR"} <= known and told["VAULT_URL"] in {"/originals", "s3://bucket/folder"}
    for part, _, container in chart.containers():
        if part in OURS:
            assert container["envFrom"] == [
                {"configMapRef": {"name": "team-settings"}},
                {"secretRef": {"name": "tcbot"}},
            ]
    assert not chart.of("Secret")
    assert ("LLM_URL" in told) is ("model" in chart.pods())
    if "model" in chart.pods():
        assert told["LLM_URL"] == "http://team-model:8000/v1" and "team-model" in chart.names("Service")


def test_commands_are_there_with_their_options(chart: Rendered) -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    for part, _, container in chart.containers():
        if part in OURS:
            command, *arguments = container["args"]
            options = {option for parameter in commands[command].params for option in parameter.opts}
            assert {each for each in arguments if each.startswith("--")} <= options, part


def test_a_bot_goes_only_when_another_is_ready_and_has_time_to_hand_back(chart: Rendered) -> None:
    spec = chart.named("Deployment", "team-bot")["spec"]
    assert spec["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    assert spec["template"]["spec"]["terminationGracePeriodSeconds"] >= 60
    assert ("replicas" in spec) is not bool(chart.of("HorizontalPodAutoscaler"))


def test_nginx_is_the_door_with_the_same_files(chart: Rendered, tmp_path: Path) -> None:
    """With an upstream of this machine: following names takes a newer nginx than Debian's."""
    files = chart.named("ConfigMap", "team-nginx-tcbot")["data"]
    for source in (DEPLOY / "nginx" / "tcbot").glob("*.conf"):
        assert files[source.name].strip() == source.read_text(encoding="utf-8").strip()
    main = chart.named("ConfigMap", "team-nginx")["data"]
    assert "team-bot.tcbot.svc.cluster.local:8080 resolve" in main["upstream.conf"]
    is_behind = bool(chart.of("Ingress"))
    assert ("tcbot/behind.conf" in main["nginx.conf"]) is is_behind
    if not is_behind:
        return  # the rest is proven with a certificate in tests/deploy/test_nginx.py
    folders = {"tcbot": files, "own": {"upstream.conf": main["upstream.conf"]}, ".": {"nginx.conf": main["nginx.conf"]}}
    for folder, texts in folders.items():
        (tmp_path / folder).mkdir(exist_ok=True)
        for name, text in texts.items():
            text = text.replace("/tmp/", f"{tmp_path}/").replace("/etc/nginx", str(tmp_path))
            text = text.replace("team-bot.tcbot.svc.cluster.local:8080 resolve", "127.0.0.1:8080")
            text = text.replace("resolver kube-dns.kube-system.svc.cluster.local", "resolver 127.0.0.1")
            (tmp_path / folder / name).write_text(text, encoding="utf-8")
    command = [nginx_program(), "-t", "-e", "stderr", "-c", str(tmp_path / "nginx.conf")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([], "Say where originals are kept"),
        (["originals.claim=o", "bot.replicas=0"], "/bot/replicas"),
        (["originals.claim=o", "bots.replicas=3"], "'bots' not allowed"),
        (["originals.claim=o", "settings.SLACK_BOT_TOKEN=change-me"], "SLACK_BOT_TOKEN"),
        (["originals.claim=o", "image.digest=sha256:1"], "/image/digest"),
        (["originals.claim=o", "sweep.schedule=daily"], "/sweep/schedule"),
        (["originals.claim=o", "model.enabled=true"], "Say model.weightsClaim"),
        (["originals.claim=o", "network.stores[0].cidr=postgres"], "/network/stores/0"),
    ],
)
def test_what_cant_be_right_is_refused_with_its_name(values: list[str], said: str) -> None:
    done = template(*values)
    assert done.returncode != 0 and said in done.stderr
