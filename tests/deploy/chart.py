"""The chart of `deploy/kubernetes/tcbot`, rendered by a real helm; tests are skipped where there is none."""

import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.deploy.programs import DEPLOY, found_program

CHART = DEPLOY / "kubernetes" / "tcbot"
REMEDY = "go install helm.sh/helm/v3/cmd/helm@v3.22.0 (ten minutes), or put helm into .cache/deploy-tools/bin"
Manifest = dict[str, Any]
VARIANTS = {
    "as it is": ["originals.claim=originals"],
    "bucket": ["settings.VAULT_URL=s3://bucket/folder"],
    "ingress": ["originals.claim=originals", "ingress.enabled=true", "ingress.className=public"],
    "everything": [
        "originals.claim=originals",
        "ingress.enabled=true",
        "model.enabled=true",
        "model.weightsClaim=weights",
        "bot.autoscaling.enabled=true",
        "backup.address=s3://bucket/backups",
        "image.pullSecrets[0].name=registry",
    ],
}


def helm(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """How it ended. No cluster is asked."""
    program = found_program("helm")
    if program is None:
        pytest.skip(f"No helm here: {REMEDY}.")
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False)


def template(*values: str) -> "subprocess.CompletedProcess[str]":
    """The chart with these values, `name=value`."""
    chosen = [argument for value in values for argument in ("--set", value)]
    return helm("template", "team", str(CHART), "--namespace", "tcbot", "--kube-version", "1.31.0", *chosen)


def rendered(*values: str) -> str:
    """Its manifests as YAML."""
    done = template(*values)
    assert done.returncode == 0, done.stderr
    return done.stdout


class Rendered:
    """Manifests by kind, and the pods that they would become."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.manifests: list[Manifest] = [each for each in yaml.safe_load_all(text) if each]

    def of(self, kind: str) -> list[Manifest]:
        """All of a kind."""
        return [each for each in self.manifests if each["kind"] == kind]

    def named(self, kind: str, name: str) -> Manifest:
        """The one of a kind and name."""
        (found,) = [each for each in self.of(kind) if each["metadata"]["name"] == name]
        return found

    def names(self, kind: str) -> set[str]:
        """The names of a kind."""
        return {each["metadata"]["name"] for each in self.of(kind)}

    def pods(self) -> dict[str, Manifest]:
        """The template of each pod, by its component."""
        found = [each["spec"]["template"] for each in self.of("Deployment")]
        found += [each["spec"]["jobTemplate"]["spec"]["template"] for each in self.of("CronJob")]
        return {each["metadata"]["labels"]["app.kubernetes.io/component"]: each for each in found}

    def matched(self, selector: Manifest) -> set[str]:
        """The components whose pods have these labels."""
        return {
            part
            for part, pod in self.pods().items()
            if selector["matchLabels"].items() <= pod["metadata"]["labels"].items()
        }

    def containers(self) -> Iterator[tuple[str, Manifest, Manifest]]:
        """(component, specification of the pod, its one container)."""
        for part, pod in self.pods().items():
            (container,) = pod["spec"]["containers"]
            yield part, pod["spec"], container
