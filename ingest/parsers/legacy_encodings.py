"""Which encoding bytes are in that don't say it and aren't UTF-8: by what letters they would be in each."""

import re
from typing import Final

SAMPLE_BYTES: Final = 65_536
DOUBTFUL: Final = 0.15
"""Share of unlikely sign sequences (charset-normalizer's chaos) from which on a decoding isn't believed."""
FOREIGN: Final = 0.1
"""Share of letters that aren't of a text's own language, as in names."""
_WESTERN: Final = (
    "\u00e4\u00f6\u00fc\u00df\u00e9",
    "\u00e0\u00e2\u00e7\u00e9\u00e8\u00ea\u00eb\u00ee\u00ef\u00f4\u00f9\u00fb\u00fc\u0153\u00e6",
    "\u00e1\u00e9\u00ed\u00f3\u00fa\u00f1\u00fc\u00aa\u00ba",
    "\u00e0\u00e1\u00e2\u00e3\u00e7\u00e9\u00ea\u00ed\u00f3\u00f4\u00f5\u00fa\u00aa\u00ba",
    "\u00e0\u00e8\u00e9\u00ec\u00f2\u00f9",
    "\u00e5\u00e4\u00f6\u00e6\u00f8\u00e9\u00fc",
    "\u00eb\u00ef\u00e9\u00e8\u00f6\u00fc\u00f3",
)
"""Letters beyond ASCII of German, French, Spanish, Portuguese, Italian, the Nordic languages, Dutch."""
_BESIDE_WORDS: Final = frozenset(
    "\u00a0\u20ac\u00a3\u00a7\u00b0\u00a9\u00ae\u2122\u2026\u2013\u2014\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb\u00bf"
    "\u00a1\u2022\u00b1\u00d7\u00b7\u00bc\u00bd\u00be\u2030\u03bc\u00ad"
)
_POWERS: Final = re.compile("(?<=[mM\\d])[\u00b2\u00b3\u00b9]")
_WITHIN: Final = re.compile("[^\\W\\d_][\u20ac\u00a3\u00a7\u00bf\u00a1\u00b1\u00d7\u201e\u00bc-\u00be][^\\W\\d_]")
_PAIR: Final = re.compile(rb"[\x81-\xfe][\x40-\xfe]")
_LAST_HANGUL: Final = 0xC8
"""The last first byte of Korean syllables in EUC-KR; Chinese signs begin with those above it, too."""
KANA: Final = 0.15
"""Share of kana from which on it is Japanese."""
_KANA: Final = re.compile("[\u3041-\u30fe]")
_NARROW: Final = re.compile("[\uff61-\uff9f]")
MOSTLY: Final = 0.5
LOW: Final = 0.15
"""Share of second bytes within ASCII from which on it is Big5: the others have them in rare signs alone."""
BEYOND: Final = 0.1
"""Share of such signs from which on it is Chinese; Korean has them where it writes a word in Chinese."""
_OF_PAIRS: Final = ("gb18030", "cp949", "big5")
_KNOWN: Final = (
    "cp1252 cp1250 cp1251 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp437 cp850 cp852 cp866 mac_roman koi8_r cp874 "
    "cp932 euc_jp iso2022_jp gb18030 big5 cp949"
).split()
"""What files of people's own are in; the more are tried, the likelier a rare one fits a few words by chance."""


def likeliest_encoding(data: bytes) -> str | None:
    """The encoding's name in Python, or None where none makes sense. Cost: milliseconds, some tens for a large file."""
    sample = data[:SAMPLE_BYTES]
    if _is_western(sample):
        return "cp1252"
    from charset_normalizer import from_bytes

    found = [each.encoding for each in from_bytes(sample, cp_isolation=_KNOWN) if each.chaos <= DOUBTFUL]
    best = min(found, key=lambda each: each == "cp932" and _is_narrow(sample), default=None)
    return _of_pairs(sample, best) if best in _OF_PAIRS else best


def _is_western(sample: bytes) -> bool:
    """Whether the bytes, read as cp1252, are words of one western language with their usual signs around them."""
    try:
        text = sample.decode("cp1252")
    except UnicodeDecodeError:
        return False
    beyond = [sign for sign in _POWERS.sub("", text).casefold().replace("\u00df", "ss") if sign > "\x7f"]
    letters = [sign for sign in beyond if sign not in _BESIDE_WORDS]
    if _WITHIN.search(text) or not beyond:
        return False
    foreign = min(sum(letter not in language for letter in letters) for language in _WESTERN)
    return foreign <= FOREIGN * len(letters)


def _of_pairs(sample: bytes, likeliest: str) -> str:
    """Which of three encodings of pairs of bytes it is, each of which can read nearly any text of the others."""
    for japanese in ("cp932", "euc_jp"):
        if _reads(sample, japanese) and _share(_KANA, sample.decode(japanese, "ignore")) >= KANA:
            return japanese
    pairs = _PAIR.findall(sample)
    fitting = [name for name in _OF_PAIRS if _reads(sample, name)]
    low = sum(pair[1] < 0x7F for pair in pairs)
    if "big5" in fitting and low >= LOW * len(pairs) and all(pair[0] >= 0xA1 for pair in pairs):
        return "big5"
    signs = [pair[0] for pair in pairs if pair[0] >= 0xB0]
    if low or not signs or not {"gb18030", "cp949"} <= set(fitting):
        return likeliest
    beyond = sum(first > _LAST_HANGUL for first in signs)
    return "gb18030" if beyond >= BEYOND * len(signs) else "cp949"


def _is_narrow(sample: bytes) -> bool:
    """Whether it would be Japanese mostly in half letters, which are single letters of other encodings."""
    return _share(_NARROW, sample.decode("cp932", "ignore")) > MOSTLY


def _share(signs: re.Pattern[str], text: str) -> float:
    beyond = sum(sign > "\x7f" for sign in text)
    return len(signs.findall(text)) / beyond if beyond else 0.0


def _reads(sample: bytes, encoding: str) -> bool:
    try:
        sample.decode(encoding)
    except UnicodeDecodeError as error:
        return error.end == len(sample) == SAMPLE_BYTES
    return True
