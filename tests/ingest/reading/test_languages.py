"""Languages: said where it is certain, left open where it isn't."""

import pytest

from ingest.reading.languages import language_of, main_language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Employees may carry over up to five days of unused vacation into the next year.", "en"),
        ("Nicht genommener Urlaub verfällt am Ende des Monats März im folgenden Jahr.", "de"),
        ("Los empleados pueden trasladar hasta cinco días de vacaciones al año siguiente.", "es"),
        ("Les salariés peuvent reporter jusqu'à cinq jours de congés sur l'année suivante.", "fr"),
        ("未使用的年假最多可以结转五天到下一年度，并于三月三十一日到期。", "zh"),
        ("未使用の休暇は五日まで翌年に繰り越すことができ、三月末に失効します。", "ja"),
    ],
)
def test_running_text_is_recognised(text: str, code: str) -> None:
    assert language_of(text) == code


@pytest.mark.parametrize(
    "text",
    ["", "12,345 67.8 $ 9", "Total 2023", "Hello. مرحبا بالعالم. Привет, мир. 你好世界. สวัสดีชาวโลก. こんにちは世界"],
)
def test_too_little_or_too_mixed_a_text_has_no_language(text: str) -> None:
    assert language_of(text) is None


def test_a_document_has_the_language_of_most_of_its_pages() -> None:
    assert main_language(["en", None, "en", "de", None]) == "en"
    assert main_language([None, None]) is None
    assert main_language(["en", "de", "fr"]) is None
