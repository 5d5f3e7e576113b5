"""Why somebody can or can't read a document: every reason, from what is known at this moment."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.access.audience import Audience
from bot.access.explain import AccessFacts, Held, Verdict, explanation_json, explanation_lines
from bot.chat.channel_settings import ChannelSettings
from bot.chat.chat import Person
from bot.chat.role import Role
from bot.command_line.cli import app
from bot.records.admin_entries import AdminEntries
from bot.records.people import KnownPerson
from bot.service.explaining import Explaining
from bot.wording.sentences import LANGUAGES, say
from ingest.library.granted import GivenGrant
from pipelines.records.tables import AuditEntry
from tests.bot.chat_service import ChatService
from tests.bot.fake_chat import ALICE, BOB, GENERAL, SALES, FakeCard, shared

SINCE = datetime(2026, 3, 3, 12, tzinfo=UTC)
OF_SALES = GivenGrant("slack:T1:sales", "place-1", "slack:T1:user:alice", SINCE)
OF_ALL = GivenGrant("everyone", "command line", "command line", SINCE)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ChatService]:
    service = ChatService(tmp_path)
    yield service
    service.close()


def facts(
    *labels: str, missing: str = "", is_disabled: bool = False, grants: tuple[GivenGrant, ...] = (OF_SALES,)
) -> AccessFacts:
    known = KnownPerson("a1", frozenset({BOB}), is_disabled=is_disabled)
    return AccessFacts(
        person=BOB,
        document_id="d1",
        document="Plan.pdf",
        grants=grants,
        alone=Held(frozenset(labels), missing),
        known=known,
    )


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        (facts("slack:T1:sales", "everyone"), Verdict.YES),
        (facts("everyone"), Verdict.NO),
        (facts("everyone", missing="why"), Verdict.UNCERTAIN),
        (facts("slack:T1:sales", missing="why"), Verdict.YES),
        (facts("everyone", missing="why", grants=()), Verdict.NO),
        (facts("slack:T1:sales", is_disabled=True), Verdict.SHUT_OUT),
    ],
)
def test_the_verdict_follows_from_what_was_granted_and_what_is_held(told: AccessFacts, verdict: Verdict) -> None:
    assert told.verdict is verdict
    for locale in LANGUAGES:
        assert explanation_lines(told, locale)[0] == say(
            f"explain_{verdict}", locale, person="slack:T1:bob", document="Plan.pdf"
        )
    assert explanation_json(told)["verdict"] == verdict.value


def test_an_explanation_names_the_label_who_granted_it_and_since_when() -> None:
    said = "\n".join(explanation_lines(facts("slack:T1:sales", grants=(OF_SALES, OF_ALL)), "en"))
    assert "slack:T1:sales: granted by slack:T1:user:alice since 2026-03-03 12:00 UTC, sharing place-1" in said
    assert "everyone:" not in said
    assert "Plan.pdf" not in repr(facts())


def explained(service: ChatService, person: Person, **more: object) -> AccessFacts:
    holdings = service.holdings
    explaining = Explaining(
        audience=Audience(holdings.library.granted.all_labels, people=service.people.known),
        roles=service.roles,
        library=holdings.library,
        channel_settings=service.channel_settings,
        entries=AdminEntries(holdings.database),
    )

    async def run() -> AccessFacts:
        (document,) = await explaining.documents("handbook")
        directory = more.pop("directory", service.directory)
        return await explaining.facts("root", person, document, directory, **more)  # type: ignore[arg-type]

    return asyncio.run(run())


def teach(service: ChatService) -> None:
    service.directory.members = {"sales": {"alice"}, "general": {"alice", "bob"}}
    service.directory.files["f-Handbook.md"] = b""
    file = shared("Handbook.md", chat=SALES)
    service.directory.files[file.id] = b"# Handbook\n\nUp to five days of unused vacation carry over.\n"
    service.run(lambda assistant: assistant.receive_file(file, FakeCard(), service.directory))
    service.work()


def test_a_member_of_the_channel_can_read_it_and_others_cannot(service: ChatService) -> None:
    teach(service)
    yes, no = explained(service, ALICE), explained(service, BOB)
    assert (yes.verdict, [each.label for each in yes.by]) == (Verdict.YES, ["slack:T1:sales"])
    assert (no.verdict, no.by, no.role, no.is_guest) == (Verdict.NO, (), Role.UPLOADER, False)
    with service.holdings.database.reading() as session:
        rows = list(session.scalars(select(AuditEntry).where(AuditEntry.action == "explain")))
    assert [(row.actor, row.details["person"], row.details["verdict"]) for row in rows] == [
        ("root", "slack:T1:alice", "yes"), ("root", "slack:T1:bob", "no")
    ]  # fmt: skip


def test_it_says_what_a_reply_in_the_conversation_may_use_and_what_its_settings_are(service: ChatService) -> None:
    teach(service)
    service.channel_settings.set("slack", "T1", "general", ChannelSettings(documents="channel"), ALICE)
    told = explained(service, ALICE, chat=GENERAL)
    assert told.verdict is Verdict.YES
    assert told.together == Held(frozenset({"slack:T1:general"}))
    said = explanation_lines(told, "en")
    assert say("explain_here_alone") in said
    assert any(line.startswith("A reply in this conversation may not use it") for line in said)


def test_where_the_chat_cannot_say_it_is_uncertain_and_that_is_said(service: ChatService) -> None:
    teach(service)
    service.directory.is_away = True
    told = explained(service, BOB)
    assert (told.verdict, told.alone.missing) == (Verdict.UNCERTAIN, say("explain_missing_channels"))


def test_without_a_chat_what_the_records_know_is_told(service: ChatService) -> None:
    teach(service)
    account = service.people.ensure(BOB, "test")
    service.people.change_group(account, "group:hr", True, "admin", "test")
    told = explained(service, BOB, directory=None, why_not="The chat slack is away.")
    assert told.verdict is Verdict.UNCERTAIN
    assert told.alone.labels >= {"group:hr", "slack:T1:user:bob"}
    assert any("The chat slack is away." in line for line in explanation_lines(told, "en"))


def test_the_command_line_explains_by_what_the_records_know_where_no_chat_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TCBOT_HOME", str(tmp_path))
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        unknown = CliRunner().invoke(app, ["access", "explain", "slack:T1:U1", "Plan.pdf"])
        nobody = CliRunner().invoke(app, ["access", "explain", "ana@acme.com", "Plan.pdf"])
    finally:
        root.handlers[:], root.level = handlers, level
        logging.captureWarnings(False)
    assert (unknown.exit_code, unknown.stdout.strip()) == (1, say("explain_unknown_document", value="Plan.pdf"))
    assert (nobody.exit_code, nobody.stdout.strip()) == (1, say("person_unknown", who="ana@acme.com"))
