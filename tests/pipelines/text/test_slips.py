"""Which words of a question may be misspelt, and what they may have been."""

import pytest

from pipelines.text.slips import nearby, suspects


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("How long is the notice perid?", ["notice", "perid"]),
        ("What does E4711 on TX-2050 mean?", []),
        ('Where does it say "notise perid"?', []),
        ("Who wrote to ann.berg@oxbow.example about NORDA?", ["wrote"]),
        ("Wie lang ist die Kündigungfrist?", ["Kündigungfrist"]),
        ("Is the door open?", []),
    ],
)
def test_words_with_letters_enough_may_be_misspelt_and_codes_quotes_and_addresses_not(
    question: str, found: list[str]
) -> None:
    assert suspects(question) == found


@pytest.mark.parametrize(
    ("slip", "meant", "kind"),
    [("peroid", "period", 0), ("depositt", "deposit", 1), ("perid", "period", 2), ("warehause", "warehouse", 3)],
)
def test_one_slip_leads_back_to_the_word_by_its_kind(slip: str, meant: str, kind: int) -> None:
    assert meant in nearby(slip)[kind]
    assert slip not in nearby(slip)[kind]


def test_short_words_aren_t_read_with_another_letter() -> None:
    assert len(nearby("house")) == 3


def test_accented_letters_are_tried_where_the_language_has_them() -> None:
    assert "kündigung" in nearby("kndigung", "de")[2]
    assert "kündigung" not in nearby("kndigung", "en")[2]
    assert "договор" in nearby("догвор", "ru")[2]
