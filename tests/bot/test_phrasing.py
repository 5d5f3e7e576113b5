"""What is said of questions that can't be asked, of long quotes, and in a chat instead of a terminal."""

from dataclasses import replace

import pytest

from bot.wording.phrasing import (
    failure_lines,
    one_line,
    question_problem,
    reading_line,
    refusal_lines,
    remark,
    shown_names,
)
from pipelines.access import MOST_COUNTED
from pipelines.text.question_filters import QuestionError, read_filters
from pipelines.types import Answer, Nearest, Outcome, Remark, Source

HANDBOOK = Source("d1", "v1", "Employee Handbook.pdf", "Employee Handbook 2026", ("everyone",))
REFUSED = Answer(
    Outcome.REFUSED,
    "",
    0.1,
    nearest=(Nearest("Travel Policy.pdf", 3, None, "booking"),),
    searched=1,
    reason="not_found",
)


@pytest.mark.parametrize(
    ("question", "documents", "words"),
    [
        ('x type:"foo"', [HANDBOOK], "I don't know the document type “foo”. Allowed: general, technical, legal."),
        ("x in:hndbook", [HANDBOOK], "No document you can read here is called “hndbook”. Nearest: Employee Handbook."),
        ('x in:"other"', [], "No document you can read here is called “other”."),
        ('x after:"soon"', [HANDBOOK], "“soon” is not a date. Write after:2024-06-30, after:2024-06 or after:2024."),
    ],
)
def test_a_filter_that_fits_nothing_is_named_with_what_is_allowed(
    question: str, documents: list[Source], words: str
) -> None:
    with pytest.raises(QuestionError) as caught:
        read_filters(question, lambda: documents)
    assert question_problem(caught.value.code, caught.value.values) == words


def test_a_very_long_filter_value_is_cut() -> None:
    words = question_problem("bad_date", {"value": "9" * 4_000, "filter": "after"})
    assert len(words) < 200


@pytest.mark.parametrize("limit", [10, 40, 110])
def test_a_cut_line_is_never_longer_than_its_limit_and_ends_at_a_word(limit: int) -> None:
    text = "Carried-over days expire on 31 March, unless the line manager\nhas agreed to a later date in writing. " * 3
    line = one_line(text, limit)
    assert len(line) <= limit
    assert line.endswith(" …")
    assert "\n" not in line
    assert " ".join(text.split()).startswith(line.removesuffix(" …"))


def test_a_short_line_stays_whole() -> None:
    assert one_line("Five  days.", 11) == "Five days."


def test_names_lose_their_suffix_only_where_they_stay_apart() -> None:
    assert shown_names(["a/Plan.pdf", "Plan.md", "Plan.txt"])["Plan.md"] == "Plan.md"
    assert shown_names(["Travel.Policy.v2.pdf"]) == {"Travel.Policy.v2.pdf": "Travel.Policy.v2"}


def test_reading_names_the_first_document_and_counts_the_others() -> None:
    assert reading_line(["A.pdf", "A.pdf"]) == "Reading A…"
    assert reading_line(["B.pdf", "A.pdf", "B.pdf", "C.pdf"]) == "Reading B and 2 more…"


def test_a_refusal_in_a_chat_names_whom_to_ask_and_one_document_is_singular() -> None:
    assert refusal_lines(REFUSED, "chat") == [
        "I couldn't find this in the one document you can read here.",
        "Closest: Travel Policy (p. 3, booking)",
        "You can share a document that covers it, or ask the owner of Travel Policy.",
    ]


def test_a_refusal_over_a_large_collection_names_no_number_that_nobody_counted() -> None:
    first, *_ = refusal_lines(replace(REFUSED, searched=MOST_COUNTED + 1), "chat")
    assert first == "I couldn't find this in the more than 1,000 documents you can read here."


def test_an_answer_that_lost_its_evidence_says_so_in_every_language() -> None:
    failed = Answer(Outcome.FAILED, "", 0.0, reason="evidence_withdrawn")
    assert failure_lines(failed) == [
        "A document that I was answering from was taken back meanwhile, so I stopped.",
    ]
    assert "zurückgezogen" in failure_lines(failed, surface="chat", locale="de")[0]


def test_a_failure_in_a_chat_says_what_failed_and_its_reference() -> None:
    failed = Answer(Outcome.FAILED, "", 0.0, reason="search_away")
    assert failure_lines(failed, "7F3K-22", "chat") == [
        "I couldn't answer this: the document search is not reachable.",
        "Reference 7F3K-22",
    ]


def test_a_refusal_asks_about_words_typed_like_a_filter_and_says_what_it_read() -> None:
    remarks = (Remark("word_read_as", (("written", "depositt"), ("meant", "deposit"))),)
    refused = replace(REFUSED, reason="unfit_filter", missing=("before:signing",), remarks=remarks)
    first, second, *_ = refusal_lines(refused, "chat")
    assert first.startswith("Did you mean before:signing as a filter?")
    assert second == "I read “depositt” as “deposit”."
    assert refusal_lines(refused, "chat", "de")[1] == "„depositt“ habe ich als „deposit“ gelesen."


@pytest.mark.parametrize(("locale", "words"), [("en", "doesn't say it that way round"), ("de", "nicht so herum")])
def test_a_refusal_says_that_the_nearest_says_it_otherwise(locale: str, words: str) -> None:
    assert words in refusal_lines(replace(REFUSED, reason="said_otherwise"), "chat", locale)[0]


@pytest.mark.parametrize("key", ["sources_disagree", "pages_disagree"])
def test_quotes_that_disagree_have_it_said_beside_them(key: str) -> None:
    values = (("document", "Lease"),) if key == "pages_disagree" else (("first", "Lease"), ("second", "Rules"))
    quoted = Answer(Outcome.QUOTED, "Three.", 0.9, reason="no_model", remarks=(Remark(key, values),))
    assert all(name in remark(quoted, locale) for locale in ("en", "de") for _, name in values)


def test_a_written_answer_says_what_it_read() -> None:
    remarks = (Remark("word_read_as", (("written", "depositt"), ("meant", "deposit"))),)
    assert remark(Answer(Outcome.ANSWERED, "Three.", 0.9, remarks=remarks)) == "I read “depositt” as “deposit”."


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en", "I found nothing that fits \u201cin 2021\u201d exactly: this is what comes nearest."),
        ("de", "Genau zu \u201ein 2021\u201c habe ich nichts gefunden: das hier kommt dem am n\u00e4chsten."),
    ],
)
def test_an_answer_that_is_only_similar_says_in_what(locale: str, said: str) -> None:
    remarks = (Remark("similar", (("topic", "in 2021"),)),)
    assert remark(Answer(Outcome.ANSWERED, "Three.", 0.5, remarks=remarks), locale) == said


@pytest.mark.parametrize(
    ("locale", "words"),
    [("en", "in other languages (German, Russian)."), ("de", "in anderen Sprachen (Deutsch, Russisch).")],
)
def test_a_refusal_names_the_languages_of_the_documents(locale: str, words: str) -> None:
    refused = replace(REFUSED, remarks=(Remark("other_languages", (("languages", "de,ru"),)),))
    assert words in refusal_lines(refused, "chat", locale)[1]


def test_documents_are_named_in_the_order_in_which_they_came() -> None:
    names = [f"Plan {letter}.md" for letter in "hcagebdf"]
    assert list(shown_names([*names, names[0]]).values()) == [f"Plan {letter}" for letter in "hcagebdf"]
