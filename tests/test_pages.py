"""Links and anchors of every page lead somewhere, and the newest pages say what is there. Reads files alone."""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
import typer
import yaml
from markdown_it import MarkdownIt

from bot.command_line.cli import app
from bot.invariants.registry import INVARIANTS
from bot.settings import BotSettings
from tests.metrics_page import PARTS, metrics_of, shown_name

ROOT = Path(__file__).parents[1]
SKIPPED = {".cache", ".git", ".venv", "node_modules"}
PAGES = sorted(
    each.relative_to(ROOT).as_posix()
    for each in ROOT.rglob("*.md")
    if not SKIPPED & set(each.relative_to(ROOT).parts) and not each.is_symlink()
)
OPERATING = ["docs/sla.md", "docs/compliance.md", "docs/upgrading.md", "docs/checklist.md"]
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
OWN = {"TCBOT_IMAGE", "NEW", "OLD"}
_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|//")


def links_of(text: str) -> list[str]:
    """The targets of links and images, of those in tables, too; what stands in code is none."""
    found = []
    for block in MarkdownIt("commonmark").enable("table").parse(text):
        for each in block.children or ():
            target = each.attrGet("href") if each.type == "link_open" else each.attrGet("src")
            if isinstance(target, str):
                found.append(target)
    return found


def anchors_of(text: str) -> set[str]:
    """What a heading is reached by on a page of a forge: small letters, hyphens; a second one gets a number."""
    found: dict[str, int] = {}
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    for opening, inside in pairwise(tokens):
        if opening.type == "heading_open":
            said = "".join(each.content for each in inside.children or () if each.type in {"text", "code_inline"})
            anchor = re.sub(r"[^\w\- ]", "", said.lower()).strip().replace(" ", "-")
            found[anchor] = found.get(anchor, -1) + 1
    return {f"{name}-{n}" if n else name for name, count in found.items() for n in range(count + 1)}


@cache
def _anchors(page: Path) -> set[str]:
    return anchors_of(page.read_text(encoding="utf-8"))


def dead_links(page: Path, text: str) -> list[str]:
    """The links of a page that lead to no file, or to no heading of it."""
    dead = []
    for target in links_of(text):
        if _OUTSIDE.match(target):
            continue
        path, _, anchor = target.partition("#")
        to = (page.parent / path).resolve() if path else page
        if not to.exists() or (anchor and to.suffix == ".md" and anchor not in _anchors(to)):
            dead.append(target)
    return dead


@pytest.mark.parametrize("page", PAGES)
def test_links_of_a_page_lead_to_files_and_headings_that_there_are(page: str) -> None:
    file = ROOT / page
    assert dead_links(file, file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("[a](nowhere.md)", ["nowhere.md"]),
        (
            "| [a](README.md) | [b](docs/nowhere.md) |\n|---|---|\n| [c](docs/none) | x |",
            ["docs/nowhere.md", "docs/none"],
        ),
        ("[a](docs/sla.md#no-such-heading)", ["docs/sla.md#no-such-heading"]),
        ("![a](docs/picture-that-is-not.png)", ["docs/picture-that-is-not.png"]),
        ("# One\n\n[a](#two)", ["#two"]),
        ("[a](docs/sla.md#error-budget), [b](https://example.com/x), `[c](nowhere.md)`, [d](docs)", []),
    ],
)
def test_a_dead_link_is_found_and_one_in_code_is_none(text: str, dead: list[str]) -> None:
    assert dead_links(ROOT / "page.md", text) == dead


def test_headings_are_reached_as_a_forge_reaches_them() -> None:
    text = "# `tcbot reindex`\n\n## What's new, and where?\n\n## Twice\n\n## Twice\n"
    assert anchors_of(text) == {"tcbot-reindex", "whats-new-and-where", "twice", "twice-1"}


@pytest.mark.parametrize("page", OPERATING)
def test_what_a_page_on_operating_names_is_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    commands = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    assert set(re.findall(r"\btcbot ([a-z][a-z-]*)(?=[ `])", text)) <= commands
    known = {name.upper() for name in BotSettings.model_fields} | OWN
    assert set(re.findall(r"\b([A-Z][A-Z0-9]*_[A-Z0-9_]*[A-Z0-9])\b", text)) <= known
    places = re.findall(r"`((?:tests|docs|deploy|bot|pipelines|ingest)/[\w./-]+)`", text)
    assert [place for place in places if not (ROOT / place).exists()] == []
    metrics = {shown_name(each) for registry in PARTS.values() for each in metrics_of(registry())}
    named = re.findall(r"\b(tcbot_[a-z0-9_]+)", text)
    assert [each for each in named if re.sub(r"_(bucket|count|sum)$", "", each) not in metrics] == []
    alerts = {each.stem for each in (ROOT / "deploy" / "alerts").glob("*.yaml")}
    assert [each for each in re.findall(r"`([A-Z][a-z]+(?:[A-Z][a-z]+)+)`", text) if each not in alerts] == []
    invariants = {each.name for each in INVARIANTS}
    snakes = re.findall(r"`([a-z]+(?:_[a-z]+){3,})`", text)
    assert [each for each in snakes if each not in invariants and not each.startswith("tcbot_")] == []


def test_the_checklist_has_ten_points() -> None:
    text = (ROOT / "docs" / "checklist.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| (\d+) \|", text, re.MULTILINE) == [str(n) for n in range(1, 11)]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_a_form_for_issues_is_one_and_asks_for_nothing_confidential(form: Path) -> None:
    asked = yaml.safe_load(form.read_text(encoding="utf-8"))
    if form.stem == "config":
        assert asked["blank_issues_enabled"] is False
        return
    assert {"name", "description", "body"} <= asked.keys()
    ids = [each["id"] for each in asked["body"] if each["type"] != "markdown"]
    assert len(ids) == len(set(ids))
    for each in asked["body"]:
        assert each["type"] in {"markdown", "input", "textarea", "dropdown", "checkboxes"}
        options = each["attributes"].get("options")
        assert (options is not None) == (each["type"] in {"dropdown", "checkboxes"})
        if each["type"] == "dropdown":
            assert all(isinstance(option, str) for option in options) and len(set(options)) == len(options)
    assert "confidential" in form.read_text(encoding="utf-8")
