"""What the pages on running TCBot name is there."""

import re

import pytest
import typer

from bot.command_line.cli import app
from bot.settings import BotSettings
from tests.deploy.programs import ROOT

FOLDERS = ["nginx", "systemd", "compose", "images", "kubernetes"]
PAGES = [
    "docs/production.md",
    "deploy/README.md",
    "deploy/sizing.md",
    *(f"deploy/{each}/README.md" for each in FOLDERS),
]
OWN = {
    "README",
    "ACME",
    "JSON",
    "SIGTERM",
    "ASSUMED",
    "BASE",
    "PACKAGES",
    "LOCK",
    "TORCH_BACKEND",
    "FORWARDED_ALLOW_IPS",
    "ALERTMANAGER_FILE",
    "BACKUP_ADDRESS",
}


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_files_that_a_page_names_are_there(page: str) -> None:
    named = set(re.findall(r"\b((?:deploy|docs|tests|bot|pipelines)/[\w./-]*\w/?)", read(page)))
    named -= {"deploy/team-bot"}  # a deployment of the chart
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_commands_that_a_page_names_are_there(page: str) -> None:
    commands = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    assert set(re.findall(r"(?:`|bin/|-- |exec bot )tcbot ([a-z-]+)", read(page))) <= commands


@pytest.mark.parametrize("page", PAGES)
def test_settings_that_a_page_names_are_there(page: str) -> None:
    known = {name.upper() for name in BotSettings.model_fields} | OWN
    named = set(re.findall(r"\b([A-Z][A-Z0-9]*_[A-Z0-9_]*[A-Z0-9])\b", read(page)))
    assert named <= known


@pytest.mark.parametrize("page", [page for page in PAGES if page.endswith("README.md")])
def test_a_readme_is_short_and_names_all_that_lies_beside_it(page: str) -> None:
    text, folder = read(page), (ROOT / page).parent
    lines = text.splitlines()
    assert len(lines) <= 40 and max(map(len, lines)) <= 120
    beside = {path.name for path in folder.iterdir()} - {"README.md", ".env.example", "__pycache__"}
    assert [name for name in sorted(beside) if name not in text and f"{name.split('.')[0]}.*" not in text] == []
