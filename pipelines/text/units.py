"""Units of measure, the one table: what each measures, how texts write it, and the words that count behind a number."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MeasureUnit:
    """`name` is in the singular. Units of one `dimension` can be converted; one without stands for itself.

    `written` matches a whole word, in English or German, or a short form; None for what only counts things.
    `behind_numbers` are the words by which numbers tell their units apart, in the singular.
    """

    name: str
    dimension: str
    written: re.Pattern[str] | None
    behind_numbers: frozenset[str]

    @property
    def plural(self) -> str:
        """As a question asks for it: "how many hours"."""
        return _PLURALS.get(self.name, f"{self.name}s")


_PLURALS = {"foot": "feet", "inch": "inches"} | {
    name: name for name in ("bar", "psi", "hertz", "celsius", "fahrenheit", "lux")
}
_ROWS = (
    ("second", "time", r"seconds?|secs?|sekunden?", "second"),
    ("minute", "time", r"minutes?|mins?|minuten?", "minute"),
    ("hour", "time", r"hours?|hrs?|h|stunden?", "hour"),
    ("day", "time", r"days?|tagen?|tages?", "day"),
    ("week", "time", r"weeks?|wochen?", "week"),
    ("month", "time", r"months?|monate?n?", "month"),
    ("year", "time", r"years?|yrs?|jahre?n?|annual(?:ly)?|annum", "year"),
    ("gram", "mass", r"grams?|grammes?|gramm?|g", "gram"),
    ("kilogram", "mass", r"kilo(?:gram(?:me)?s?)?s?|kilogramm|kg", "kg"),
    ("tonne", "mass", r"tonnes?|tons?|tonnen?|t", "tonne ton"),
    ("pound", "mass", r"lbs?|pounds?", "pound"),
    ("millimetre", "length", r"milli(?:metres?|meters?)|mm", "mm"),
    ("centimetre", "length", r"centi(?:metres?|meters?)|cm", "cm"),
    ("metre", "length", r"metres?|meters?|metern?|m", "meter metre"),
    ("kilometre", "length", r"kilo(?:metres?|meters?|metern?)|km", "km kilometer kilometre"),
    ("mile", "length", r"miles?|meilen?|mi", "mile"),
    ("foot", "length", r"feet|foot|ft", "foot"),
    ("inch", "length", r"inch(?:es)?|in\.|zoll", "inch"),
    ("litre", "volume", r"litres?|liters?|litern?|l", "litre liter"),
    ("millilitre", "volume", r"milli(?:litres?|liters?)|ml", ""),
    ("gallon", "volume", r"gallons?|gal", "gallon"),
    ("volt", "", r"volts?|v", "volt"),
    ("watt", "power", r"watts?|w", "watt"),
    ("kilowatt", "power", r"kilowatts?|kw", "kw"),
    ("ampere", "", r"amperes?|amps?|a", "amp"),
    ("hertz", "", r"hertz|hz", "hz"),
    ("bar", "pressure", r"bars?", "bar"),
    ("psi", "pressure", r"psi", "psi"),
    ("pascal", "pressure", r"pascals?|pa|kpa|mpa", ""),
    ("celsius", "temperature", r"celsius|\u00b0\s?c", "celsius"),
    ("fahrenheit", "temperature", r"fahrenheit|\u00b0\s?f", "fahrenheit"),
    ("kelvin", "temperature", r"kelvins?", ""),
    ("acre", "area", r"acres?", ""),
    ("hectare", "area", r"hectares?|hektar|ha", ""),
    ("decibel", "", r"decibels?|db", ""),
    ("lumen", "", r"lumens?|lm", ""),
    ("lux", "", r"lux", ""),
    ("becquerel", "", r"becquerels?|bq", ""),
    ("furlong", "", r"furlongs?", ""),
    ("parsec", "", r"parsecs?", ""),
    ("newton", "", r"newtons?|n", ""),
    ("joule", "energy", r"joules?|j", ""),
    ("calorie", "energy", r"(?:kilo)?calories?|kcal|kalorien?", ""),
    ("byte", "", r"bytes?", "byte"),
    ("knot", "", r"knots?", ""),
    ("ounce", "mass", r"ounces?|oz", ""),
    ("quarter", "", "", "quarter"),
    ("decade", "", "", "decade"),
    ("degree", "", "", "degree"),
    ("megawatt", "", "", "mw"),
    ("watt hour", "", "", "kwh mwh gwh"),
    ("turn", "", "", "rpm"),
    ("thousands of hertz", "", "", "khz mhz ghz"),
    ("thousands of bytes", "", "", "kb mb gb tb"),
    ("share", "", "", "share"),
    ("page", "", "", "page"),
)
UNITS = tuple(
    MeasureUnit(name, dimension, re.compile(written, re.IGNORECASE) if written else None, frozenset(words.split()))
    for name, dimension, written, words in _ROWS
)
"""All of them; of two that a word could stand for, the first one is meant."""
BEHIND_NUMBERS = frozenset[str]().union(*(unit.behind_numbers for unit in UNITS))
IRREGULAR = {"feet": "foot", "inches": "inch", "celsius": "celsius"}
"""What isn't the singular with an s behind it, by how it is written."""
UNIT_OF = {unit.name: unit for unit in UNITS}


def measure_the_same(units: frozenset[str]) -> bool:
    """Whether units, by their names, are all of one dimension."""
    dimensions = {UNIT_OF[name].dimension for name in units}
    return len(dimensions) == 1 and dimensions != {""}
