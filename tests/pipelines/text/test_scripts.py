"""The script of a text."""

import pytest

from pipelines.text.scripts import script_of


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Émile's 3 pumps", "LATIN"),
        ("Насос TD-40 заменён", "CYRILLIC"),
        ("المضخة", "ARABIC"),
        ("更换水泵 (pump)", "CJK"),
        ("Αντλία", "GREEK"),
        ("12.50 — !", ""),
        ("", ""),
    ],
)
def test_most_letters_decide(text: str, script: str) -> None:
    assert script_of(text) == script
