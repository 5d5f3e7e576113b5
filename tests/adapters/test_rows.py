"""The list is honest: every row is judged, every exception declared, and the page says what the rows say."""

import re
from pathlib import Path

import pytest

from tests.adapters.chats_page import PAGE, README, page, readme
from tests.adapters.declared import complaint, let_off, numbers_of
from tests.adapters.payloads_of import FOLDER, NO_SUCH
from tests.adapters.rows import BY_NUMBER, CHATS, LETTERS, ROWS, Row

MODULES = sorted(Path(__file__).parent.glob("test_[a-l]_*.py"))
TESTS = {path: re.findall(r"^    def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE) for path in MODULES}


def test_rows_are_numbered_without_a_gap() -> None:
    for letter in LETTERS:
        numbers = [int(row.number[1:]) for row in ROWS if row.number[0] == letter]
        assert numbers == list(range(1, len(numbers) + 1))
    assert len(BY_NUMBER) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.number)
def test_each_row_is_judged_unless_no_chat_can_do_it(row: Row) -> None:
    judged = [test for tests in TESTS.values() for test in tests if row.number in numbers_of(test)]
    can = [chat for chat in CHATS if row.way(chat).kind != "impossible"]
    assert bool(judged) is bool(can)
    for chat in CHATS:
        way = row.way(chat)
        assert (way.kind == "same") is (way.reason == "")


def test_each_test_judges_rows_of_its_letter() -> None:
    for path, tests in TESTS.items():
        letter = path.name[5].upper()
        for test in tests:
            numbers = numbers_of(test)
            assert numbers, test
            assert all(number in BY_NUMBER and number[0] == letter for number in numbers), test


def test_no_test_of_the_list_knows_a_chat() -> None:
    here = Path(__file__).parent
    for path in (
        *MODULES,
        *(here / name for name in ("chat.py", "chat_verbs.py", "chat_traits.py", "seen.py", "questions.py")),
    ):
        words = path.read_text(encoding="utf-8").lower()
        assert not [chat for chat in CHATS if chat in words], path.name


def test_a_test_is_skipped_for_what_is_declared_and_for_nothing_else() -> None:
    assert let_off("test_a1_something", "slack") == ""
    assert complaint("test_a1_something", "slack", "No server.")
    why = let_off("test_g18_something", "slack")
    assert "have no addresses that lapse" in why
    assert complaint("test_g18_something", "slack", why) == ""
    assert complaint("test_g18_something", "slack", "No server.")
    assert let_off("test_g17_g18_something", "slack") == ""  # one of the two has to hold


def test_every_payload_is_there_for_each_chat() -> None:
    for feature in FOLDER.iterdir():
        lacking = {chat for chat in CHATS if feature.name in NO_SUCH[chat]}
        assert {path.stem for path in feature.iterdir()} == set(CHATS) - lacking, feature.name


def test_the_page_and_the_readme_say_what_the_rows_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "Write it anew: make chats"
    text = README.read_text(encoding="utf-8")
    assert readme(text) == text, "Write it anew: make chats"
