"""The end of a document that somebody names, or of what a place granted."""

import difflib
from collections.abc import Sequence
from datetime import datetime

from bot.wiring import Engine
from bot.wording.phrasing import one_line, shown_names
from bot.wording.problems import problem_of
from bot.wording.sentences import say
from ingest.library.forgetting import DISK
from ingest.library.held_documents import HeldDocument
from ingest.library.library import storable_name


def forget_document(engine: Engine, name: str) -> tuple[bool, list[str]]:
    """Whether it was forgotten to the end, and the sentences that tell so, or name the nearest where there is none."""
    held = {document.name: document for document in engine.library.documents()}
    document = held.get(storable_name(name))
    if document is None:
        return False, [_unknown(name, held)]
    return _forgotten(engine, document, shown_names(held)[document.name])


def withdraw_document(engine: Engine, name: str, labels: Sequence[str] | None) -> tuple[bool, list[str]]:
    """Whether there was such a document, and who may still read it; with nobody left it is forgotten."""
    held = {document.name: document for document in engine.library.documents()}
    document = held.get(storable_name(name))
    if document is None:
        return False, [_unknown(name, held)]
    left = engine.forgetter.withdraw(document.document_id, labels)
    shown = shown_names(held)[document.name]
    if left:
        return True, [say("withdrawn", document=shown, labels=list(left))]
    return _forgotten(engine, document, shown)


def _forgotten(engine: Engine, document: HeldDocument, shown: str) -> tuple[bool, list[str]]:
    """Forgets it and looks whether anything is left; what fails after the tombstone is said, and done by the sweep."""
    ids = [*engine.library.within(document.document_id), document.document_id]
    for each in ids:
        engine.library.forget(each)
    told = say("forgotten", document=shown)
    try:
        for each in ids:
            engine.forgetter.finish(each)
        left = [trace for each in ids for trace in engine.forgetter.verify(each)]
    except Exception as error:
        problem = problem_of(error, engine.place.folder, stage="forget")
        return False, [told, say("forgotten_not_whole", problem=problem.lines().replace("\n", " "))]
    if any(trace.place != DISK for trace in left):
        return False, [told, say("not_forgotten", document=document.document_id)]
    time = datetime.now().astimezone().strftime("%H:%M")
    return True, [told, say("forgotten_soon" if left else "forgotten_whole", time=time, id=document.document_id)]


def _unknown(name: str, held: dict[str, HeldDocument]) -> str:
    near = difflib.get_close_matches(storable_name(name), held, n=3, cutoff=0.4)
    key = "forget_unknown_near" if near else "forget_unknown"
    return say(key, value=one_line(name, 60), nearest=near)
