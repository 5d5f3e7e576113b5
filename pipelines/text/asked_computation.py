"""Whether a question asks for a figure that has to be computed, by its words (English and German)."""

import re

_COMPUTED = re.compile(
    r"\b(?:ratios?|margins?|growth|grew|turnover|difference|sum|combined|altogether|averages?|mean|proportion|percentage|"
    r"percent(?:age)? (?:change|points?)|change (?:in|of|from|between)|increased?|decreased?|days (?:sales|payable|"
    r"inventory)|return on|per (?:employee|share|head|unit|day|month)|compared (?:to|with)|calculate[ds]?|compute[ds]?|"
    r"how (?:much|many) (?:\w+ )?(?:more|less|fewer|higher|lower|larger|smaller|longer|shorter)|in total|"
    r"verh\u00e4ltnis|\w{3,20}quote|marge|wachstum|gewachsen|gestiegen|gesunken|unterschied|differenz|summe|zusammen|"
    r"insgesamt|durchschnitt\w*|anteil|prozent|prozentpunkte|ver\u00e4nderung|berechne\w*|"
    r"pro (?:mitarbeiter|kopf|tag|monat|st\u00fcck)|"
    r"wie ?viel\w* (?:\w+ )?(?:mehr|weniger|h\u00f6her|niedriger|gr\u00f6\u00dfer|kleiner|l\u00e4nger|k\u00fcrzer))\b",
    re.IGNORECASE,
)


def asks_to_compute(question: str) -> bool:
    """Whether it names a ratio, a change, a difference, a sum or an average. Such a figure may also just be stated."""
    return bool(_COMPUTED.search(question))
