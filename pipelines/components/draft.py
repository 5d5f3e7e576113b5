"""One reply of a model in the making: its sentences are checked as each is completed."""

import re
from collections.abc import Callable

from pipelines.checking.checker import Reading, SentenceVerdict
from pipelines.checking.citations import CitationNumbering, Marked, read_marks, with_marks
from pipelines.checking.computation_lines import is_operand
from pipelines.checking.computations import compute
from pipelines.checking.talk import kind_of
from pipelines.components.checked_sentence import CheckedSentence
from pipelines.components.prompt import COMPUTE, MISSING, REFUSAL, SIMILAR
from pipelines.text.formulas import FormulaError
from pipelines.text.sentences import Piece, SentenceStream
from pipelines.text.words import content_stems, words
from pipelines.tracing import note, span
from pipelines.types import Dropped

_REFERS_BACK = re.compile(
    r"^(it|its|they|their|them|this|these|those|he|she|his|her|such|the (former|latter|same)|also|additionally|"
    r"moreover|furthermore|in addition|however|therefore|thus|otherwise|similarly|likewise)\b",
    re.IGNORECASE,
)
_COMPLETE = re.compile(r"[.!?\u2026\u3002](\s*\[[\d, ]+\])*\W?$")


class Draft:
    """What has been written so far: its checked sentences, what was kept back, what the model said beside them."""

    def __init__(self, reading: Reading, question: str, on_sentence: Callable[[CheckedSentence], None] | None) -> None:
        self.reading = reading
        self.question = question
        self.on_sentence = on_sentence
        self.stream = SentenceStream()
        self.numbering = CitationNumbering()
        self.sentences: list[CheckedSentence] = []
        self.dropped: list[Dropped] = []
        self.missing: list[str] = []
        self.similar: list[str] = []
        self.said_not_found = False
        self._refused = False
        self._thoughts: str | None = ""
        self._last_dropped = False
        self._seen: set[str] = set()
        self._computing: tuple[Piece, str] | None = None

    def add(self, text: str) -> None:
        """Takes further text of the reply; thoughts in `<think>` at its start are skipped."""
        if self._thoughts is not None:
            self._thoughts += text
            begun = self._thoughts.lstrip()
            if not begun or (begun.startswith("<think>"[: len(begun)]) and "</think>" not in begun):
                return
            text, self._thoughts = begun.partition("</think>")[2] if begun.startswith("<think>") else begun, None
        for piece in self.stream.feed(text):
            self._take(piece)

    def finish(self, complete: bool) -> None:
        """Takes the rest; where the reply was cut off, its last stretch is dropped unless it ends like a sentence."""
        unsure = self._thoughts or ""
        rest = [] if unsure.lstrip().startswith("<think>") else self.stream.feed(unsure)
        rest += self.stream.finish()
        for i, piece in enumerate(rest):
            if not complete and i == len(rest) - 1 and not _COMPLETE.search(piece.text):
                self._drop(piece.text, "cut_off")
            else:
                self._take(piece)
        self._compute(is_whole=True)

    def _take(self, piece: Piece) -> None:
        line = piece.text.strip(' *_`"')
        keyword = next((word for word in (MISSING, SIMILAR, COMPUTE) if line.upper().startswith(word)), "")
        if self._computing is not None and not keyword and is_operand(line):
            self._computing = (self._computing[0], f"{self._computing[1]}\n{line}")
            self._compute(is_whole=False)
            return
        self._compute(is_whole=True)
        if keyword == COMPUTE:
            self._computing = (piece, line[len(COMPUTE) :])
            self._compute(is_whole=False)
        elif keyword == MISSING:
            self._note_missing(line)
        elif keyword == SIMILAR:
            self._note_similar(line)
        else:
            self._take_sentence(piece)

    def _take_sentence(self, piece: Piece) -> None:
        marked = read_marks(piece.text)
        if not marked.text:
            if any(c.isalpha() for c in piece.text):  # a bare "Yes." can't be checked
                self._drop(piece.text, "fragment")
            return
        if REFUSAL in piece.text and not self.sentences:
            self._refused = True
        reason = "not_found" if self._refused else self._reason(marked)
        if reason:
            self.said_not_found = self.said_not_found or reason == "not_found"
            self._drop(marked.text, reason)
            return
        with span("check.sentence"):
            cited, verdict, attributed = self._settle(marked)
            note(reason=verdict.reason)
        if not verdict.ok:
            self._drop(marked.text, verdict.reason)
            return
        self._show(piece, marked, cited, verdict, attributed)

    def _reason(self, marked: Marked) -> str:
        if " ".join(words(marked.text)) in self._seen:
            return "repeated"
        if self._last_dropped and _REFERS_BACK.match(marked.text):
            return "dangling"
        return kind_of(marked.text)

    def _settle(self, marked: Marked) -> tuple[list[int], SentenceVerdict, bool]:
        """The passages that carry the sentence, the verdict, and whether they were found by us."""
        own = [n - 1 for n in marked.numbers if 0 < n <= len(self.reading.evidence)]
        verdicts = {i: self.reading.check(marked.text, [i]) for i in own}
        passed = [i for i in own if verdicts[i].ok]
        if passed:
            return passed, max((verdicts[i] for i in passed), key=lambda v: v.support), False
        if len(own) > 1 and (together := self.reading.check(marked.text, own)).ok:
            return own, together, False
        for i in range(len(self.reading.evidence)):
            if i not in verdicts:
                verdicts[i] = self.reading.check(marked.text, [i])
        found = [i for i, verdict in verdicts.items() if verdict.ok]
        if found:
            best = max(found, key=lambda i: verdicts[i].support)
            return [best], verdicts[best], True
        if own:
            return own, verdicts[own[0]], False
        nearest = max(verdicts.values(), key=lambda v: v.support, default=SentenceVerdict(False, "no_citation"))
        return [], nearest, False

    def _show(self, piece: Piece, marked: Marked, cited: list[int], verdict: SentenceVerdict, attributed: bool) -> None:
        shown = Marked(marked.text) if attributed else marked
        citations = {
            i + 1: self.numbering.cite(self.reading.evidence[i], self.reading.quote(marked.text, i)) for i in cited[:3]
        }
        final = {source: citation.n for source, citation in citations.items()}
        opens = piece.opens if self.sentences or "\u2022" in piece.opens else ""
        sentence = CheckedSentence(
            with_marks(shown, final), tuple(citations.values()), verdict.support, attributed, opens
        )
        self._seen.add(" ".join(words(marked.text)))
        self._pass_on(sentence)

    def _drop(self, text: str, reason: str) -> None:
        self.dropped.append(Dropped(text, reason))
        self._last_dropped = True

    def _compute(self, is_whole: bool) -> None:
        """Shows what a line asks for as soon as that can be computed; drops it where nothing more belongs to it."""
        if self._computing is None:
            return
        piece, line = self._computing
        try:
            with span("check.sentence"):
                found = compute(line, self.reading)
        except FormulaError as error:
            if is_whole:
                self._computing = None
                self._drop(line.strip(), f"computation_{error.code}")
            return
        self._computing = None
        own = {each.passage + 1 for each in found.operands.values()} <= {
            n for each in found.operands.values() for n in each.operand.sources
        }
        citations = {
            name: self.numbering.cite(self.reading.evidence[each.passage], each.quote)
            for name, each in found.operands.items()
        }
        text = found.text({name: f"[{citation.n}]" for name, citation in citations.items()})
        if self._refused or text in self._seen:
            self._drop(line.strip(), "not_found" if self._refused else "repeated")
            return
        self._seen.add(text)
        cited = tuple({citation.n: citation for citation in citations.values()}.values())
        opens = piece.opens if self.sentences or "\u2022" in piece.opens else ""
        self._pass_on(CheckedSentence(text, cited, found.support, not own, opens))

    def _pass_on(self, sentence: CheckedSentence) -> None:
        self._last_dropped = False
        self.sentences.append(sentence)
        if self.on_sentence is not None:
            self.on_sentence(sentence)

    def _note_missing(self, line: str) -> None:
        """Keeps what the model says is missing only in the question's own words, and only where nothing answers it."""
        answered = self._answered()
        topics = self._topics(_terms(line[len(MISSING) :]))
        self.missing += [topic for topic in topics if not _terms(topic) & answered]

    def _note_similar(self, line: str) -> None:
        """Keeps the question's own words that what the model found differs in: those that no sentence of it has."""
        self.similar += self._topics(_terms(line[len(SIMILAR) :]) - self._answered())

    def _topics(self, said: set[str]) -> list[str]:
        """The question's words from the first to the last that is said, between its commas and conjunctions."""
        topics = []
        for run in re.split(r"[,;:.?!](?!\d)|\b(?:and|or|und|oder|et|y)\b", self.question):
            inside = re.findall(r"\S+", run)
            kept = [i for i, word in enumerate(inside) if _terms(word) & said]
            topic = " ".join(inside[kept[0] : kept[-1] + 1]) if kept else ""
            if topic and len(topic) <= 80:
                topics.append(topic)
        return topics

    def _answered(self) -> set[str]:
        return {term for sentence in self.sentences for term in _terms(sentence.text)}


def _terms(text: str) -> set[str]:
    """The words that carry meaning, and years."""
    return {*content_stems(text), *(word for word in words(text) if len(word) == 4 and word.isdigit())}
