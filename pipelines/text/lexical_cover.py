"""How much of what a question asks about stands in a stretch of text: word by word, in any language, slips forgiven."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipelines.text.function_words import function_words_of, language_of_question
from pipelines.text.text_analysis import stemmed
from pipelines.text.words import stem, words

_WIDE = re.compile(r"[\u30a0-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_WIDE_SIGN = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_KANA = re.compile(r"[\u3040-\u309f]")
_ASKS_WIDE = re.compile(
    "什么|甚么|什麼|怎么样|怎么|怎样|哪里|哪儿|哪个|哪些|哪一|哪年|多少|多久|多长|是否|可以|为什么|为何|如何|何时|何地|请问|谁|几|吗|呢|的|了"
    "|是|在|有|和|与|对|从|被|何時|何処|何人|何|誰|私|무엇|언제|어디|누구|얼마|어떻게"
)
_QUANTITIES = frozenset({"many", "much", "often", "long", "far"})
_HOW = re.compile(
    r"\bhow (?:big|cold|deep|fast|heavy|high|hot|large|late|loud|old|soon|strong|tall|thick|warm|wide)\b", re.IGNORECASE
)
"""What asks for a figure and isn't what the figure is of: the answer has it in other words, or not at all."""
_FORMS = frozenset("e s es d ed ing r er rs ers n en t te ten y ies ied".split())
"""Endings that make other forms of the same word: orders, ordered, ordering."""
_OPENS = re.compile(r"\W*(?:re|fwd?|aw|wg|q|(?:quick |kurze )?(?:question|frage))\s*:", re.IGNORECASE)
"""What stands before a question and is no word of it, as in the subject of a mail."""
_SHORTEST_STEM = 3
SLIP = 0.8
"""What a word is worth that is met but for a slip of the pen."""
PART = 0.7
"""What a word is worth that is met within a longer one, as in compounds."""


@dataclass(frozen=True, slots=True)
class AskedWords:
    """The words of a question that say what it is about: folded, those of scripts without spaces as pairs of signs."""

    plain: tuple[str, ...]
    wide: tuple[str, ...]
    language: str = "en"

    @classmethod
    def of(cls, question: str) -> "AskedWords":
        """Those of the question, each once."""
        opens = _OPENS.match(question)
        question = question[opens.end() :] if opens is not None else question
        wide = [pair for run in _wide_runs(question) for pair in _pairs(run)]
        language = language_of_question(question)
        little = function_words_of(language) | _QUANTITIES
        spaced = _KANA.sub(" ", _WIDE.sub(" ", _HOW.sub("how", question)))
        plain = [word for word in words(spaced) if word not in little and (len(word) > 1 or word.isdigit())]
        return cls(tuple(dict.fromkeys(plain)), tuple(dict.fromkeys(wide)), language)

    def __len__(self) -> int:
        return len(self.plain) + (len(self.wide) + 1) // 2

    def met(self, texts: Sequence[str]) -> list[list[float]]:
        """How well each text meets each of the words, in 0..1: those of `plain`, then those of `wide`.

        A slip is looked for only in words that no text has: what stands somewhere as it is written is no slip.
        """
        folded = [unicodedata.normalize("NFKC", text) for text in texts]
        held = [frozenset(words(text)) for text in folded]
        # Looked at once for all texts: those of one passage share most of their words.
        different = frozenset().union(*held)
        worths = [_worths(word, different, self.language) for word in self.plain]
        return [
            [_best(worth, each) for worth in worths] + [1.0 if pair in text else 0.0 for pair in self.wide]
            for text, each in zip(folded, held, strict=True)
        ]

    def share(self, met: Iterable[float]) -> float:
        """The share of the words in 0..1, from what `met` says of each; pairs of signs count half."""
        weights = [1.0] * len(self.plain) + [0.5] * len(self.wide)
        total = sum(weights)
        return sum(weight * value for weight, value in zip(weights, met, strict=True)) / total if total else 0.0


_Worths = tuple[tuple[float, frozenset[str]], ...]
"""The words that meet one that is asked for, by what they are worth, the best first."""


def _worths(word: str, held: frozenset[str], language: str) -> _Worths:
    same, part = {word} & held | _of_one_stem(word, held, language), set[str]()
    for other in held:
        if other[0] == word[0] or other.endswith(word) or word.endswith(other):  # else they can't be alike
            alike = _alike(word, other)
            if alike == 1:
                same.add(other)
            elif alike:
                part.add(other)
    if same or part or len(word) < 5 or not word.isalpha():
        return (1.0, frozenset(same)), (PART, frozenset(part))
    return ((SLIP, frozenset(other for other in held if is_slip(word, other))),)


def _of_one_stem(word: str, held: frozenset[str], language: str) -> set[str]:
    """The forms of a word that the index, too, takes for one, such as Arabic ones with an article before them.

    English has its own way, which knows more of its endings and fewer of its chances.
    """
    root = stemmed(word, language)
    if language == "en" or len(root) < _SHORTEST_STEM or not word.isalpha():
        return set()
    return {other for other in held if stemmed(other, language) == root}


def _best(worths: _Worths, held: frozenset[str]) -> float:
    return next((worth for worth, others in worths if not others.isdisjoint(held)), 0.0)


@lru_cache(maxsize=100_000)
def _alike(word: str, other: str) -> float:
    """1 for another form of the word, `PART` where one is part of the other, as German writes them together."""
    short, long = sorted((word, other), key=len)
    if not short.isalpha() or len(short) < 3 or short[0] != long[0]:
        is_part = len(short) > 4 and long.endswith(short) and long.isalpha()
        return PART if is_part else 0.0
    same = _common_start(short, long)
    if (same == len(short) and len(long) - same <= 2) or same >= max(4, 0.75 * len(long)):
        return 1.0
    if len(short) > 4 and (stem(short) == stem(long) or {short[same:], long[same:]} <= _FORMS):
        return 1.0
    return PART if len(short) > 4 and same == len(short) and long.isalpha() else 0.0


def _common_start(first: str, second: str) -> int:
    length = 0
    for a, b in zip(first, second, strict=False):
        if a != b:
            break
        length += 1
    return length


def is_slip(word: str, other: str) -> bool:
    """Whether two words of five letters or more differ by one letter, or by two in nine: changed, lost, swapped.

    From six letters on, two letters that stand in each other's place are a slip, too: bycicle.
    """
    allowed = 1 if len(word) < 9 else 2
    if 5 < len(word) == len(other) and sorted(word) == sorted(other) and _distance(word, other) <= 2:
        return True
    if len(other) < 4 or abs(len(word) - len(other)) > allowed or not other.isalpha():
        return False
    return _distance(word, other) <= allowed


@lru_cache(maxsize=50_000)
def _distance(first: str, second: str) -> int:
    """The optimal string alignment distance: insertions, deletions, changes, swaps of neighbours."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(second, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def wide_signs(text: str) -> int:
    """How many signs of scripts without spaces a text has: kana, Han, hangul."""
    return 0 if text.isascii() else len(_WIDE_SIGN.findall(text))


def _wide_runs(question: str) -> list[str]:
    return _WIDE.findall(_ASKS_WIDE.sub(" ", unicodedata.normalize("NFKC", question)))


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]
