"""Currencies: which one a question asks for, and which ones a text names, by sign, code or word."""

import re

_WRITTEN = {
    "USD": r"us\$|(?<![a-z])\$|\busd\b|\b(?:us )?dollars?\b",
    "EUR": r"\u20ac|\beur\b|\beuros?\b",
    "GBP": r"\u00a3|\bgbp\b|\bpounds? sterling\b|\bpence\b",
    "JPY": r"\u00a5|\bjpy\b|\byen\b",
    "CHF": r"\bchf\b|\bswiss francs?\b|\b(?:schweizer )?franken\b",
    "INR": r"\u20b9|\binr\b|\brs\.? ?(?=\d)|\brupees?\b",
    "AUD": r"\ba\$|\baud\b|\baustralian dollars?\b",
    "CAD": r"\bc\$|\bcad\b|\bcanadian dollars?\b",
    "SEK": r"\bsek\b|\bswedish kron\w{1,3}\b",
    "NOK": r"\bnok\b|\bnorwegian kron\w{1,3}\b",
    "DKK": r"\bdkk\b|\bdanish kron\w{1,3}\b",
    "CNY": r"\bcny\b|\brmb\b|\brenminbi\b|\byuan\b",
}
_PATTERNS = {code: re.compile(pattern, re.IGNORECASE) for code, pattern in _WRITTEN.items()}
_OTHER_DOLLARS = re.compile(r"\b(?:australian|canadian) dollars?\b|\b[ac]\$", re.IGNORECASE)
_ASKED = re.compile(
    r"\bin\s(?P<what>[^\W\d_]{2,20}(?:\s[^\W\d_]{2,20})?|[$\u20ac\u00a3\u00a5\u20b9])\s?[)?.,]", re.IGNORECASE
)


def asked_currency(question: str) -> str:
    """The code of the currency in which a question wants its figure, "in euros" or "(in USD)"; empty where none."""
    for match in _ASKED.finditer(f"{question} ?"):
        for code, pattern in _PATTERNS.items():
            if pattern.fullmatch(match["what"]):
                return code
    return ""


def currencies(text: str) -> frozenset[str]:
    """The codes of all currencies that a text names; a bare dollar is the American one."""
    others = _OTHER_DOLLARS.sub(" ", text)
    return frozenset(code for code, pattern in _PATTERNS.items() if pattern.search(others if code == "USD" else text))
