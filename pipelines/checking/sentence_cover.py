"""How much of a question stands together in one sentence of the evidence, by its words alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.text.lexical_cover import AskedWords
from pipelines.text.sentences import source_spans
from pipelines.text.words import words

_ARTICLES = frozenset("the a an der die das ein eine le la les l un une el los las lo il gli uno una".split())
_IS = frozenset("is are was were means ist sind war bedeutet betragt est sont es son e".split())
_IS_WIDE = ("は", "が", "とは", "是", "为", "為", "：", ":", "은", "는", "이", "가")
_BEGINNING = 80
IN_CONTEXT = 0.5
"""What a word is worth that only the passage's context line has: its title, its headings."""
NEAR = 0.8
"""The share of the best sentence's words that another one has which may be what is asked for as well."""


@dataclass(frozen=True, slots=True)
class Covered:
    """A sentence of a passage with how much of the question it has by itself, in 0..1; `onward` is it and the next."""

    share: float
    passage: int
    text: str
    onward: str


@dataclass(frozen=True, slots=True)
class SentenceCover:
    """`best`: the share of the question's words that the best sentence meets with its next one. A lone word is met by
    what merely mentions it, so that it counts half, unless a sentence says what it is, "The deposit is …", or a
    table's row, "Deposit: …".
    """

    best: float
    sentences: tuple[Covered, ...]

    @classmethod
    def of(cls, asked: AskedWords, passages: Sequence[tuple[str, str]]) -> "SentenceCover":
        """That of passages, each (text, context line)."""
        spans = [[text[span.start : span.end] for span in source_spans(text)] for text, _ in passages]
        met = iter(asked.met([text for each in spans for text in each] + [context for _, context in passages]))
        of_spans = [[next(met) for _ in each] for each in spans]
        found, best = [], 0.0
        for number, (texts, rows, context) in enumerate(zip(spans, of_spans, met, strict=True)):
            shares = [asked.share(_beside(row, context)) for row in rows]
            pairs = [[max(pair) for pair in zip(here, after, strict=True)] for here, after in pairwise(rows)]
            best = max([best, *shares, *(asked.share(_beside(pair, context)) for pair in pairs)])
            onward = (" ".join(texts[i : i + 2]) for i in range(len(texts)))
            found += [Covered(share, number, *said) for share, *said in zip(shares, texts, onward, strict=True)]
        is_told = len(asked) > 1 or any(_begins(each.text, asked) for each in found)
        return cls(best if is_told else best / 2, tuple(found))

    @property
    def near(self) -> tuple[Covered, ...]:
        """The sentences that have nearly as much of the question as the best one."""
        most = max((each.share for each in self.sentences), default=0.0)
        return tuple(each for each in self.sentences if each.share >= NEAR * most)


def _beside(met: Sequence[float], context: Sequence[float]) -> list[float]:
    return [max(value, IN_CONTEXT * around) for value, around in zip(met, context, strict=True)]


def _begins(span: str, asked: AskedWords) -> bool:
    """Whether a sentence says of the only word that was asked for what it is: it begins with it and goes on with is."""
    if not asked.plain:
        return bool(asked.wide) and span.lstrip().startswith(tuple(asked.wide[0] + told for told in _IS_WIDE))
    first = [word for word in words(span[:_BEGINNING]) if word not in _ARTICLES]
    is_told = len(first) > 2 and first[1] in _IS
    if is_told and asked.met([first[0]])[0][0] >= 1:
        return True
    return any(_heads(cell, asked) for cell in span.split(" | "))


def _heads(cell: str, asked: AskedWords) -> bool:
    """Whether a cell of a table is what was asked for, by its head: "Maker: Suda"."""
    head, mark, value = cell.partition(": ")
    named = [word for word in words(head[-_BEGINNING:]) if word not in _ARTICLES] if mark and value.strip() else []
    return len(named) == 1 and asked.met(named)[0][0] >= 1
