"""Where sentences end, in replies that are still being written and in the text of pages."""

import pytest

from pipelines.text.sentences import (
    Piece,
    SentenceStream,
    cut_at_a_sentence,
    is_named_row,
    is_row_of_figures,
    source_spans,
)

REPLIES = [
    "Up to 5 days carry over. [1] They expire on 31 March [1]. See p. 12 of the plan.",
    "Acme Inc. announced 3.5 million. It grew.[2][3] Dr. Smith agreed. No. 5 is out. J. R. Miller wrote it.",
    "Points:\n- First thing [1]\n- Second thing. More of it. [2]\n\n1. Numbered one\n2. Numbered two [3]\nEnd.",
    "| Name | Days |\n|---|---|\n| Vacation | 25 |\n| Sick | 10 [2] |\nDone.",
    "The fee (approx. 5 %) is due on Jan. 5, 2026. Is it? Yes! e.g. this. “Quoted end.” Then",
    "## Heading\nText here.\n[1]\nNext one 【2】 ok.",
    "答案是五天。[1]有效期到三月。",
    "",
    "   \n\n ",
]


def split_reply(text: str) -> list[Piece]:
    """The sentences of a reply that arrives in one piece."""
    stream = SentenceStream()
    return stream.feed(text) + stream.finish()


def texts(reply: str) -> list[str]:
    return [piece.text for piece in split_reply(reply)]


@pytest.mark.parametrize("reply", REPLIES)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_the_pieces_do_not_depend_on_how_the_reply_arrives(reply: str, size: int) -> None:
    stream = SentenceStream()
    pieces = [piece for i in range(0, len(reply), size) for piece in stream.feed(reply[i : i + size])]
    assert pieces + stream.finish() == split_reply(reply)


def test_a_mark_after_the_full_stop_belongs_to_the_sentence_before() -> None:
    assert texts("Up to 5 days move. [1] They expire.[2][3] Nothing else.") == [
        "Up to 5 days move. [1]",
        "They expire.[2][3]",
        "Nothing else.",
    ]


def test_a_mark_on_a_line_of_its_own_belongs_to_the_line_before() -> None:
    assert texts("Five days move.\n[1]\nThey expire.") == ["Five days move.\n[1]", "They expire."]


@pytest.mark.parametrize(
    "sentence",
    [
        "See p. 12 and Fig. 3 of the plan.",
        "Acme Inc. announced a plan.",
        "It costs $4.2 million, i.e. 3.5 percent.",
        "J. R. Miller and Dr. Smith signed on Jan. 5.",
        "Delivery takes approx. 5 days.",
        "Article No. 7 applies.",
        "The dividend was Rs. 3,02,16,492.00 in all.",
    ],
)
def test_abbreviations_decimals_and_initials_do_not_end_a_sentence(sentence: str) -> None:
    assert texts(f"{sentence} Then more.") == [sentence, "Then more."]


def test_an_abbreviation_ends_a_sentence_before_a_usual_first_word() -> None:
    assert texts("The office is in the U.S. The other is closed.") == [
        "The office is in the U.S.",
        "The other is closed.",
    ]


def test_bullets_and_numbered_lines_are_sentences_of_a_list() -> None:
    assert split_reply("- One [1]\n2. Two [2]") == [Piece("One [1]", "\n• "), Piece("Two [2]", "\n• ")]


def test_a_markdown_row_becomes_a_sentence_that_names_its_columns() -> None:
    assert texts("| Leave | Days |\n|---|---|\n| Vacation | 25 [1] |") == ["Leave: Vacation; Days: 25 [1]"]


def test_a_sentence_leaves_as_soon_as_the_next_word_is_there() -> None:
    stream = SentenceStream()
    assert stream.feed("Five days move.") == []
    assert stream.feed(" They") == []
    assert stream.feed(" expire") == [Piece("Five days move.", " ")]


PAGE = """Carry-over
Employees may carry over up to 5 days of unused
vacation into the next year. They expire on
31 March.

Type Days 2025 2026
Vacation 25 26
Sick 10 12
The U.S. office is closed. Ask HR.
"""


def spans(text: str) -> list[tuple[str, bool]]:
    return [(text[span.start : span.end], span.table) for span in source_spans(text)]


def test_broken_lines_are_read_on_and_headings_and_table_lines_stand_alone() -> None:
    assert spans(PAGE) == [
        ("Carry-over", False),
        ("Employees may carry over up to 5 days of unused\nvacation into the next year.", False),
        ("They expire on\n31 March.", False),
        ("Type Days 2025 2026", True),
        ("Vacation 25 26", True),
        ("Sick 10 12", True),
        ("The U.S. office is closed.", False),
        ("Ask HR.", False),
    ]


def test_the_spans_hold_every_visible_character_once() -> None:
    joined = "".join(part for part, _ in spans(PAGE))
    assert "".join(joined.split()) == "".join(PAGE.split())


def test_a_stretch_without_full_stops_is_cut_at_spaces() -> None:
    text = "word " * 400
    assert all(len(part) <= 400 and part == part.strip() for part, _ in spans(text))


def test_a_text_is_cut_after_a_whole_sentence() -> None:
    assert cut_at_a_sentence("One two three four. Five six seven. Eight nine ten.", 40) == (
        "One two three four. Five six seven."
    )
    assert cut_at_a_sentence("short", 40) == "short"
    assert cut_at_a_sentence("unbroken words that go on and on", 12) == "unbroken"


@pytest.mark.parametrize(
    ("line", "named", "of_figures"),
    [
        ("Region: North | Q1: 1,200", True, False),
        ("Region: North | Q1: 1,200 | Q2: 1,300", True, True),
        ("Cash | 2024: $1,874 | 2023: $2,936", False, True),
        ("Cash | 2024: $1,874 | $2,936", False, False),
        ("Care | Cleaning | Rinsing", False, False),
        ("Cash: 12", False, False),
    ],
)
def test_a_row_stands_alone_where_its_cells_have_heads(line: str, named: bool, of_figures: bool) -> None:
    assert (is_named_row(line), is_row_of_figures(line)) == (named, of_figures)


def spans_of(text: str) -> list[str]:
    return [text[span.start : span.end] for span in source_spans(text)]


def test_a_german_ordinal_ends_no_sentence() -> None:
    text = "Der Markt ist am 19. Juni. Im 3. Quartal ruht er. Es kamen 12. Danach war Ruhe."
    assert spans_of(text) == [
        "Der Markt ist am 19. Juni.",
        "Im 3. Quartal ruht er.",
        "Es kamen 12.",
        "Danach war Ruhe.",
    ]


def test_sentences_full_of_figures_are_no_rows_of_a_table() -> None:
    text = "It holds 3 x 10^5 l. The dose is 2 x 10^3 units. Keep 24 at 7 \u00b0C."
    assert spans_of(text) == ["It holds 3 x 10^5 l.", "The dose is 2 x 10^3 units.", "Keep 24 at 7 \u00b0C."]
