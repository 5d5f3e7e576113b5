"""What no text brings into a chat: signs that nobody sees, and addresses that are none."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.wording.safe_text import LONGEST_ADDRESS, clean, is_address

patient = settings(deadline=None)

TURNING = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"


@patient
@given(st.text(st.characters() | st.sampled_from(f"{TURNING}\x00\x07\x1b\r\n\t\ud800")))
def test_nothing_invisible_is_left_and_nothing_else_is_lost(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert {each for each in cleaned if unicodedata.category(each) in {"Cc", "Cs"}} <= {"\n", "\t"}
    assert not set(cleaned) & set(TURNING)
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = [each for each in plain if each in "\n\t" or unicodedata.category(each) not in {"Cc", "Cs", "Cf"}]
    assert [each for each in cleaned if each in "\n\t" or unicodedata.category(each) != "Cf"] == kept


def test_a_name_can_not_be_turned_round_and_signs_that_join_stay() -> None:
    assert clean("Offer\u202efdp.exe") == "Offerfdp.exe"
    assert clean("👩\u200d👩\u200d👧") == "👩\u200d👩\u200d👧"
    assert clean("one\r\ntwo\rthree") == "one\ntwo\nthree"


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://files.example/a.pdf?a=1&b=2#page=3", True),
        ("HTTP://files.example", True),
        ("javascript:alert(1)", False),
        ("https://files.example/a|b", False),
        ("https://files.example/a>b", False),
        ("https://files.example/ a", False),
        (f"https://files.example/{'a' * LONGEST_ADDRESS}", False),
        ("", False),
    ],
)
def test_an_address_is_one_that_can_not_be_mistaken_for_more(url: str, is_one: bool) -> None:
    assert is_address(url) is is_one
