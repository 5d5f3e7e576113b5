"""K. What operators see of the bot in a chat: logs at their most, metrics, error reports."""

from collections.abc import Iterator
from io import StringIO

import pytest
import sentry_sdk

from pipelines.telemetry import configure_logging, configure_sentry
from tests.adapters.chat import Chat
from tests.adapters.seen import Place, Somebody
from tests.bot.fake_chat import SEARCH_AWAY
from tests.servers.sentry_sink import SentrySink, sentry_sink

ASKED, HELD, NAMED, PERSON, NOTED, FELT, CHANGED, BROKEN, COMMANDED, FORM, SPACE, THROWN = PLANTED = (
    "zanthrope", "xylograph", "quillon", "Marchbanks", "brobdingnag", "flibbertig", "mumpsimus", "gallimauf",
    "cattywampus", "sesquiped", "taradiddle", "widdershin",
)  # fmt: skip
"""A word for each place that people's words come from; none stands anywhere in the program."""
ADDRESS = "marchbanks@quillon-industries.com"


@pytest.fixture
def sink() -> Iterator[SentrySink]:
    with sentry_sink() as sink:
        configure_sentry(sink.dsn, release="tcbot@1.2.3")
        yield sink
        sentry_sdk.get_client().close(timeout=2)
        sentry_sdk.get_global_scope().set_client(None)


@pytest.fixture
def debug(log: StringIO) -> Iterator[StringIO]:
    """Everything that is logged, words of libraries among it."""
    stream = StringIO()
    configure_logging("DEBUG", stream)
    yield stream
    configure_logging("INFO", log)


class TestTelemetry:
    """The engine says what it is told."""

    def test_k11_no_word_of_what_people_do_is_in_logs_metrics_or_error_reports(
        self, chat: Chat, debug: StringIO, sink: SentrySink
    ) -> None:
        ann = chat.person(PERSON)
        place = chat.channel(ann, by=ann)
        self.people_work(chat, ann, place)
        self.everything_fails(chat, ann, place)
        sentry_sdk.flush(5)
        told = {
            "log": debug.getvalue(),
            "metrics": chat.bot.request("GET", "/metrics").text,
            "readiness": chat.bot.request("GET", "/readyz").text,
            "error reports": "\n".join(sink.bodies),
        }
        assert "unexpected_error" in told["log"] and "RuntimeError" in told["error reports"]
        assert "tcbot_handle_seconds_count" in told["metrics"]
        for where, text in told.items():
            found = [word for word in (*PLANTED, ADDRESS, *chat.secrets()) if word.lower() in text.lower()]
            assert found == [], where

    def people_work(self, chat: Chat, ann: Somebody, place: Place) -> None:
        """Questions, files, edits, verdicts, commands, forms, all with words of their own."""
        chat.teach(ann, place, f"{NAMED}.md", f"The {HELD} sleeps. Write to {ADDRESS}.")
        reply = chat.ask(ann, place, f"How long does the {ASKED} sleep?")
        chat.judge(ann, reply, is_helpful=False)
        form = chat.form(ann)
        reason = form.fields["What was wrong with it?"][0]
        chat.submit(ann, form, {"What was wrong with it?": reason, "In your own words": f"{FELT} {ADDRESS}"})
        chat.command(ann, place, f"forget {COMMANDED}")
        chat.command(ann, place, "upload")
        sent = {"Files": [chat.file(ann, f"{SPACE}.md", HELD)], "Note": FORM}
        chat.submit(ann, chat.form(ann), sent)
        written = chat.mention(ann, place, f"Is the {ASKED} awake?")
        chat.bot.settle()
        chat.edit(written, f"Is the {CHANGED} awake?", mentions=True)
        chat.bot.settle(hurry=True)
        chat.bot.work()

    def everything_fails(self, chat: Chat, ann: Somebody, place: Place) -> None:
        """A file that can't be read, an engine that breaks, a search that is away, a chat that refuses."""
        chat.mention(ann, place, NOTED, files=[chat.file(ann, f"{BROKEN}.pdf", f"%PDF-1.7 {BROKEN}")])
        chat.bot.settle(hurry=True)
        chat.bot.work()
        for number, error in enumerate((RuntimeError(THROWN), SEARCH_AWAY), 1):
            before, chat.answers.error = len(chat.answers.asked), error
            chat.fail("show", refused=True)
            chat.mention(ann, place, f"What does the {ASKED} number {number} say?")
            chat.seen(lambda before=before: len(chat.answers.asked) > before)
            chat.answers.error = None if error is SEARCH_AWAY else error
            chat.bot.settle(hurry=True)
        chat.answers.error = None
        for kind in ("forged", "unsigned", "malformed", "not an object"):
            chat.knock(kind)
        chat.bot.settle(hurry=True)
