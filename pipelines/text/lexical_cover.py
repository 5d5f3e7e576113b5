"""How much of what a question asks about stands in a stretch of text: word by word, in any language, slips forgiven."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipelines.text.function_words import function_words_of, language_of_question
from pipelines.text.words import words

_WIDE = re.compile(r"[\u30a0-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_KANA = re.compile(r"[\u3040-\u309f]")
_ASKS_WIDE = re.compile(
    "什么|甚么|什麼|怎么样|怎么|怎样|哪里|哪儿|哪个|哪些|哪一|哪年|多少|多久|多长|是否|可以|为什么|为何|如何|何时|何地|请问|谁|几|吗|呢|的|了"
    "|是|在|有|和|与|对|从|被|何時|何処|何人|何|誰|私|무엇|언제|어디|누구|얼마|어떻게"
)
_QUANTITIES = frozenset({"many", "much", "often", "long", "far"})
SLIP = 0.8
"""What a word is worth that is met but for a slip of the pen."""
PART = 0.7
"""What a word is worth that is met within a longer one, as in compounds."""


@dataclass(frozen=True, slots=True)
class AskedWords:
    """The words of a question that say what it is about: folded, those of scripts without spaces as pairs of signs."""

    plain: tuple[str, ...]
    wide: tuple[str, ...]

    @classmethod
    def of(cls, question: str) -> "AskedWords":
        """Those of the question, each once."""
        wide = [pair for run in _wide_runs(question) for pair in _pairs(run)]
        little = function_words_of(language_of_question(question)) | _QUANTITIES
        spaced = _KANA.sub(" ", _WIDE.sub(" ", question))
        plain = [word for word in words(spaced) if word not in little and (len(word) > 1 or word.isdigit())]
        return cls(tuple(dict.fromkeys(plain)), tuple(dict.fromkeys(wide)))

    def __len__(self) -> int:
        return len(self.plain) + (len(self.wide) + 1) // 2

    def met(self, texts: Sequence[str]) -> list[list[float]]:
        """How well each text meets each of the words, in 0..1: those of `plain`, then those of `wide`.

        A slip is looked for only in words that no text has: what stands somewhere as it is written is no slip.
        """
        folded = [unicodedata.normalize("NFKC", text) for text in texts]
        held = [frozenset(words(text)) for text in folded]
        shares = [[_best(word, each) for word in self.plain] for each in held]
        for n, word in enumerate(self.plain):
            if len(word) > 4 and word.isalpha() and not any(share[n] for share in shares):
                for share, each in zip(shares, held, strict=True):
                    share[n] = SLIP if any(is_slip(word, other) for other in each) else 0.0
        return [
            share + [1.0 if pair in text else 0.0 for pair in self.wide]
            for share, text in zip(shares, folded, strict=True)
        ]

    def share(self, met: Iterable[float]) -> float:
        """The share of the words in 0..1, from what `met` says of each; pairs of signs count half."""
        weights = [1.0] * len(self.plain) + [0.5] * len(self.wide)
        total = sum(weights)
        return sum(weight * value for weight, value in zip(weights, met, strict=True)) / total if total else 0.0


def _best(word: str, held: frozenset[str]) -> float:
    if word in held:
        return 1.0
    return max((_alike(word, other) for other in held), default=0.0)


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
    return PART if len(short) > 4 and same == len(short) and long.isalpha() else 0.0


def _common_start(first: str, second: str) -> int:
    length = 0
    for a, b in zip(first, second, strict=False):
        if a != b:
            break
        length += 1
    return length


def is_slip(word: str, other: str) -> bool:
    """Whether two words of five letters or more differ by one letter, or by two in nine: changed, lost, swapped."""
    allowed = 1 if len(word) < 9 else 2
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


def _wide_runs(question: str) -> list[str]:
    return _WIDE.findall(_ASKS_WIDE.sub(" ", unicodedata.normalize("NFKC", question)))


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]
