"""Forms: each opens for who may fill it in, in time or with words, and what was filled in is done."""

import asyncio
from collections.abc import Mapping

import pytest
from sqlalchemy import select

from bot.chat.channel_settings import ChannelSettings
from bot.chat.chat import Chat, ChatKind, Person
from bot.chat.forms import AskedForm, Choice, FilledForm, Form, Notice
from bot.chat.heard import Added, NamedFile
from bot.inbox.items import InboxItem, TakenItem
from bot.records.question_log import question_key
from bot.service.handling import at_once
from bot.service.handling.at_once import NoForm
from bot.service.handling.handlers import handlers
from bot.service.handling.open_forms import open_form
from bot.wording.sentences import say
from pipelines.access import Scope
from pipelines.records.chat_tables import Verdict
from pipelines.types import DocumentType
from tests.bot.chat_service import ChatService
from tests.bot.fake_chat import ALICE, BOB, GENERAL, WITH_ALICE
from tests.bot.fake_surface import FakeSurface, Talk, by, heard, talk
from tests.ingest.holdings import VACATION

FILE = NamedFile("F1", "Handbook.md", len(VACATION), "text/markdown")
QUIET = {"answers_to": "questions", "documents": "channel", "replies": "private"}


def filled(
    name: str,
    carried: Mapping[str, str],
    values: Mapping[str, str] | None = None,
    person: Person = ALICE,
    files: tuple[NamedFile, ...] = (),
) -> FilledForm:
    """Somebody fills in a form."""
    return FilledForm(by("", person), name, carried, values or {}, files)


def asked(name: str, value: str = "", channel: str = "general", person: Person = ALICE) -> AskedForm:
    """Somebody asks for a form."""
    return AskedForm(by(channel, person), name, "m1", value)


async def opened(talk: Talk, what: AskedForm) -> tuple[list[Form], list[str]]:
    """The form that was shown, if any, and the words why there is none."""
    shown: list[Form] = []

    async def show(form: Form) -> Form:
        shown.append(form)
        return form

    return shown, await open_form(talk.assistant, talk.surface, "T1", what, show)  # type: ignore[arg-type]


def test_an_upload_is_taken_up_where_it_was_asked_for(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        service.directory.files["F1"] = VACATION.encode()
        carried, values = {"channel": "general", "thread": "m1"}, {"type": "legal", "readers": "all", "note": "new"}
        told = await talk.do("submitted", filled("upload", carried, values, files=(FILE,)))
        assert told.outcome == "received"

    surface = talk(service, act)
    (record,) = service.shared_files.of_file("slack", "T1", "F1")
    assert (record.file.chat.channel, record.file.chat.thread, record.file.message) == ("general", "m1", "")
    assert (record.label, record.file.note, surface.cards[0].states()) == ("slack:T1", "new", ["queued"])
    service.work()
    (held,) = service.holdings.library.readable(Scope.of("slack:T1"))
    assert held.type is DocumentType.LEGAL


def test_an_upload_from_nowhere_goes_into_the_direct_chat_and_one_where_the_bot_is_not_is_refused(
    service: ChatService,
) -> None:
    async def act(talk: Talk) -> None:
        service.directory.files["F1"] = VACATION.encode()
        await talk.do("submitted", filled("upload", {"channel": "", "thread": ""}, files=(FILE,)))
        (record,) = service.shared_files.of_file("slack", "T1", "F1")
        assert record.file.chat.channel == "D-alice"
        elsewhere = filled("upload", {"channel": "nowhere", "thread": ""}, files=(FILE,))
        assert (await talk.do("submitted", elsewhere)).outcome == "refused"

    assert talk(service, act).lines() == [say("not_in_channel")]


def test_uploads_that_were_taken_up_before_the_end_of_all_tries_show_their_cards(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        record = await talk.share("Handbook.md")
        known = NamedFile(record.file.id, "Handbook.md", 1, "")
        form = filled("upload", {"channel": "general", "thread": ""}, files=(known,))
        assert (await talk.do("submitted", form, given_up=True)).outcome == "received"
        assert [each.id for each in talk.surface.followed] == [record.id]
        lost = filled("upload", {"channel": "general", "thread": ""}, files=(known, FILE))
        assert (await talk.do("submitted", lost, given_up=True)).outcome == "failed"

    assert "failed on my side" in talk(service, act).lines()[0]


def test_a_reason_is_kept_and_thanked_for_where_the_answer_stands(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        await talk.do("message", heard(), "slack:T1:general:m1")
        carried = {"question": question_key(talk.surface.replies[0][0].key), "channel": "general", "thread": "m1"}
        form = filled("feedback", carried, {"kind": "outdated", "words": "it was 1999"})
        assert (await talk.do("submitted", form)).outcome == "noted"

    ((chat, _, _, _),) = talk(service, act).told
    assert (chat.channel, chat.thread) == ("general", "m1")
    with service.holdings.database.reading() as session:
        (verdict,) = session.scalars(select(Verdict))
        assert (verdict.is_helpful, verdict.reason) == (False, "outdated: it was 1999")


def test_settings_are_saved_for_who_manages_the_channel_and_for_nobody_else(service: ChatService) -> None:
    def now() -> ChannelSettings:
        return service.channel_settings.get("slack", "T1", "general")

    async def act(talk: Talk) -> None:
        form = filled("settings", {"channel": "general"}, QUIET, BOB)
        assert (await talk.do("submitted", form)).outcome == "refused"
        assert now() == ChannelSettings()
        assert (await talk.do("submitted", filled("settings", {"channel": "general"}, QUIET))).outcome == "saved"
        assert now() == ChannelSettings("questions", "channel", "private")
        with pytest.raises(ValueError, match="loudly"):
            await talk.do("submitted", filled("settings", {"channel": "general"}, {"replies": "loudly"}))

    assert talk(service, act).lines() == [say("settings_not_yours"), say("settings_saved")]


def test_a_file_is_forgotten_where_it_was_shared(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        record = await talk.share()
        service.work()
        assert (await talk.do("submitted", filled("forget", {"record": record.id}))).outcome == "forgotten"
        assert (await talk.do("submitted", filled("forget", {"record": record.id}))).outcome == "unknown"

    surface = talk(service, act)
    assert surface.told[0][0].channel == "general"
    assert surface.lines()[0].startswith("Forgotten: Handbook.md.")
    assert surface.lines()[-1] == say("file_unknown")
    assert service.readable("slack:T1:general") == []


def test_a_form_that_nobody_knows_is_ignored(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        assert (await talk.do("submitted", filled("lottery", {}))).outcome == "ignored"

    assert talk(service, act).told == []


def test_a_message_that_somebody_adds_is_theirs_to_share_and_tells_where_there_is_none(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        service.directory.files["F1"] = VACATION.encode()
        said = heard("look", user="bob", files=(FILE,), calls_bot=False)
        assert (await talk.do("shortcut", Added(by(), said))).outcome == "received"
        assert (await talk.do("shortcut", Added(by(), heard()))).outcome == "refused"
        service.directory.members.pop("general")
        assert (await talk.do("shortcut", Added(by(), said))).outcome == "refused"

    assert talk(service, act).lines() == [say("no_files_here"), say("not_in_channel")]
    (record,) = service.shared_files.of_file("slack", "T1", "F1")
    assert (record.file.sharer, record.file.message, record.file.note) == (ALICE, "m1", "look")


@pytest.mark.parametrize(("person", "may"), [(ALICE, True), (BOB, False)])
def test_who_manages_a_channel_may_widen_and_change_its_settings(
    person: Person, may: bool, service: ChatService
) -> None:
    async def act(talk: Talk) -> None:
        (upload,), _ = await opened(talk, asked("upload", person=person))
        assert ("readers" in [getattr(each, "name", "") for each in upload.fields]) is may
        service.channel_settings.set("slack", "T1", "general", ChannelSettings("questions"), ALICE)
        shown, why = await opened(talk, asked("settings", person=person))
        assert why == ([] if may else [say("settings_not_yours")])
        chosen = [each.chosen for form in shown for each in form.fields if isinstance(each, Choice)]
        assert chosen == (["questions", "workspace", "thread"] if may else [])

    talk(service, act)


def test_settings_belong_to_channels(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        talk.surface.kinds["D-alice"] = ChatKind.DIRECT
        assert await opened(talk, asked("settings", channel="D-alice")) == ([], [say("settings_in_channels")])

    talk(service, act)


def test_feedback_and_forgetting_carry_what_they_are_about(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        (form,), _ = await opened(talk, asked("feedback", "unhelpful:q1"))
        assert form.carried == {"question": "q1", "channel": "general", "thread": "m1"}
        record = await talk.share()
        (form,), _ = await opened(talk, asked("forget", record.id))
        assert form.carried == {"record": record.id}
        assert await opened(talk, asked("forget", "unknown")) == ([], [say("file_unknown")])

    talk(service, act)


def test_a_chat_that_cannot_say_who_may_is_told_of(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        service.directory.is_away = True
        shown, (line,) = await opened(talk, asked("settings"))
        assert shown == []
        assert line.startswith(say("form_not_opened"))

    talk(service, act)


def test_who_waits_for_a_form_too_long_is_told_in_their_language(
    service: ChatService, monkeypatch: pytest.MonkeyPatch
) -> None:
    class GermanSurface(FakeSurface):
        async def person(self, team: str, user: str, user_team: str) -> Person:
            return Person("slack", "T1", user, "de")

    async def act(talk: Talk) -> None:
        surface = GermanSurface(service.directory)

        async def show(form: Form) -> NoForm:
            await asyncio.sleep(60)
            raise AssertionError

        monkeypatch.setattr(at_once.form_at_once, "__defaults__", (0.05,))
        why = await open_form(talk.assistant, surface, "T1", asked("upload"), show)  # type: ignore[arg-type]
        assert why == say("form_too_late", "de").splitlines()

    talk(service, act)


async def announce(talk: Talk, channel: str, **values: str) -> None:
    """Alice says what the files that she sends next are."""
    form = filled("upload", {"channel": channel, "thread": ""}, values)
    assert (await talk.do("submitted", form)).outcome == "announced"


async def send(talk: Talk, chat: Chat, key: str = "slack:T1:sent") -> None:
    """Alice sends the files."""
    talk.service.directory.files["F1"] = VACATION.encode()
    talk.surface.kinds["D-alice"] = ChatKind.DIRECT
    said = heard("the handbook", chat=chat, message="m7", files=(FILE,))
    assert (await talk.do("message", said, key)).outcome == "received"


def test_what_is_chosen_in_a_form_without_files_holds_for_the_files_that_come_next(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        await announce(talk, "general", type="legal", readers="all", note="new")
        await send(talk, WITH_ALICE)

    surface = talk(service, act)
    (record,) = service.shared_files.of_file("slack", "T1", "F1")
    assert (record.file.chat.channel, record.file.message, record.file.note) == ("general", "", "new")
    assert (record.label, surface.cards[0].states()) == ("slack:T1", ["queued"])
    assert surface.lines() == [say("upload_send_directly"), say("upload_shown_there")]
    service.work()
    (held,) = service.holdings.library.readable(Scope.of("slack:T1"))
    assert held.type is DocumentType.LEGAL


def test_what_is_chosen_holds_once_and_for_the_place_it_was_chosen_for(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        await announce(talk, "", note="mine")
        await send(talk, GENERAL)  # it wasn't chosen for there
        await send(talk, WITH_ALICE)
        await send(talk, WITH_ALICE, "slack:T1:again")

    assert talk(service, act).lines() == [say("upload_send_here")]
    notes = {each.file.chat.channel: each.file.note for each in service.shared_files.of_file("slack", "T1", "F1")}
    assert notes == {"general": "the handbook", "D-alice": "mine"}


def test_what_was_chosen_is_not_lost_with_an_attempt(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        talk.surface.kinds["D-alice"] = ChatKind.DIRECT
        await announce(talk, "general", note="new")
        service.directory.files["F1"] = VACATION.encode()
        said = heard("", chat=WITH_ALICE, message="m7", files=(FILE,))
        first = await talk.do("message", said)
        again = TakenItem(InboxItem("slack:T1:item", "slack", "T1", "message", {"it": said}), 2, 2, first.holder.notes)
        choice = first.holder.notes["choice"]
        assert (choice["channel"], choice["note"]) == ("general", "new")
        handler = handlers(talk.assistant, talk.surface)["message"]  # type: ignore[arg-type]
        assert await handler(again, first.holder) == "received"  # type: ignore[arg-type]

    talk(service, act)
    assert [each.file.chat.channel for each in service.shared_files.of_file("slack", "T1", "F1")] == ["general"]


def test_files_for_a_place_without_the_bot_are_not_taken(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        await announce(talk, "nowhere")
        await send(talk, WITH_ALICE)

    assert talk(service, act).lines() == [say("upload_send_directly"), say("not_in_channel")]
    assert service.shared_files.of_file("slack", "T1", "F1") == []


def test_only_where_the_bot_hears_everything_it_can_answer_what_does_not_call_it(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        service.directory.deaf_in = {"general"}
        ((form,), _) = await opened(talk, asked("settings"))
        assert [each.text for each in form.fields if isinstance(each, Notice)] == [say("settings_hears_calls")]
        assert next(list(each.options) for each in form.fields if isinstance(each, Choice)) == ["mentions"]
        service.directory.deaf_in = set()
        ((form,), _) = await opened(talk, asked("settings"))
        assert not any(isinstance(each, Notice) for each in form.fields)

    talk(service, act)


def test_who_left_the_place_that_they_chose_does_not_share_there_any_more(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        await announce(talk, "general")
        service.directory.members["general"] = {"bob"}
        await send(talk, WITH_ALICE)

    assert talk(service, act).lines() == [say("upload_send_directly"), say("upload_not_yours")]
    assert service.shared_files.of_file("slack", "T1", "F1") == []
