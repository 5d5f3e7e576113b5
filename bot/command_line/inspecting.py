"""A question asked again by the real pipeline, with all that it did on the way, as lines and as JSON."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.access.named_people import identity_of
from bot.access.naming import UnknownPersonError, account_named
from bot.chat.chat import Chat, ChatKind, Person
from bot.command_line.explaining import BY, NO_CHATS, audience_of, directory_of
from bot.command_line.json_shapes import answer_json
from bot.records.admin_entries import AdminEntries
from bot.records.people import People
from bot.records.question_views import QuestionViews
from bot.wiring import Engine
from bot.wording.phrasing import one_line
from bot.wording.sentences import say
from pipelines.access import EVERYONE, Scope

if TYPE_CHECKING:
    from pipelines.answering.inspecting import Candidate, Inspection

LISTED = 10
"""Candidates of each list that the lines show; the JSON has all."""
EXCERPT = 90
LONGEST_PERSON = 80


class NothingToInspectError(LookupError):
    """There is no such question, or nobody of this name; the message says so."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked again: with whose labels, and where the answer's own record was found, its id."""

    question: str = field(repr=False)
    scope: Scope
    id: str = ""


def inspected(
    engine: Engine, question: str, reference: str, person: str, labels: tuple[str, ...]
) -> tuple[Asked, "Inspection"]:
    """Asks and tells the audit. Raises `NothingToInspectError`, and what the pipeline raises."""
    asked = _recorded(engine, reference) if reference else Asked(question, _scope(engine, person, labels))
    found = asyncio.run(engine.answerer.inspect(asked.question, asked.scope))
    target = asked.id or "question"
    AdminEntries(engine.database).note(
        BY, "inspect", target, outcome=found.answer.outcome.value, labels=_some(asked.scope)
    )
    return asked, found


def _recorded(engine: Engine, reference: str) -> Asked:
    """A question of a chat, with the labels that its readers held then."""
    seen = QuestionViews(engine.database).find(reference.strip())
    if seen is None or not seen.text or not seen.scope:
        raise NothingToInspectError(say("inspect_unknown", value=reference[:LONGEST_PERSON]))
    return Asked(seen.text, Scope.of(*seen.scope), seen.id)


def _scope(engine: Engine, who: str, labels: tuple[str, ...]) -> Scope:
    """What somebody holds alone with the bot, else what everybody does, with these labels beside it."""
    if not who:
        return Scope.of(EVERYONE, *labels)
    people, named = People(engine.database), identity_of(who)
    try:
        identities = (
            [named] if named is not None and named.surface not in NO_CHATS else account_named(people, who).identities
        )
    except UnknownPersonError as error:
        raise NothingToInspectError(str(error)) from None
    return asyncio.run(_held(engine, people, [each for each in identities if each.surface not in NO_CHATS], labels))


async def _held(engine: Engine, people: People, identities: list[Person], labels: tuple[str, ...]) -> Scope:
    held, audience = set(labels), audience_of(engine, people)
    async with AsyncExitStack() as opening:
        for person in identities:
            directory, why_not = await directory_of(engine, opening, person)
            if directory is None:
                raise NothingToInspectError(why_not)
            chat = Chat(person.surface, person.team, "", ChatKind.DIRECT)
            held |= (await audience.scope_of(chat, person, directory)).scope.labels
    if not held:
        raise NothingToInspectError(say("explain_no_chat"))
    return Scope.of(*held)


def inspection_lines(asked: Asked, found: "Inspection") -> Iterator[str]:
    """All of it for people, each list cut."""
    answer = found.answer
    yield say("inspect_question", question=found.question)
    if found.searched_for != found.question:
        yield say("inspect_searched_for", question=found.searched_for)
    yield say("inspect_scope", labels=_some(asked.scope))
    yield say("inspect_documents", searched=found.searched, readable=found.readable)
    for condition in found.where["conditions"][1:]:
        yield say(
            "inspect_filter", filter=f"{condition.get('field')} {condition.get('operator')} {condition.get('value')}"
        )
    for name, candidates in found.stages.items():
        yield ""
        yield say("inspect_stage", stage=name, count=len(candidates))
        for number, each in enumerate(candidates[:LISTED], 1):
            used = " *" if each.chunk_id in found.evidence else ""
            yield f"  {number:>2}. {each.score:.4f} {each.document}, {each.page}{used} · {one_line(each.text, EXCERPT)}"
    yield ""
    yield say("inspect_gate", figures=_figures(found.gate), thresholds=_figures(found.thresholds))
    if found.nowhere:
        yield say("inspect_nowhere", names=list(found.nowhere))
    for name, weights in found.weights.items():
        yield say("inspect_weights", name=name, figures=_figures(weights))
    yield say(
        "inspect_ended",
        ended=" ".join(filter(None, (answer.outcome.value, answer.reason))),
        confidence=answer.confidence,
    )
    yield say("inspect_inputs", figures=_figures(answer.inputs))
    for role, text in found.prompt:
        yield ""
        yield say("inspect_prompt", role=role)
        yield from text.splitlines()
    if answer.text:
        yield ""
        yield from answer.text.splitlines()


def inspection_json(asked: Asked, found: "Inspection") -> dict[str, Any]:
    """All of it for programs."""
    return {
        "id": asked.id,
        "question": found.question,
        "searched_for": found.searched_for,
        "labels": sorted(asked.scope.labels),
        "filter": found.where,
        "readable": found.readable,
        "searched": found.searched,
        "stages": {name: [_candidate(each) for each in candidates] for name, candidates in found.stages.items()},
        "best_reranked": found.best_reranked,
        "gate": dict(found.gate),
        "thresholds": dict(found.thresholds),
        "weights": {name: dict(weights) for name, weights in found.weights.items()},
        "nowhere": list(found.nowhere),
        "evidence": list(found.evidence),
        "prompt": [{"role": role, "text": text} for role, text in found.prompt],
        "inputs": dict(found.answer.inputs),
        "answer": answer_json(found.answer),
    }


def _candidate(each: "Candidate") -> dict[str, Any]:
    return {
        "chunk": each.chunk_id,
        "document_id": each.document_id,
        "document": each.document,
        "page": each.page,
        "score": each.score,
        "text": each.text,
    }


def _figures(figures: Any) -> list[str]:
    return [f"{name} {value:.3f}" for name, value in figures.items()]


def _some(scope: Scope) -> list[str]:
    ordered = sorted(scope.labels)
    return ordered if len(ordered) <= LISTED else [*ordered[:LISTED], f"… ({len(ordered)})"]
