"""The component that lets a model write and passes on only sentences that have been checked."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from haystack import component
from haystack.dataclasses import ChatMessage

from pipelines.checking.checker import Reading, SentenceChecker, SentenceVerdict
from pipelines.checking.citations import CitationNumbering, Marked, read_marks, with_marks
from pipelines.checking.talk import kind_of
from pipelines.components.prompt import MISSING, REFUSAL
from pipelines.models.generators import Generator, unavailable
from pipelines.text.sentences import Piece, SentenceStream
from pipelines.text.words import content_stems, words
from pipelines.types import Citation, Dropped, Passage

REPLY_SECONDS = 60.0
"""How long a reply may take where nothing else is said."""

_REFERS_BACK = re.compile(
    r"^(it|its|they|their|them|this|these|those|he|she|his|her|such|the (former|latter|same)|also|additionally|"
    r"moreover|furthermore|in addition|however|therefore|thus|otherwise|similarly|likewise)\b",
    re.IGNORECASE,
)
_COMPLETE = re.compile(r"[.!?\u2026\u3002](\s*\[[\d, ]+\])*\W?$")


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence that may be shown as it is: `text` carries its final marks, `opens` is what stands before it.

    `citations` are those that it carries; `support` in 0..1; `attributed` says that the citation was found by us,
    not given by the model.
    """

    text: str
    citations: tuple[Citation, ...]
    support: float
    attributed: bool = False
    opens: str = " "


def answer_text(sentences: list[CheckedSentence]) -> str:
    """The answer as one text, its sentences, lines and bullets in order."""
    return "".join(f"{sentence.opens}{sentence.text}" for sentence in sentences).strip()


class _OutOfTimeError(Exception):
    pass


@component
class CheckedWriter:
    """One model call whose sentences are checked as each is completed; only those that pass leave.

    A sentence must pass `SentenceChecker` with a passage that it cites. Small models often cite nothing or the wrong
    source, so a sentence whose own citations fail (or are missing) is tried against each other passage of the
    evidence; it is attributed to the one that passes the very same check with the most support, and never to one
    that does not. Everything else is dropped with its reason, and the answer goes on without it; a sentence that
    refers back to a dropped one ("They …") is dropped with it.

    `budget` is the time in seconds for the whole reply. A model that is away, dies half-way or runs out of time never
    raises: what was checked until then stays, and `interrupted` holds the code of `GeneratorUnavailableError`.
    """

    def __init__(self, generator: Generator, checker: SentenceChecker, budget: float = REPLY_SECONDS) -> None:
        self.generator = generator
        self.checker = checker
        self.budget = budget

    @component.output_types(
        sentences=list[CheckedSentence],
        citations=list[Citation],
        dropped=list[Dropped],
        said_not_found=bool,
        missing=list[str],
        interrupted=str,
        usage=dict[str, int],
    )
    def run(
        self,
        messages: list[ChatMessage],
        evidence: list[Passage],
        question: str = "",
        contexts: dict[str, str] | None = None,
        on_sentence: Callable[[CheckedSentence], None] | None = None,
        on_evidence: Callable[[list[Passage]], None] | None = None,
    ) -> dict[str, Any]:
        """The checked sentences in order, and all that was kept back.

        `evidence[n - 1]` is what mark [n] stands for in `messages`; `on_evidence` gets the passages before the model
        begins, `on_sentence` each sentence once, as soon as it has passed. `missing`: words of the question for which
        the model found nothing. `usage`: the tokens that the provider counted, where it says so.
        """
        if on_evidence is not None:
            on_evidence(evidence)
        draft = _Draft(self.checker.reading(evidence, question, contexts), question, on_sentence)
        deadline = time.monotonic() + self.budget

        def on_chunk(chunk: Any) -> None:
            if time.monotonic() > deadline:
                raise _OutOfTimeError
            draft.add(chunk.content or "")

        interrupted = ""
        meta: dict[str, Any] = {}
        try:
            replies = self.generator.run(messages, streaming_callback=on_chunk)["replies"]
            meta = replies[0].meta if replies else {}
        except _OutOfTimeError:
            interrupted = "timeout"
        except Exception as error:
            problem = unavailable(error)
            if problem is None:
                raise
            interrupted = problem.code
        draft.finish(complete=not interrupted and meta.get("finish_reason") not in {"length", "max_tokens"})
        return {
            "sentences": draft.sentences,
            "citations": draft.numbering.citations(),
            "dropped": draft.dropped,
            "said_not_found": draft.said_not_found,
            "missing": draft.missing,
            "interrupted": interrupted,
            "usage": _usage(meta),
        }


class _Draft:
    """One reply in the making."""

    def __init__(self, reading: Reading, question: str, on_sentence: Callable[[CheckedSentence], None] | None) -> None:
        self.reading = reading
        self.question = question
        self.on_sentence = on_sentence
        self.stream = SentenceStream()
        self.numbering = CitationNumbering()
        self.sentences: list[CheckedSentence] = []
        self.dropped: list[Dropped] = []
        self.missing: list[str] = []
        self.said_not_found = False
        self._refused = False
        self._thoughts: str | None = ""
        self._last_dropped = False
        self._seen: set[str] = set()

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

    def _take(self, piece: Piece) -> None:
        if piece.text.strip(' *_`"').upper().startswith(MISSING):
            self._note_missing(piece.text)
            return
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
        cited, verdict, attributed = self._settle(marked)
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
        self._last_dropped = False
        self.sentences.append(sentence)
        if self.on_sentence is not None:
            self.on_sentence(sentence)

    def _drop(self, text: str, reason: str) -> None:
        self.dropped.append(Dropped(text, reason))
        self._last_dropped = True

    def _note_missing(self, line: str) -> None:
        """Keeps what the model says is missing only in the question's own words, and only where nothing answers it."""
        said = set(content_stems(line.strip(' *_`"')[len(MISSING) :]))
        answered = {stem for sentence in self.sentences for stem in content_stems(sentence.text)}
        for run in re.split(r"[,;:.?!]|\b(?:and|or|und|oder|et|y)\b", self.question):
            inside = re.findall(r"\S+", run)
            kept = [i for i, word in enumerate(inside) if set(content_stems(word)) & said]
            topic = " ".join(inside[kept[0] : kept[-1] + 1]) if kept else ""
            if topic and len(topic) <= 80 and not set(content_stems(topic)) & answered:
                self.missing.append(topic)


def _usage(meta: dict[str, Any]) -> dict[str, int]:
    usage = meta.get("usage") or {}
    names = {"prompt_tokens": "prompt", "input_tokens": "prompt", "completion_tokens": "completion",
             "output_tokens": "completion"}  # fmt: skip
    return {names[key]: value for key, value in usage.items() if key in names and isinstance(value, int)}
