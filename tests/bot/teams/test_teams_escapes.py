"""Whatever others write, Teams shows it word for word: judged by a reader of CommonMark that isn't ours."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.teams.render.escapes import escaped
from bot.teams.render.in_the_making import piece, written_message
from bot.teams.render.markdown import pieces, text_of
from bot.teams.render.runs import joined, split
from bot.wording.run import Run
from bot.wording.safe_text import clean
from tests.bot.teams.makers import HOSTILE, lines, texts
from tests.bot.teams.reading import UNSEEN, check_message, seen

alphabet = st.text(alphabet="ab1 <>&*_~`|[]()#:!\\-+=.;/@w", max_size=30)
looks = st.builds(
    Run,
    st.one_of(alphabet, lines),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.just(False),
    st.sampled_from(("", "", "https://files.example/a_(b)?x=1&copy;=2")),
)


def squeezed(text: str, between: str = " ") -> str:
    return between.join(UNSEEN.sub("", clean(text)).split())


@settings(max_examples=400, deadline=None)
@given(st.one_of(alphabet, lines))
@example("a ]( b")
@example("&amp;copy;")
def test_words_of_others_are_shown_word_for_word_and_format_nothing(text: str) -> None:
    found = seen(escaped(text.strip()))
    assert (found.words, found.formats) == (squeezed(text), [])


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_mention_nobody_link_nowhere_and_are_no_html(text: str) -> None:
    shown = escaped(text.strip())
    assert seen(shown).formats == [] and seen(shown).links == []
    assert "://" not in shown and "www." not in shown and "<at" not in shown


@settings(max_examples=300, deadline=None)
@given(st.lists(looks, max_size=5))
def test_runs_lose_no_word_and_link_where_they_are_meant_to_alone(runs: list[Run]) -> None:
    shown = joined(runs)
    found = seen(shown)
    assert squeezed(found.words, "") == squeezed("".join(run.text for run in runs), "")
    assert set(found.links) <= {"https://files.example/a_%28b%29?x=1&copy;=2"}


@settings(max_examples=60, deadline=None)
@given(st.lists(looks, max_size=4), st.integers(40, 300))
def test_what_is_split_is_whole_again_when_it_is_put_together(runs: list[Run], limit: int) -> None:
    together = "".join(seen(text).words for text in split(runs, limit))
    assert squeezed(together, "") == squeezed("".join(run.text for run in runs), "")


def test_signs_that_would_format_nothing_stay_as_they_are() -> None:
    plain = "snake_case, 2 * 3 < 4 & 5 > 4, R&D, [draft], C#, a-b, 3.5 (x) | ~ !"
    assert escaped(plain) == plain


def test_marks_of_sources_stay_and_others_are_words() -> None:
    assert escaped("It is so [1][2]. Not [7].", {1, 2}) == "It is so [1][2]. Not \\[7]."
    assert seen(escaped("[1](http://evil.example) [2]: x", {1, 2})).links == []


def test_a_models_formats_are_teams_formats() -> None:
    text = (
        "## Leave\n\nUp to **5 days** [1], *or* ~~none~~.\n- one\n  - two\n\n> said\n\n`x <b>`\n[a](https://x.example/)"
    )
    shown = text_of(pieces(text, {1}))
    assert shown.split("\n\n")[:3] == ["**Leave**", "Up to **5 days** [1], *or* ~~none~~.", "- one\n    - two"]
    found = seen(shown)
    assert found.links == ["https://x.example/"]
    assert {"strong", "em", "s", "bullet_list", "blockquote", "code_inline", "link"} <= set(found.formats)
    assert "heading" not in found.formats and "html_inline" not in found.formats


def test_tables_are_lines_of_one_width_or_a_list_where_they_are_too_wide() -> None:
    head = "| Name | Days |\n|---|---|\n"
    assert text_of(pieces(f"{head}| Alice | 5 |")) == "```\nName    Days\n────────────\nAlice   5\n```"
    wide = text_of(pieces(f"{head}| {'Alice ' * 20} | 5 |\n| {'Bob ' * 30} | 6 |"))
    assert wide.startswith("- **Name**: Alice") and "\n- **Name**: Bob" in wide and wide.endswith("**Days**: 6")


@settings(max_examples=60, deadline=None)
@given(texts)
def test_no_text_of_a_model_brings_html_headings_or_pictures(text: str) -> None:
    found = seen(text_of(pieces(text, range(1, 9))))
    assert not {"html_inline", "html_block", "heading", "image", "hr", "table"} & set(found.formats)
    assert all(link.startswith(("http://", "https://")) for link in found.links)


@settings(max_examples=100, deadline=None)
@given(texts)
def test_a_sentence_in_the_making_mentions_nobody_links_nowhere_and_formats_nothing(text: str) -> None:
    found = seen(piece(text))
    assert found.links == []
    assert set(found.formats) <= {"bullet_list", "list_item", "ordered_list"}
    check_message(written_message(piece(text)))


def test_sentences_in_the_making_keep_their_marks_lists_and_spaces() -> None:
    assert piece("Up to **5 days** [1].") == "Up to 5 days [1]."
    assert (
        piece(" And a file_name.\n* one <at>x</at>\n  2. two") == " And a file_name.\n- one &lt;at>x&lt;/at>\n  2. two"
    )


def test_what_is_written_is_shown_from_its_beginning_where_it_is_too_long() -> None:
    shown = written_message("word " * 9_000)
    assert shown.text.startswith("word word") and shown.text.endswith("word …") and len(shown.text) < 13_000
    assert shown.asks_feedback and written_message("").text == "…"
