"""Names of months, days of the week and eras in the languages that formats of dates ask for."""

from datetime import date
from typing import Final

ERAS: Final = (
    (date(2019, 5, 1), "R", "\u4ee4\u548c"),
    (date(1989, 1, 8), "H", "\u5e73\u6210"),
    (date(1926, 12, 25), "S", "\u662d\u548c"),
    (date(1912, 7, 30), "T", "\u5927\u6b63"),
    (date(1868, 1, 25), "M", "\u660e\u6cbb"),
)
"""Japan's eras: the first day, the letter, the name."""
LANGUAGES: Final = {
    0x04: "zh", 0x07: "de", 0x09: "en", 0x0A: "es", 0x0C: "fr", 0x10: "it", 0x11: "ja", 0x12: "ko", 0x13: "nl",
    0x16: "pt",
}  # fmt: skip
"""Languages by the number that Windows gives them."""
ENGLISH: Final = "en"
_MONTHS: Final = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar M\u00e4rz April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier f\u00e9vrier mars avril mai juin juillet ao\u00fbt septembre octobre novembre d\u00e9cembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pt": "janeiro fevereiro mar\u00e7o abril maio junho julho agosto setembro outubro novembro dezembro",
}
_DAYS: Final = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes mi\u00e9rcoles jueves viernes s\u00e1bado domingo",
    "it": "luned\u00ec marted\u00ec mercoled\u00ec gioved\u00ec venerd\u00ec sabato domenica",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "pt": "segunda-feira ter\u00e7a-feira quarta-feira quinta-feira sexta-feira s\u00e1bado domingo",
}
_EAST_ASIA: Final = {
    "ja": ("月火水木金土日", "{}", "{}曜日", "月"),
    "ko": ("월화수목금토일", "{}", "{}요일", "월"),
    "zh": ("一二三四五六日", "周{}", "星期{}", "月"),
    "tw": ("一二三四五六日", "週{}", "星期{}", "月"),
}
"""Days of the week, how the short and the long form are made of them, and what stands behind a month's number."""
_TWO_LETTERS: Final = frozenset({"de", "nl"})
"""Languages whose days of the week are shortened to two letters."""


def month_name(month: int, length: int, language: str) -> str:
    """The name of a month, of three letters (3), one (5) or all."""
    if language in _EAST_ASIA:
        return f"{month}{_EAST_ASIA[language][3]}"
    name = _MONTHS.get(language, _MONTHS[ENGLISH]).split()[month - 1]
    return {3: name[:3], 5: name[0]}.get(length, name)


def day_name(weekday: int, length: int, language: str) -> str:
    """The name of a day of the week, shortened (3) or whole; Monday is 0."""
    if language in _EAST_ASIA:
        days, short, long, _ = _EAST_ASIA[language]
        return (short if length == 3 else long).format(days[weekday])
    name = _DAYS.get(language, _DAYS[ENGLISH]).split()[weekday]
    return name[: 2 if language in _TWO_LETTERS else 3] if length == 3 else name
