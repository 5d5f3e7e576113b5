"""Lines of the wording as Slack spells them: their words are inert, their names are Slack's own, nothing is lost."""

from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.render.lines import line_pieces, line_words, readers_words
from bot.slack.render.markdown import LONGEST
from bot.wording.line import ChannelName, Day, Emphasis, Line, Linked, PersonName, TimeOfDay, joined
from tests.bot.slack.limits import texts

patient = settings(deadline=None)

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
SPELLED = (PersonName("U0SHARER1"), ChannelName("C0FINANCE"), Day(NOON), TimeOfDay(NOON), Emphasis("Plan.pdf"))
lines = st.lists(texts | st.sampled_from(SPELLED), max_size=6).map(tuple)


def test_names_moments_and_links_are_spelled_as_slack_does() -> None:
    linked = Linked("Plan, p. 3", "https://files.example/a?b=1&c=2")
    assert line_words((*SPELLED[:2], *SPELLED[4:], linked)) == (
        "<@U0SHARER1><#C0FINANCE>*Plan.pdf*<https://files.example/a?b=1&amp;c=2|Plan, p. 3>"
    )
    assert line_words((Day(NOON), " ", TimeOfDay(NOON))) == (
        "<!date^1772539200^{date_short}|2026-03-03> <!date^1772539200^{time}|12:00 UTC>"
    )


def test_ids_that_are_none_of_slack_and_words_mention_nobody() -> None:
    line = (PersonName("<!here>"), ChannelName("19:x@thread.tacv2"), "<@U12345678> *x*", Linked("x", "javascript:x"))
    assert line_words(line) == "&lt;!here&gt;19:x@thread.tacv2&lt;@U12345678&gt; ∗x∗x"


@patient
@given(lines)
def test_a_line_in_pieces_fits_and_keeps_its_names(line: Line) -> None:
    pieces = line_pieces(line)
    assert all(len(piece.text) <= LONGEST for piece in pieces)
    shown = "".join(piece.text for piece in pieces)
    for name, spelled in (("<@U0SHARER1>", SPELLED[0]), ("<#C0FINANCE>", SPELLED[1])):
        assert shown.count(name) == line.count(spelled)


def test_a_long_line_goes_on_in_further_pieces_and_ends_with_its_moment() -> None:
    words = " ".join(f"word{number}" for number in range(3_000))
    pieces = line_pieces((words, " until ", TimeOfDay(NOON), "."))
    shown = " ".join(piece.text for piece in pieces)
    assert shown.split()[:3_000] == words.split()
    assert shown.endswith("until <!date^1772539200^{time}|12:00 UTC>.")


def test_readers_are_named_once_each_and_others_labels_as_they_are() -> None:
    labels = ("everyone", "slack:T1", "slack:T1:C0FINANCE", "slack:T1:user:U0READER1", "team:<!here>", "slack:T1")
    assert readers_words(labels, "en") == (
        "everyone, everyone in this workspace, <#C0FINANCE>, <@U0READER1>, team:&lt;!here&gt;"
    )


@patient
@given(st.lists(st.lists(st.text(max_size=5) | st.sampled_from(SPELLED), max_size=4).map(tuple), max_size=4))
def test_joined_lines_say_the_same_in_as_few_parts_as_possible(several: list[Line]) -> None:
    line = joined(*several)
    assert "".join(map(str, line)) == "".join(str(part) for each in several for part in each)
    assert not any(isinstance(one, str) and isinstance(next_, str) for one, next_ in pairwise(line))
