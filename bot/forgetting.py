"""The end of a document that somebody names."""

import difflib

from bot.phrasing import one_line, shown_names
from bot.wiring import Engine
from bot.wording import say
from ingest.attachments import forget_within
from ingest.library import storable_name


def forget_document(engine: Engine, name: str) -> tuple[bool, str]:
    """Whether there was such a document, and the sentence that tells the end of it or names the nearest."""
    wanted = storable_name(name)
    held = {document.name: document for document in engine.library.documents()}
    if wanted not in held:
        near = difflib.get_close_matches(wanted, held, n=3, cutoff=0.4)
        key = "forget_unknown_near" if near else "forget_unknown"
        return False, say(key, value=one_line(name, 60), nearest=near)
    forget_within(engine.library, engine.index, wanted)
    engine.index.forget(held[wanted].document_id)
    engine.library.forget(held[wanted].document_id)
    return True, say("forgotten", document=shown_names(held)[wanted])
