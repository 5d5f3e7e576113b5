"""The import rules of pyproject.toml: each fails on an import that it forbids, planted in a copy of the source."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "ingest", "pipelines")

PLANTS: dict[str, tuple[tuple[str, str], ...]] = {
    "packages": (("pipelines/types.py", "ingest.settings"), ("ingest/settings.py", "bot.settings")),
    "rooms-of-bot": (
        ("bot/web/app.py", "bot.operations.doctor"),
        ("bot/operations/doctor.py", "bot.web.app"),
        ("bot/operations/check.py", "bot.command_line.terminal"),
        ("bot/processes/start.py", "bot.web.server"),
        ("bot/chats.py", "bot.processes.start"),
        ("bot/slack/directory/errors.py", "bot.processes.metrics"),
        ("bot/invariants/invariant.py", "bot.processes.metrics"),
        ("bot/teams/reply/troubles.py", "bot.invariants.invariant"),
        ("bot/service/limits.py", "bot.slack.directory.errors"),
        ("bot/access/audience.py", "bot.service.limits"),
        ("bot/access/memory.py", "bot.audit.ocsf"),
        ("bot/audit/ocsf.py", "bot.access.memory"),
        ("bot/audit/retention.py", "bot.service.limits"),
        ("bot/records/installations.py", "bot.access.audience"),
        ("bot/records/denials.py", "bot.audit.ocsf"),
        ("bot/records/question_log.py", "bot.inbox.inbox"),
        ("bot/inbox/inbox_order.py", "bot.records.question_log"),
        ("bot/chat/chat.py", "bot.records.installations"),
        ("bot/wording/sentences.py", "bot.chat.chat"),
        ("bot/threads/background.py", "bot.wording.sentences"),
    ),
    "rooms-of-service": (
        ("bot/service/assistant.py", "bot.service.handling.commands"),
        ("bot/service/questions/more_passages.py", "bot.service.files.replacing"),
        ("bot/service/files/replacing.py", "bot.service.assistant"),
        ("bot/service/replies/status_line.py", "bot.service.questions.more_passages"),
        ("bot/service/limits.py", "bot.service.replies.status_line"),
    ),
    "rooms-of-ingest": (
        ("ingest/entry_points.py", "ingest.jobs.worker"),
        ("ingest/library/grants.py", "ingest.entry_points"),
        ("ingest/reading/parse.py", "ingest.library.grants"),
        ("ingest/parsers/registry.py", "ingest.reading.parse"),
        ("ingest/originals/vault.py", "ingest.parsers.registry"),
        ("ingest/confinement/steps.py", "ingest.originals.vault"),
        ("ingest/job_rows.py", "ingest.confinement.steps"),
        ("ingest/job.py", "ingest.job_rows"),
        ("ingest/formats/errors.py", "ingest.job"),
    ),
    "rooms-of-pipelines": (
        ("pipelines/answering/answerer.py", "pipelines.evaluation.figures"),
        ("pipelines/components/fusion.py", "pipelines.indexing.chunking"),
        ("pipelines/indexing/chunking.py", "pipelines.components.fusion"),
        ("pipelines/checking/facts.py", "pipelines.components.fusion"),
        ("pipelines/models/rerankers.py", "pipelines.checking.facts"),
        ("pipelines/elasticsearch_index/rows.py", "pipelines.embedded_index.rows"),
        ("pipelines/index/index_content.py", "pipelines.embedded_index.rows"),
        ("pipelines/text/words.py", "pipelines.index.index_content"),
        ("pipelines/records/tables.py", "pipelines.text.words"),
        ("pipelines/keys/key_names.py", "pipelines.records.tables"),
    ),
    "service": (
        ("bot/service/limits.py", "pipelines.elasticsearch_index.index"),
        ("bot/access/audience.py", "pipelines.models.rerankers"),
        ("bot/records/question_log.py", "pipelines.answering.answerer"),
        ("bot/audit/ocsf.py", "pipelines.index.live_index"),
    ),
    "sql": (
        ("bot/service/limits.py", "sqlalchemy"),
        ("bot/access/memory.py", "sqlalchemy"),
        ("bot/slack/directory/errors.py", "sqlalchemy"),
    ),
    "floor-of-pipelines": (("pipelines/types.py", "haystack"), ("pipelines/records/tables.py", "torch")),
    "models-in-bot": (("bot/service/limits.py", "haystack"), ("bot/web/app.py", "torch")),
    "elasticsearch": (("pipelines/index/live_index.py", "elasticsearch"), ("bot/wiring.py", "elasticsearch")),
    "parsers": (("ingest/parsers/registry.py", "torch"), ("ingest/reading/parse.py", "haystack")),
    "model-server": (("pipelines/models/generators.py", "vllm"),),
    "slack": (("bot/service/limits.py", "slack_sdk"), ("bot/web/app.py", "slack_bolt")),
    "teams": (
        ("bot/service/limits.py", "botbuilder"),
        ("bot/slack/directory/errors.py", "msal"),
        ("bot/teams/reply/posting.py", "botframework"),
        ("bot/teams/directory/connectors.py", "botbuilder"),
        ("bot/teams/inbound/door.py", "msal"),
        ("bot/teams/directory/tokens.py", "jwt"),
    ),
    "http": (("bot/service/limits.py", "fastapi"), ("bot/slack/directory/errors.py", "uvicorn")),
    "tools": (("bot/api/opening.py", "mcp"),),
    "sign-in": (("bot/api/callers/caller.py", "joserfc"), ("bot/service/limits.py", "authlib")),
}
"""For each rule by its id: files that import what it forbids, once the import stands in them."""


def rules() -> set[str]:
    """The ids of all rules."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {rule["id"] for rule in settings["tool"]["importlinter"]["contracts"]}


def judged(folder: Path, rule: str) -> tuple[int, str]:
    """(exit code, what it says) of import-linter for one rule over a copy of the source."""
    program = Path(sys.executable).with_name("lint-imports")
    command = [str(program), "--contract", rule, "--cache-dir", str(folder / "cache")]
    ended = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True, timeout=120)
    return ended.returncode, ended.stdout + ended.stderr


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the three packages with their rules."""
    folder = tmp_path_factory.mktemp("source")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__", "samples"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_every_rule_has_a_plant() -> None:
    assert rules() == PLANTS.keys()


@pytest.mark.parametrize("rule", PLANTS)
def test_a_rule_fails_on_each_import_that_it_forbids(source: Path, rule: str) -> None:
    code, said = judged(source, rule)
    assert code == 0, said
    before = {path: (source / path).read_text(encoding="utf-8") for path, _ in PLANTS[rule]}
    try:
        for path, imported in PLANTS[rule]:
            with (source / path).open("a", encoding="utf-8") as file:
                file.write(f"\nimport {imported}\n")
        code, said = judged(source, rule)
    finally:
        for path, text in before.items():
            (source / path).write_text(text, encoding="utf-8")
    assert code == 1
    for path, imported in PLANTS[rule]:
        importer = path.removesuffix(".py").replace("/", ".")
        assert re.search(rf"{re.escape(importer)} -> {re.escape(imported)}\b", " ".join(said.split())), (importer, said)
