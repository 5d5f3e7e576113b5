"""Whether a question asks for a figure, by its words, and whether a text holds one that isn't only a period."""

import re
from typing import Final

_ASKS: Final = re.compile(
    r"\bhow (?:many|much|long|often|old|far|high|large|big|tall|heavy|fast|deep|wide)\b|"
    r"\b(?:amounts?|numbers?|rates?|percent(?:age)?s?|prices?|costs?|fees?|salary|totals?|dates?|years?|when|deadlines?|"
    r"limits?|maximum|minimum|revenues?|income|sales|ratios?|margins?|profits?|loss|expenses?|earnings|assets|"
    r"liabilities|debts?|cash flows?|dividends?|budget|balance|value of|scores?|accuracy|weight|height|length|width|"
    r"temperature|pressure|voltage|speed|distance|duration|population|share of|(?:in|of) (?:usd|eur|gbp|\$|\u20ac))\b|"
    r"\bwie ?viele?\b|\bwie (?:lange|oft|alt|weit|hoch|gro\u00df|schnell|teuer)\b|\bwann\b|"
    r"\b(?:anzahl|betrag|preis|kosten|geb\u00fchr|gehalt|frist|datum|quote|umsatz|gewinn|verlust|summe|h\u00f6he)\b|"
    r"\bcombien\b|\bquand\b|\b(?:montant|prix|co\u00fbt|d\u00e9lai|taux|nombre)\b|"
    r"\bcu\u00e1nt[oa]s?\b|\bcu\u00e1ndo\b|\b(?:importe|precio|coste|plazo|tasa|n\u00famero)\b|"
    r"\bquant[oaie]s?\b|\bquando\b|\bhoeveel\b|\bwanneer\b|"
    r"\b\u0441\u043a\u043e\u043b\u044c\u043a\u043e\b|\b\u043a\u043e\u0433\u0434\u0430\b|\u0643\u0645|\u0645\u062a\u0649|"
    r"\u591a\u5c11|\u51e0|\u4f55[\u65e5\u4eba\u5186\u6642\u5e74\u6708\u500b\u56de]|\u3044\u304f\u3089|\u3044\u304f\u3064|"
    r"\uc5bc\ub9c8|\uba87",
    re.IGNORECASE,
)
_PERIOD: Final = re.compile(
    r"\b[^\W\d_]{3,}\.?\s+\d{1,2},|(?:\b[^\W\d_]{3,}\.?\s+\d{1,2}\s+|\b\d{1,2}\.?\s+[^\W\d_]{3,}\.?,?\s+)?\b(?:19|20)\d{2}\b"
)
_DIGIT: Final = re.compile(r"\d")


def asks_for_figure(question: str) -> bool:
    """Whether it asks how much, how many or when, or for something that is told by a figure."""
    return _ASKS.search(question) is not None


def holds_figure(text: str) -> bool:
    """Whether it has a figure besides years and the days of them, as heads of tables have them."""
    return _DIGIT.search(_PERIOD.sub("", text)) is not None
