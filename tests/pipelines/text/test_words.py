"""Words are compared without what is only a way to write them."""

import pytest

from pipelines.text.words import words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("O\u2019Connor's boat", ["oconnor", "boat"]),
        ("OConnor, o'connor", ["oconnor", "oconnor"]),
        ("le prix de l'eau et d\u2019un caf\u00e9", ["le", "prix", "de", "eau", "et", "un", "cafe"]),
        ("l\u2019acqua nell'orto", ["acqua", "orto"]),
        ("It's Ann's, they don\u2019t know", ["it", "ann", "they", "don't", "know"]),
        ("at ten o'clock", ["at", "ten", "oclock"]),
    ],
)
def test_apostrophes_part_no_name_and_hide_no_word(text: str, found: list[str]) -> None:
    assert words(text) == found
