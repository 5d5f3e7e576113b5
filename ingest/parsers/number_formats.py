"""Stored numbers as a spreadsheet shows them: decimals, thousands, percentages, currencies, dates and times."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import zip_longest
from typing import Final

from ingest.parsers.date_formats import as_date, is_date_format

GENERAL: Final = "General"
_FULL_DATE: Final = "[<1]h:mm:ss;yyyy-mm-dd"
BUILT_IN: Final[dict[int, str]] = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "$#,##0", 6: "$#,##0", 7: "$#,##0.00", 8: "$#,##0.00", 9: "0%",
    10: "0.00%", 11: "0.00E+00", 14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 32: "h:mm", 33: "h:mm:ss",
    37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)", 39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;(#,##0.00)", 41: "#,##0",
    42: "$#,##0", 43: "#,##0.00", 44: "$#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    **dict.fromkeys((*range(27, 32), *range(34, 37), *range(50, 59)), _FULL_DATE),
}  # fmt: skip
"""Formats by number that files don't spell out. 14, 22, 27-36 and 50-58 depend on the reader's country: written so
that all can read them. The latter are dates in East Asia, some of them times of day in China."""

MOST_DECIMALS: Final = 15
MOST_PLACES: Final = 60
_SECTION: Final = re.compile(r'(?:"[^"]*"|\\.|[_*].|\[[^\[\]]*\]|[^;])', re.DOTALL)
_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|\[(?P<bracket>[^\[\]]*)\]|(?P<general>General)|(?P<power>E[+-])'
    r"|(?P<place>[#0?])|(?P<sign>.)",
    re.IGNORECASE | re.DOTALL,
)
_PLAIN: Final = re.compile(r"(t*)#*0(?:\.(0+))?(t*)")
_CONDITION: Final = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)$")


@dataclass(frozen=True, slots=True)
class _Section:
    """One part of a number's format.

    `tokens` are (kind, words): `place` for a digit, `point`, `general`, `text` for what stands as it is. `thousands`
    groups digits, `scale` multiplies the number, `in_full` is for powers of ten and fractions, which read better so.
    `plain` is (before, behind, decimals) of a section whose digits stand together and needn't be filled up.
    """

    tokens: tuple[tuple[str, str], ...]
    condition: tuple[str, float] | None = None
    thousands: bool = False
    scale: float = 1.0
    in_full: bool = False
    plain: tuple[str, str, int] | None = None


def shown(number: float, code: str, since_1904: bool = False) -> str:
    """The number as a cell of this format shows it; `code` is the format as the file spells it."""
    if code.lower() in {"general", "", "@"}:
        return general(number)
    chosen, value = _chosen(number, code)
    if is_date_format(chosen):
        return as_date(number, chosen, since_1904) or general(number)
    section = _section(chosen)
    if section.in_full:
        return general(number)
    return _written(value, section)


def general(number: float) -> str:
    """A number without a format: up to eleven digits, as spreadsheets show it."""
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.11g}"


@cache
def _sections(code: str) -> tuple[str, ...]:
    """The parts of a format, which semicolons part, but for those in quotation marks."""
    parts: list[str] = [""]
    place = 0
    while place < len(code):
        found = _SECTION.match(code, place)
        if found is None:
            parts.append("")
            place += 1
        else:
            parts[-1] += found[0]
            place = found.end()
    return tuple(parts[:4])


def _chosen(number: float, code: str) -> tuple[str, float]:
    """(the section that the number is shown by, the number as it is shown by it, its sign perhaps taken off)."""
    sections = _sections(code)
    conditions = [_section(each).condition for each in sections[:2]]
    if any(conditions):
        met = [place for place, condition in enumerate(conditions) if condition and _is_met(number, condition)]
        last = 2 if all(conditions) and len(sections) > 2 else len(conditions) - 1
        place = met[0] if met else last
        condition = conditions[place] if place < len(conditions) else None
        below = condition is not None and condition[0] in {"<", "<="} and condition[1] <= 0
        return sections[place], abs(number) if below else number
    if number < 0 and (len(sections) > 2 or (len(sections) == 2 and sections[1].strip())):
        return sections[1], -number
    if number == 0 and len(sections) > 2:
        return sections[2], number
    return sections[0], number


def _is_met(number: float, condition: tuple[str, float]) -> bool:
    sign, limit = condition
    less, more = number < limit, number > limit
    return {"<": less, ">": more, "<=": not more, ">=": not less, "=": number == limit}.get(sign, number != limit)


@cache
def _section(code: str) -> _Section:
    tokens: list[tuple[str, str]] = []
    condition: tuple[str, float] | None = None
    in_full = False
    for match in _TOKEN.finditer(code):
        kind, words = match.lastgroup, match[match.lastgroup] if match.lastgroup else ""
        if kind == "bracket":
            found = _CONDITION.match(words)
            condition = (found[1], float(found[2])) if found else condition
            words = words[1:].partition("-")[0] if words.startswith("$") else ""
            tokens.append(("text", words))
        elif kind == "power" or (kind == "sign" and words == "/"):
            in_full = True
        elif kind in {"place", "general"}:
            tokens.append((str(kind), words))
        elif kind == "sign" and words in ".,":
            tokens.append(("point" if words == "." else "comma", words))
        elif words == "@" and kind == "sign":
            tokens.append(("general", words))
        else:
            tokens.append(("text", words or ""))
    return _scaled(tokens, condition, in_full, percents=_percents(code))


def _percents(code: str) -> int:
    return sum(match["sign"] == "%" for match in _TOKEN.finditer(code))


def _scaled(
    tokens: list[tuple[str, str]], condition: tuple[str, float] | None, in_full: bool, percents: int
) -> _Section:
    """Takes commas out: one between digits groups them, one behind the last digit divides by a thousand."""
    kinds = [kind for kind, _ in tokens]
    places = [at for at, kind in enumerate(kinds) if kind == "place"][:MOST_PLACES]
    point = next((at for at, kind in enumerate(kinds) if kind == "point" and places), len(tokens))
    whole = [at for at in places if at < point]
    thousands, thousandths = False, 0
    for at, kind in enumerate(kinds):
        if kind == "comma" and whole and whole[0] < at < whole[-1]:
            thousands = True
        elif kind == "comma" and places and at > (whole[-1] if at < point and whole else places[-1]):
            thousandths += 1
    kept = [
        ("text" if kind == "point" and at != point else kind, words)
        for at, (kind, words) in enumerate(tokens)
        if kind != "comma" and (kind != "place" or at in places)
    ]
    scale = 100.0**percents / 1000.0**thousandths
    return _Section(tuple(kept), condition, thousands, scale, in_full and bool(places), _plain(kept))


def _plain(tokens: list[tuple[str, str]]) -> tuple[str, str, int] | None:
    """(before, behind, decimals) for usual formats such as `#,##0.00 "EUR"`; None for all others."""
    signs = "".join(words if kind in {"place", "point"} else "t" for kind, words in tokens)
    found = _PLAIN.fullmatch(signs)
    if found is None:
        return None
    texts = [words for kind, words in tokens if kind not in {"place", "point"}]
    before = "".join(texts[: len(found[1])])
    return before, "".join(texts[len(found[1]) :]), len(found[2] or "")


def _written(number: float, section: _Section) -> str:
    if section.plain is not None and (usual := _usually_written(number, section, *section.plain)):
        return usual
    kinds = [kind for kind, _ in section.tokens]
    if "place" not in kinds:
        words = "".join(general(abs(number)) if kind == "general" else text for kind, text in section.tokens)
        return f"-{words}".strip() if number < 0 and "general" in kinds else words.strip()
    point = kinds.index("point") if "point" in kinds else len(kinds)
    decimals = min(kinds[point:].count("place"), MOST_DECIMALS)
    exact = Decimal(f"{abs(number) * section.scale:.15g}")
    digits = f"{exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):f}" if exact < 10**20 else f"{exact:f}"
    whole, _, part = digits.partition(".")
    text = _whole(section, point, whole.lstrip("0")) + _part(section, point, part)
    return f"{'-' if number < 0 and digits.strip('0.') else ''}{text}".strip()


def _usually_written(number: float, section: _Section, before: str, behind: str, decimals: int) -> str:
    """The number in a usual format; empty where rounding it needs an exact look."""
    value = abs(number) * section.scale
    if value >= 1e9 or decimals > 6 or abs(value * 10**decimals % 1 - 0.5) < 1e-4:
        return ""
    digits = f"{value:,.{decimals}f}" if section.thousands else f"{value:.{decimals}f}"
    return f"{'-' if number < 0 and digits.strip('0.,') else ''}{before}{digits}{behind}".strip()


def _whole(section: _Section, point: int, digits: str) -> str:
    """What stands before the point: the digits from the right into their places, the rest into the first place."""
    tokens = section.tokens[:point]
    signs = [words for kind, words in tokens if kind == "place"]
    if not signs:
        return "".join(words for _, words in tokens) + digits
    first_zero = signs.index("0") if "0" in signs else len(signs)
    least = len(signs) - first_zero
    digits = digits.rjust(least, "0")
    filled = [*reversed(digits)][: len(signs)]
    left_over = digits[: len(digits) - len(filled)]
    pieces: list[str] = []
    places = list(zip_longest(filled, reversed(signs), fillvalue=""))
    count = 0
    for kind, words in reversed(tokens):
        if kind != "place":
            pieces.append(words)
            continue
        digit, sign = places[count]
        pieces.append(_grouped(digit or (" " if sign == "?" else ""), count, section.thousands and bool(digit)))
        count += 1
        if count == len(signs):
            for further in reversed(left_over):
                pieces.append(_grouped(further, count, section.thousands))
                count += 1
    return "".join(reversed(pieces))


def _grouped(digit: str, place: int, thousands: bool) -> str:
    return f"{digit}," if thousands and place and place % 3 == 0 else digit


def _part(section: _Section, point: int, digits: str) -> str:
    """The point and what stands behind it; digits that needn't be there end with the last that says something."""
    tokens = section.tokens[point + 1 :]
    signs = "".join(words for kind, words in tokens if kind == "place")
    least = signs.rfind("0") + 1
    digits = digits[:least] + digits[least:].rstrip("0")
    pieces = ["." if digits else ""]
    place = 0
    for kind, words in tokens:
        pieces.append(words if kind != "place" else digits[place : place + 1])
        place += kind == "place"
    return "".join(pieces)
