"""Which of a table's first rows head its columns, for tables that don't say so."""

import re
from collections.abc import Sequence
from typing import Final

from ingest.parsers.periods import is_period, is_plain_year, names_a_period

LONGEST_HEAD: Final = 80
MOST_HEAD_ROWS: Final = 3
MANY_ROWS: Final = 10
"""So many rows below the first are a list of things, and no description of one."""
Rows = Sequence[Sequence[str]]

_MEASURES: Final = re.compile(
    r"\b(?:price|cost|amount|revenue|sale|turnover|value|quantity|quantities|qty|count|number|total|unit|hour|day|week|month"
    r"|minute|second|rate|share|percent|percentage|budget|profit|margin|fee|salary|weight|length|width|height|depth|area"
    r"|size|age|score|point|stock|order|population|headcount|staff|rank|limit|distance|temperature|capacity|balance|rent"
    r"|prix|co\u00fbt|montant|valeur|quantit\u00e9|nombre|heure|jour|taux|poids|surface|\u00e2ge|precio|coste|importe|venta"
    r"|valor|cantidad|n\u00famero|hora|d\u00eda|tasa|peso|edad|prezzo|costo|importo|ricavi|valore|quantit\u00e0|numero|giorni|ore"
    r"|tasso|aantal|bedrag|omzet|prijs|waarde|dagen|EUR|USD|GBP|CHF|JPY|kg|km|kW|kWh|no|nr)s?\b"
    r"|(?:preis|kosten|betrag|umsatz|wert|menge|anzahl|zahl|st\u00fcck|stunde|tag|woche|monat|satz|anteil|prozent|geb\u00fchr"
    r"|gehalt|gewicht|l\u00e4nge|breite|h\u00f6he|fl\u00e4che|bestand|einwohner|summe|gesamt|alter|miete)(?:e|n|en|er|s)?\b"
    r"|\u91d1\u984d|\u91d1\u989d|\u4fa1\u683c|\u4ef7\u683c|\u6570\u91cf|\u4ef6\u6570|\u4eba\u6570|\u5358\u4fa1|\u58f2\u4e0a|\u9500\u552e|\u9762\u79ef|\u5929\u6570|[\u20ac$\u00a3\u00a5%]",
    re.IGNORECASE,
)
"""Words that head columns of figures, in some languages, and units."""
_GENERIC: Final = re.compile(
    r"(?:(?:first|last|full|user|file|contact|product|customer|company)[ _-]?)?(?:name|id|key|value|notes?|comments?"
    r"|description|title|text|date|city|town|address|phone|telephone|e-?mail|question|answer|term|meaning|definition"
    r"|code|status|role|department|team|owner|person|product|item|part|article|customer|supplier|company|country"
    r"|language|position|type|category|location|url|link)s?"
    r"|(?:vor|nach|firmen|kunden|produkt)?name[n]?|ort|stadt|begriff|bedeutung|frage|antwort|bezeichnung|beschreibung"
    r"|bemerkung|hinweis|telefon|adresse|datum|abteilung|rolle|kunde|lieferant|artikel|land|sprache|wert|titel|thema"
    r"|zust\u00e4ndig|nom|ville|adresse|t\u00e9l\u00e9phone|question|r\u00e9ponse|nombre|ciudad|tel\u00e9fono|direcci\u00f3n"
    r"|pregunta|respuesta|\u540d\u524d|\u6c0f\u540d|\u4f4f\u6240|\u96fb\u8a71|\u59d3\u540d|\u5730\u5740|\u7535\u8bdd",
    re.IGNORECASE,
)
"""Words that head columns of words in any table: two of them side by side are heads, and no name with its value."""
_SAYS_NOTHING: Final = frozenset({"", "-", "\u2013", "\u2014", "n/a", "n.a.", "k.a.", "k. a.", "tbd", "?", "/"})
_OF_NUMBERS: Final = re.compile(r"[\d\s.,'\u2019\u00a0+()\u2212-]+")
_DECIMALS: Final = re.compile(r"\d[.,](\d{1,4})$")


def is_figure(cell: str) -> bool:
    """True for what is measured or counted: numbers, amounts, percentages, dates."""
    signs = [sign for sign in cell if sign.isalnum()]
    return bool(signs) and sum(sign.isdigit() for sign in signs) >= 0.5 * len(signs)


def is_head_like(cell: str) -> bool:
    """True for words and for periods, which head columns as often as words do, and for nothing."""
    return (
        not cell
        or (not is_figure(cell) and any(sign.isalpha() for sign in cell))
        or is_period(cell)
        or names_a_period(cell)
    )


def guessed_head_rows(rows: Rows, marked: bool = False) -> int:
    """How many of the first rows hold heads, 0 or 1, for tables that don't say so.

    `rows` are the first few. Heads are words or periods, one for each column, all different; below them stand figures,
    or there are three columns at least. A table of names and values, each row about another matter, has none.
    `marked` is for a first row that looks unlike the others.
    """
    if len(rows) < 2:
        return 0
    first = [cell.strip() for cell in rows[0]]
    filled = [column for column, cell in enumerate(first) if cell]
    if not filled or any(len(first[column]) > LONGEST_HEAD for column in filled):
        return 0
    width = max(sum(bool(cell.strip()) for cell in row) for row in rows)
    if (len(filled) < 2 and not _heads_one_period(rows, filled)) or len(filled) < 0.5 * width:
        return 0
    words = [first[column] for column in filled]
    odd = sum(not is_head_like(cell) for cell in words)
    if len(set(words)) < len(words) or odd > (0.5 * len(words) if marked else 0):
        return 0
    if any(map(is_period, words)) and not _heads_periods(rows, filled):
        return 0
    if len(filled) < 0.6 * width and not all(map(is_period, words)):
        return 0
    if marked or width < 2:
        return int(marked)
    if width == 2 and len(filled) == 2:
        return int(_heads_pairs(rows, *filled))
    return int(not _labels_with_colons(rows))


def is_names_and_values(rows: Rows) -> bool:
    """True for two columns of which the first names what the second tells, and surely no heads above them."""
    if len(rows) < 2 or any(len(row) != 2 for row in rows):
        return False
    values = _values(rows, 1)
    if _labels_with_colons(rows):
        return True
    if _heads_measures(rows[0][1]) or not any(map(_tells_number, values)):
        return False
    return not all(map(_tells_number, values)) or len(_units(values)) > 1 or _mixes_years(values)


def is_list_of_figures(rows: Rows) -> bool:
    """True for two columns of words and figures below a row of words, where nothing speaks for names with values."""
    if len(rows) < 2 or any(len(row) != 2 for row in rows) or is_names_and_values(rows):
        return False
    return all(map(is_head_like, rows[0])) and any(map(is_figure, _values(rows, 1)))


def _values(rows: Rows, column: int) -> list[str]:
    """What stands in a column below the first row, but for cells that say nothing."""
    cells = [row[column].strip() for row in rows[1:] if column < len(row)]
    return [cell for cell in cells if cell.casefold() not in _SAYS_NOTHING]


def _heads_one_period(rows: Rows, filled: list[int]) -> bool:
    """True for a lone period over figures, with names on its left."""
    column = filled[0]
    return column == 1 and is_period(rows[0][1].strip()) and bool(_values(rows, 0)) and bool(_values(rows, 1))


def _heads_periods(rows: Rows, filled: list[int]) -> bool:
    """True where periods in the first row stand over figures that are no periods themselves."""
    periods = [column for column in filled if is_period(rows[0][column].strip())]
    if len(periods) == len(filled):  # nothing but periods: names must stand beside them
        free = [column for column in range(len(rows[0])) if column not in filled]
        if not any(not is_figure(cell) for column in free for cell in _values(rows, column)):
            return False
    below = [cell for column in periods for cell in _values(rows, column)]
    if all(map(is_plain_year, below)) or any(is_period(cell) and not is_plain_year(cell) for cell in below):
        return False
    return sum(map(is_figure, below)) > 0.5 * len(below)


def _labels_with_colons(rows: Rows) -> bool:
    """True where the first row's name ends like those below it: with a colon."""
    named = [row[0].strip() for row in rows if row and row[0].strip()]
    return len(named) > 1 and named[0].endswith((":", "\uff1a")) and named[1].endswith((":", "\uff1a"))


def _heads_pairs(rows: Rows, name: int, value: int) -> bool:
    """True where the first of two-column rows heads the others, and isn't itself a name with its value."""
    values, names = _values(rows, value), _values(rows, name)
    if all(_GENERIC.fullmatch(rows[0][column].strip()) for column in (name, value)):
        return True
    if not any(map(_tells_number, values)) or _labels_with_colons(rows):
        return False
    head = rows[0][value].strip()
    if len(set(names)) < len(names) or sum(map(is_figure, names)) > 0.5 * len(names):
        return True
    if any(map(str.isdigit, head)) and not (is_period(head) or names_a_period(head)):
        return False
    if _heads_measures(head) or len(values) >= MANY_ROWS or (is_period(head) and not is_figure(head)):
        return True
    if sum(_is_code(each) for each in names) > 0.5 * len(names):
        return True
    if not all(map(_tells_number, values)) or len(_units(values)) > 1 or _mixes_years(values):
        return False
    if is_period(head):
        return _heads_measures(rows[0][name]) or not rows[0][name].strip()
    unit = next(iter(_units(values)))
    places = {len(found[1]) if (found := _DECIMALS.search(each)) else 0 for each in values}
    return len(values) > 1 and (bool(unit) or (len(places) == 1 and 0 not in places) or all(map(is_period, values)))


def _heads_measures(head: str) -> bool:
    """True for the name of something that is measured, and not for an amount of it."""
    return _MEASURES.search(head) is not None and (names_a_period(head) or not any(map(str.isdigit, head)))


def _is_code(name: str) -> bool:
    """True for codes and numbered things, which are named and don't name what is told of them."""
    return any(sign.isdigit() for sign in name) or (name.isupper() and len(name) <= 4)


def _units(values: list[str]) -> set[str]:
    """What stands beside the numbers."""
    return {_OF_NUMBERS.sub("", value).casefold().rstrip("s") for value in values}


def _tells_number(value: str) -> bool:
    """True for a number, whatever unit stands beside it."""
    signs = [sign for sign in value if sign.isalnum()]
    return bool(signs) and (signs[0].isdigit() or signs[-1].isdigit())


def _mixes_years(values: list[str]) -> bool:
    """True where some numbers may be years and others can't."""
    years = sum(map(is_plain_year, values))
    return 0 < years < len(values)


def head_rows_below(rows: Rows, spanning: Sequence[bool], reaching: int = 1) -> int:
    """How many rows hold heads where the first one does: those below heads that reach over columns, or down.

    `spanning` tells for each row whether a cell in it reaches over several columns, `reaching` how many rows the cells
    of the first row reach over.
    """
    count = 1
    while count < min(MOST_HEAD_ROWS, len(rows) - 1) and all(is_head_like(cell.strip()) for cell in rows[count]):
        if not (spanning[count - 1] or count < reaching):
            break
        count += 1
    return count


def unmerged_spans(rows: Rows) -> dict[int, int]:
    """The cells of a first row that head the empty ones on their right, by column, with the last that each heads.

    Below them stands a second row of heads that fills the gaps, with periods or with words that come again and again.
    """
    if len(rows) < 3:
        return {}
    upper, lower = ([cell.strip() for cell in row] for row in rows[:2])
    width = min(len(upper), len(lower))
    gaps = [column for column in range(1, width) if lower[column] and not upper[column]]
    below = [cell for cell in lower[1:width] if cell]
    wordy = all(map(is_head_like, (*upper, *lower))) and not lower[0]
    again = len(set(below)) < len(below)
    if not gaps or not wordy or not again or sum(map(bool, upper[1:])) < 2 or not upper[1]:
        return {}
    under = [row[column] for row in rows[2:] for column in gaps if column < len(row)]
    if not any(map(is_figure, under)):
        return {}
    spans: dict[int, int] = {}
    start = 1
    for column in range(1, width):
        if upper[column]:
            start = column
        elif column in gaps:
            spans[start] = column
    return spans
