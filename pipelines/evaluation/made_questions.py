"""Questions made by rule from any documents: what each must end in is known, since a rule made it so."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pipelines.evaluation.changed_documents import ChangedDocument, contradiction, note
from pipelines.evaluation.changed_questions import CHANGES, asked, can_be_converted
from pipelines.evaluation.fact_corpus import FactCorpus, FactDocument
from pipelines.evaluation.stated_facts import StatedFact

STRENGTHS = (1, 2, 3)
REMOVED = "removed"
CONTRADICTED = "contradicted"
UNCHANGED = "unchanged"
_LEFT_OUT = 5
"""One document in so many is left out whole, so that questions name a document that isn't there."""


@dataclass(frozen=True, slots=True)
class MadeQuestions:
    """Questions over the documents as they are, and over changed ones; rows as `questions.read_questions` reads them.

    `files` are the changed documents: the text of each by its name.
    """

    of_documents: Sequence[Mapping[str, Any]]
    of_changed: Sequence[Mapping[str, Any]]
    files: Mapping[str, str]


def made_questions(documents: Sequence[FactDocument], most: int, seed: int = 0) -> MadeQuestions:
    """At most `most` questions of each kind and strength; the same ones whenever the documents are the same.

    Kinds: year, entity, unit, negation and premise change the question; `removed` takes away the row or sentence (1),
    its page (2) or the document (3); `contradicted` adds another figure in an undated document (1), in a later edition
    (2), on a page of the same document (3); `unchanged` can be answered.
    """
    corpus = FactCorpus(documents)
    chance = random.Random(seed)  # nosec B311 # noqa: S311 - a choice of questions, not a secret
    facts = [fact for document in documents for fact in document.facts]

    def drawn() -> Iterator[StatedFact]:
        return corpus.in_turns(chance.sample(facts, len(facts)))

    unchanged = islice(drawn(), most * len(STRENGTHS))
    rows = [_row(corpus, fact, UNCHANGED, 0, asked(fact.title, fact.question)) for fact in unchanged]
    for kind, change in CHANGES.items():
        for strength in STRENGTHS:
            changed = ((fact, change(corpus, fact, strength)) for fact in drawn())
            found = islice(((fact, text) for fact, text in changed if text), most)
            rows += [_row(corpus, fact, kind, strength, text) for fact, text in found]
    of_changed, files = _over_changed(corpus, list(drawn()), most)
    return MadeQuestions(_numbered(rows), _numbered(of_changed), files)


def _row(corpus: FactCorpus, fact: StatedFact, kind: str, strength: int, text: str) -> dict[str, Any]:
    is_corrected = kind == "premise" or (kind == "unit" and can_be_converted(fact))
    expected = "answer" if kind == UNCHANGED else "correction" if is_corrected and strength == 1 else "refusal"
    row = {
        "question": text, "kind": kind, "strength": strength, "expected": expected,
        "answerable": expected == "answer", "answer": fact.value, "source": kind,
    }  # fmt: skip
    if expected == "answer":
        pages = corpus.documents[fact.document].pages_of(fact) | {fact.page}
        row |= {"doc": fact.document, "pages": sorted(pages), "pages_mode": "any", "answer_type": "number"}
    return row


def _over_changed(
    corpus: FactCorpus, facts: Sequence[StatedFact], most: int
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    names = sorted({fact.document for fact in facts})
    left_out = set(names[::_LEFT_OUT]) if len(names) > 1 else set()
    changed = {name: ChangedDocument(corpus.documents[name]) for name in names if name not in left_out}
    removed = _removed(corpus, facts, changed, left_out, most)
    used = {fact for fact, _ in removed}
    free = (fact for fact in facts if fact not in used and fact.document in changed)
    kept = [fact for fact in free if fact.page not in changed[fact.document].gone_pages][: most * len(STRENGTHS)]
    for fact in kept:
        changed[fact.document].kept.append(fact)
    notes: dict[str, tuple[str, list[str]]] = {}
    added: list[tuple[StatedFact, int, str, int]] = []
    for number, fact in enumerate(kept):
        strength = number % len(STRENGTHS) + 1
        name, page = _contradict(changed[fact.document], fact, strength, notes)
        added.append((fact, strength, name, page))
    files = {_file(name): each.text() for name, each in changed.items() if each.gone or each.kept}
    files |= {name: note(title, sentences) for name, (title, sentences) in notes.items()}
    rows = [_row(corpus, fact, REMOVED, strength, asked(fact.title, fact.question)) for fact, strength in removed]
    for fact, strength, name, page in added:
        own = changed[fact.document].page_of(fact)
        if own is None:
            continue
        if name == _file(fact.document):
            page += len(changed[fact.document].pages()) - len(changed[fact.document].added)
        row = _row(corpus, fact, CONTRADICTED, strength, fact.question)
        both = [[_file(fact.document), own], [name, page]]
        rows.append(row | {"expected": "conflict", "answerable": True, "conflict": both})
    return rows, files


def _removed(
    corpus: FactCorpus,
    facts: Sequence[StatedFact],
    changed: Mapping[str, ChangedDocument],
    left_out: set[str],
    most: int,
) -> list[tuple[StatedFact, int]]:
    """The facts that are taken away, each with the strength; the documents are told."""
    whole = [(fact, 3) for fact in facts if fact.document in left_out][:most]
    there = [fact for fact in facts if fact.document in changed]
    chosen = []
    for number, fact in enumerate(there[: min(2 * most, len(there) // 2)]):
        document = changed[fact.document]
        strength = 2 if number % 2 and len(document.source.pages) > 1 else 1
        chosen.append((fact, strength))
        document.gone.append(fact)
        if strength == 2:
            document.gone_pages |= corpus.documents[fact.document].pages_of(fact) | {fact.page}
    return whole + chosen


def _contradict(
    document: ChangedDocument, fact: StatedFact, strength: int, notes: dict[str, tuple[str, list[str]]]
) -> tuple[str, int]:
    """Adds the sentence that contradicts; the file and the number of its page there, among those that were added."""
    sentence, stem = contradiction(fact), fact.document.rpartition(".")[0] or fact.document
    if strength == 3:
        document.added.append(sentence)
        return _file(fact.document), len(document.added)
    years = sorted(document.source.years)
    later = str(int(years[-1]) + 1) if years else "2030"
    name, title = (f"{stem} {later}", f"{fact.title} {later}")
    if strength == 1:
        name, title = f"Notes on {stem}", f"Notes on {fact.title}"
    name = f"{name}.txt"
    _, sentences = notes.setdefault(name, (title, []))
    sentences.append(sentence)
    return name, len(sentences)


def _file(name: str) -> str:
    return f"{name.rpartition('.')[0] or name}.txt"


def _numbered(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [{"id": f"{row['kind']}-{row['strength']}-{number}", **row} for number, row in enumerate(rows, start=1)]
