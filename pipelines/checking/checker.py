"""Whether a sentence may be shown: its facts stand in what it cites, and the passage supports what it says."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.checking.definitions import is_under_other_term
from pipelines.checking.facts import missing_facts, stated_numbers
from pipelines.checking.support import Encode, Features, ReadPassage, best_span, features, near_figures, support
from pipelines.checking.talk import kind_of
from pipelines.models.fact_judge import FactJudge
from pipelines.ports import EncodedText
from pipelines.text.addresses_in_text import missing_addresses
from pipelines.text.dates_in_text import dates
from pipelines.text.orders_to_models import gives_orders
from pipelines.text.polarity import contradicts
from pipelines.text.words import STOP_WORDS, content_stems, words
from pipelines.types import Passage

REASONS = (
    "no_citation", "unknown_citation", "address_not_in_source", "number_not_in_source", "date_not_in_source",
    "name_not_in_source", "number_out_of_place", "contradicts_source", "not_supported", "judged_unsupported",
    "order", "general_talk", "about_the_sources", "echo", "fragment", "not_found", "repeated", "dangling", "cut_off",
    "computation_unreadable", "computation_unknown_name", "computation_constant", "computation_units",
    "computation_size", "computation_operand",
)  # fmt: skip
"""Every reason for which a sentence is kept back; from `repeated` on they are given by the draft."""

THRESHOLD = 0.5
"""The least support that is shown; see docs/evaluation.md for the curve it was chosen from."""
IN_PLACE = 0.34
"""The least share of a figure's neighbouring words that must stand near it in the passage too."""
QUOTE_LENGTH = 200
_FRAME = frozenset(content_stems("the correct answer is"))  # what small models like to begin short answers with


@dataclass(frozen=True, slots=True)
class SentenceVerdict:
    """The result for one sentence. `support` in 0..1; `quote` a stretch of the passage, word for word, on one line.

    `reason` is empty where `ok`, else one of `REASONS`; `passage` is the index of the cited passage that carries
    most of the sentence (-1 where none was looked at).
    """

    ok: bool
    reason: str = ""
    support: float = 0.0
    quote: str = ""
    passage: int = -1


class SentenceChecker:
    """Checks sentences against the passages that they cite. Keeps nothing between questions.

    `encode` gives token vectors (see `ports.Embedder.encode`); without it only words are compared. `judge`, where
    there is one, has the last word on a sentence that has passed everything else, with `judge_threshold`.
    """

    def __init__(
        self,
        encode: Encode | None = None,
        judge: FactJudge | None = None,
        threshold: float = THRESHOLD,
        judge_threshold: float = 0.5,
    ) -> None:
        self.encode = encode
        self.judge = judge
        self.threshold = threshold
        self.judge_threshold = judge_threshold

    def reading(
        self, evidence: Sequence[Passage], question: str = "", contexts: Mapping[str, str] | None = None
    ) -> "Reading":
        """The evidence of one answer, to check its sentences against; each passage is encoded when first needed."""
        return Reading(self, evidence, question, contexts or {})

    def check(self, sentence: str, cited: Sequence[Passage], question: str = "") -> SentenceVerdict:
        """The verdict on one sentence (without its marks) by the passages it cites."""
        return self.reading(cited, question).check(sentence, range(len(cited)))


class Reading:
    """The passages of one answer, read once; made by `SentenceChecker.reading`."""

    def __init__(
        self, checker: SentenceChecker, evidence: Sequence[Passage], question: str, contexts: Mapping[str, str]
    ) -> None:
        self._checker = checker
        self.question = question
        self._asked = frozenset(content_stems(question))
        self.evidence = list(evidence)
        self._read = [
            ReadPassage(p.text, f"{contexts.get(p.chunk_id, '')}\n{p.title}\n{_as_words(p.document)}", checker.encode)
            for p in evidence
        ]
        self._encoded: dict[str, EncodedText] = {}

    def check(self, sentence: str, cited: Sequence[int]) -> SentenceVerdict:
        """The verdict on `sentence` by the passages with these indices, taken together.

        The cheap questions come first: what kind of sentence it is, then its facts, then opposites, then support,
        then the judge.
        """
        if not cited:
            return SentenceVerdict(False, "no_citation")
        if any(not 0 <= i < len(self.evidence) for i in cited):
            return SentenceVerdict(False, "unknown_citation")
        kind = kind_of(sentence) or ("order" if gives_orders(sentence) else "")
        if kind:
            return SentenceVerdict(False, kind)
        claim = self._claim(sentence)
        if claim is None:
            return SentenceVerdict(False, "fragment")
        if missing_addresses(sentence, (self._read[i].text for i in cited)):
            return SentenceVerdict(False, "address_not_in_source")
        passage = self._read[cited[0]] if len(cited) == 1 else ReadPassage.joined([self._read[i] for i in cited])
        missing = missing_facts(sentence, passage.facts, self.question)
        if missing:
            return SentenceVerdict(False, f"{missing[0].kind}_not_in_source")
        if near_figures(claim, passage) < IN_PLACE:
            return SentenceVerdict(False, "number_out_of_place")
        encoded = self._encode(claim)
        found = features(claim, encoded, passage)
        strength = support(found, encoded is not None)
        best = best_span(sentence, encoded, passage)
        if best is None:
            return SentenceVerdict(False, "not_supported")
        if claim != sentence and not self._stands(sentence, passage.span_stems[best]):
            return SentenceVerdict(False, "not_supported", strength)
        span = passage.spans[best]
        around = passage.text[span.start : span.end]
        spans = [passage.text[each.start : each.end] for each in passage.spans]
        if contradicts(sentence, around, passage.text) or is_under_other_term(sentence, spans, best):
            return SentenceVerdict(False, "contradicts_source", strength)
        if strength < self._checker.threshold:
            return SentenceVerdict(False, "not_supported", strength)
        if self._checker.judge is not None:
            judged = self._checker.judge.probabilities(f"{passage.context}\n{passage.text}", [claim])[0]
            if judged < self._checker.judge_threshold:
                return SentenceVerdict(False, "judged_unsupported", judged)
            strength = judged
        carrier = self._carrier(cited, around)
        return SentenceVerdict(True, "", strength, self.quote(sentence, carrier), carrier)

    def quote(self, sentence: str, index: int) -> str:
        """The stretch of that passage which says most of `sentence`: verbatim but on one line, about 200 characters."""
        passage = self._read[index]
        best = best_span(sentence, self._encode(sentence), passage)
        if best is None:
            return ""
        span = passage.spans[best]
        return trimmed_quote(passage.text[span.start : span.end], sentence, QUOTE_LENGTH)

    def passage(self, index: int) -> ReadPassage:
        """The passage with that index, as it was read."""
        return self._read[index]

    def features(self, sentence: str, index: int) -> Features:
        """The figures behind a sentence's support by one passage, for measuring."""
        claim = self._claim(sentence) or sentence
        return features(claim, self._encode(claim), self._read[index])

    def _claim(self, sentence: str) -> str | None:
        """What is claimed: the sentence, with the question in front where it is only a figure or a name."""
        if len(content_stems(sentence)) >= 3:
            return sentence
        if not self.question or not (self._news(sentence) or stated_numbers(sentence) or dates(sentence)):
            return None  # a bare "Yes.", or nothing but the question's words, can't be looked up
        return f"{self.question.rstrip('?. ')}: {sentence}"

    def _stands(self, sentence: str, span: frozenset[str]) -> bool:
        """Whether what a short sentence adds to the question stands where that is spoken of: the question's words alone
        would earn support for any other."""
        return self._news(sentence) <= span and bool(span & self._asked)

    def _news(self, sentence: str) -> set[str]:
        """The words of a short sentence that the question lacks."""
        return _own_words(sentence) - self._asked - _FRAME

    def _encode(self, text: str) -> EncodedText | None:
        if self._checker.encode is None:
            return None
        if text not in self._encoded:
            self._encoded[text] = self._checker.encode([text])[0]
        return self._encoded[text]

    def _carrier(self, cited: Sequence[int], stretch: str) -> int:
        return next((i for i in cited if stretch in self._read[i].text), cited[0])


def _own_words(sentence: str) -> set[str]:
    """The stems of what isn't compared as a number or a date anyway."""
    places = [(n.start, n.end) for n in stated_numbers(sentence)] + [(d.start, d.end) for d in dates(sentence)]
    inside = {i for start, end in places for i in range(start, end)}
    return set(content_stems("".join(" " if i in inside else c for i, c in enumerate(sentence))))


def _as_words(file_name: str) -> str:
    return re.sub(r"[-_.]+", " ", file_name)


def trimmed_quote(text: str, sentence: str, limit: int) -> str:
    """`text` on one line, cut at words to about `limit` characters round the words that it shares with `sentence`."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    wanted = {word for word in words(sentence) if word not in STOP_WORDS}
    places = [m.start() for m in re.finditer(r"\S+", line)]
    held = [m.start() for m in re.finditer(r"\S+", line) if set(words(m.group())) & wanted]
    start = max(places, key=lambda at: (sum(at <= h < at + limit - 4 for h in held), -at))
    if start + limit >= len(line):
        start = next(at for at in places if len(line) - at <= limit)
    piece = line[start : start + limit]
    if start + limit < len(line) and not line[start + limit].isspace():
        piece = piece[: piece.rfind(" ")] if " " in piece else piece
    return piece.strip()
