"""Numbers that states give to people, told from others by their shape and their check digits."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Final

_LETTERS_DNI: Final = "TRWAGMYFPDXBNJZSQVHLCKE"
_ODD_CODICE: Final = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)


def _digits(text: str) -> str:
    return "".join(each for each in text if each.isascii() and each.isdecimal())


def _is_us(text: str) -> bool:
    area, group, serial = text.split("-")
    return area not in {"000", "666"} and area < "900" and group != "00" and serial != "0000"


def _is_german_tax(text: str) -> bool:
    """Eleven digits: among the first ten one stands twice or thrice and the others once; the last one checks."""
    number = _digits(text)
    counts = Counter(number[:10])
    if number[0] == "0" or sorted(counts.values())[-2:] not in ([1, 2], [1, 3]):
        return False
    product = 10
    for digit in number[:10]:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10 == int(number[10])


def _is_german_pension(text: str) -> bool:
    number = text.replace(" ", "")
    day, month = int(number[2:4]), int(number[4:6])
    if not (1 <= day <= 31 or 51 <= day <= 81) or not 1 <= month <= 12:
        return False
    spelt = number[:8] + f"{ord(number[8]) - 64:02d}" + number[9:11]
    weights = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
    total = sum(sum(map(int, str(int(digit) * weight))) for digit, weight in zip(spelt, weights, strict=True))
    return total % 10 == int(number[11])


def _is_spanish(text: str) -> bool:
    number = text.replace("-", "")
    first = {"X": "0", "Y": "1", "Z": "2"}.get(number[0], number[0])
    return _LETTERS_DNI[int(first + number[1:8]) % 23] == number[8]


def _is_italian(text: str) -> bool:
    total = 0
    for place, letter in enumerate(text[:15]):
        value = int(letter) if letter.isdecimal() else ord(letter) - 65
        total += _ODD_CODICE[value] if place % 2 == 0 else value
    return chr(65 + total % 26) == text[15]


def _is_french(text: str) -> bool:
    number = text.replace(" ", "")
    body = number[:13].replace("2A", "19").replace("2B", "18")
    return 97 - int(body) % 97 == int(number[13:])


def _is_swiss(text: str) -> bool:
    number = _digits(text)
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(number[:12]))
    return (10 - total % 10) % 10 == int(number[12])


def _is_british(text: str) -> bool:
    return text[:2] not in {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}


_CHECKED: Final[tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...]] = (
    (re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])", re.ASCII), _is_us),
    (re.compile(r"(?<![\w-])(?:\d{11}|\d{2} \d{3} \d{3} \d{3})(?![\w-])", re.ASCII), _is_german_tax),
    (re.compile(r"(?<!\w)\d{2} ?\d{6} ?[A-Z] ?\d{3}(?!\w)", re.ASCII), _is_german_pension),
    (re.compile(r"(?<!\w)(?:\d{8}|[XYZ]-?\d{7})-?[A-HJ-NP-TV-Z](?!\w)", re.ASCII), _is_spanish),
    (re.compile(r"(?<!\w)[A-Z]{6}\d{2}[A-EHLMPR-T]\d{2}[A-Z]\d{3}[A-Z](?!\w)", re.ASCII), _is_italian),
    (
        re.compile(r"(?<!\w)[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}(?!\w)", re.ASCII),
        _is_french,
    ),
    (re.compile(r"(?<![\w.])756\.\d{4}\.\d{4}\.\d{2}(?![\w.])", re.ASCII), _is_swiss),
    (
        re.compile(r"(?<!\w)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?!\w)", re.ASCII),
        _is_british,
    ),
)
"""Social security: USA, Germany, France, Switzerland, Great Britain; tax: Germany, Italy; identity: Spain."""


def national_ids(text: str) -> list[tuple[int, int]]:
    """Where such numbers stand in a text, as (start, end)."""
    return [found.span() for pattern, check in _CHECKED for found in pattern.finditer(text) if check(found.group())]
