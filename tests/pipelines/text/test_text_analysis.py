"""Terms: what of a text the embedded index can find, and by which words."""

import pytest

from pipelines.text.text_analysis import MAX_QUERY_WORDS, query_terms, shortened, terms, writable


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", ["vacation", "Vacations", "VACATION"]),
        ("de", ["Haus", "Häuser", "HÄUSER", "Hauses"]),
        ("es", ["empleado", "empleados"]),
        ("sv", ["bilar", "bilarna"]),
    ],
)
def test_forms_of_a_word_share_a_term_in_their_language(language: str, forms: list[str]) -> None:
    assert len({tuple(terms(form, language)) for form in forms}) == 1


@pytest.mark.parametrize("written", ["1,234.5", "1.234,5", "1234.5", "1234,5"])
def test_a_number_is_the_same_however_its_thousands_are_grouped(written: str) -> None:
    assert terms(f"It cost {written} in all.", None) == ["it", "cost", "1234.5", "in", "all"]


@pytest.mark.parametrize(("written", "term"), [("1,234,567", "1234567"), ("3.14159", "3.14159"), ("4.2.1", "4.2.1")])
def test_points_that_group_nothing_stay(written: str, term: str) -> None:
    assert terms(written, "en") == [term]


def test_a_full_stop_after_a_number_is_no_part_of_it() -> None:
    assert terms("In 2024. Then 7, 8.", "en") == ["in", "2024", "then", "7", "8"]


def test_codes_split_at_hyphens_and_underscores() -> None:
    assert terms("XK-4500_b", "en") == ["xk", "4500", "b"]


def test_text_without_spaces_becomes_pairs_of_characters() -> None:
    assert terms("東京都 ABC公司 字", "ja") == ["東京", "京都", "abc", "公司", "字"]


def test_compatible_characters_are_one() -> None:
    assert terms("ﬁne ＡＢＣ e\u0301té", None) == terms("fine abc été", None)


def test_a_vowel_sign_stays_in_its_word() -> None:
    assert terms("हिन्दी भाषा", "hi") == ["हिन्दी", "भाषा"]


def test_a_language_without_a_stemmer_keeps_its_words() -> None:
    assert terms("Vacations taken", "xx") == ["vacations", "taken"]


@pytest.mark.parametrize("text", ["", " \n", "?!…", "—", "\ud800", "😀"])
def test_text_without_letters_has_no_terms(text: str) -> None:
    assert terms(text, "en") == []


def test_no_term_can_leave_its_quotes_in_a_search_expression() -> None:
    hostile = 'a"b OR c* NEAR(d, 2) ^e -f :g {h} \\ \0 "" \'i\''
    assert all(character.isalnum() or character == "." for term in terms(hostile, "en") for character in term)


def test_a_question_has_each_term_once_in_every_language_asked_for() -> None:
    found = query_terms("Urlaube und Urlaube, vacations?", frozenset({"de", "en"}))
    assert len(found) == len(set(found))
    assert {"urlaub", "vacat"} <= set(found)
    assert query_terms("Urlaube", frozenset()) == []


def test_a_very_long_question_keeps_its_first_words() -> None:
    kept = shortened(" ".join(f"w{n} same" for n in range(10_000))).split()
    assert kept[:3] == ["w0", "same", "w1"]
    assert len(kept) <= MAX_QUERY_WORDS


def test_half_characters_become_question_marks_one_for_one() -> None:
    assert writable("a\ud800b😀") == "a?b😀"
