"""One company, told: what its people are shown by every way, and again after what happened. Quick, always the same."""

from contextlib import closing
from pathlib import Path

from bot.service.assistant import Assistant
from tests.access.changes import Change, Forgotten, Membership, Remade, Withdrawn
from tests.access.indexes import EmbeddedIndexes
from tests.access.oracle import Place, of_person, of_room
from tests.access.stage import Stage
from tests.access.surfaces import ask
from tests.access.verdicts import Verdicts
from tests.access.world import Room, Someone, World

LABELS = {
    "a": "everyone",
    "b": "slack:T1",
    "c": of_room("sales"),
    "d": of_person("ann"),
    "e": of_person("ben"),
    "f": "everyone:HR",
    "g": "slack:T1:collection:Legal",
    "h": "group:board",
    "i": "group:staff",
    "j": "teams:X1:user:ann",
    "k": of_room("hall"),
    "l": of_room("quiet"),
    "m": of_room("partners"),
    "n": "slack:T2:hall",
}
"""Each document is for one kind of reader."""


def company() -> World:
    """Four are members, Gus is a guest, Fox of another company."""
    people = {
        "ann": Someone(groups=frozenset({"board"}), linked=frozenset({"teams:X1:user:ann"})),
        "ben": Someone(groups=frozenset({"board", "staff"}), signs_in=True),
        "abe": Someone(),
        "cal": Someone(),
        "gus": Someone("guest", groups=frozenset({"staff"})),
        "fox": Someone("foreign"),
    }
    rooms = {
        "hall": Room("public", {"ann", "ben"}),
        "sales": Room("private", {"abe", "ann", "ben"}),
        "four": Room("group", {"abe", "ben", "cal"}),
        "trio": Room("group", {"ann", "ben"}),
        "law": Room("private", {"ann", "ben"}, collections=frozenset({"Legal"})),
        "quiet": Room("public", {"ann", "ben"}, documents="channel"),
        "partners": Room("private", {"ann", "gus", "fox"}),
    }
    grants: dict[str, dict[str, set[str]]] = {each: {} for each in "abcdefghijklmnopqr"}
    grants |= {document: {"command-line": {label}} for document, label in LABELS.items()}
    grants["n"]["shared-before"] = {of_room("sales")}
    return World(people, rooms, grants, key_labels=frozenset({"everyone:HR"}))


STORY: tuple[tuple[Place | Change, str], ...] = (
    (Place("ben", "hall", alone=True), "e"),
    (Place("ann", "hall"), "d"),
    (Place("ann"), "c"),
    (Place("ann", "trio"), "c"),
    (Place("abe", "four"), "c"),
    (Place("ann", "law"), "g"),
    (Place("ann", "quiet"), "l"),
    (Place("gus", "partners"), "m"),
    (Place("fox", "partners"), "a"),
    (Place("gus"), "i"),
    (Place("ben", by="web"), "f"),
    (Place("gus", by="web"), "a"),
    (Place("ben", by="key"), "f"),
    (Withdrawn("n", "command-line", False), ""),
    (Place("ben"), "n"),
    (Withdrawn("d", "command-line", False), ""),
    (Forgotten("k", False), ""),
    (Membership("ann", "sales", False, "elsewhere"), ""),
    (Place("ann"), "d"),
    (Place("ann", "trio"), "h"),
    (Remade("hall", "is_shared", True, "here"), ""),
    (Place("ann", "hall"), "a"),
)
"""Who asks where, for which document by itself; and what happens in between."""


def test_everybody_is_shown_what_they_may_read_and_nothing_else(tmp_path: Path) -> None:
    world, verdicts = company(), Verdicts()
    with closing(Stage(tmp_path, world, EmbeddedIndexes())) as stage:
        stage.publish("".join(LABELS))
        stage.settle()

        async def told(stage: Stage, assistant: Assistant) -> None:
            for each, one in STORY:
                if isinstance(each, Place):
                    await ask(stage, each, verdicts, one)
                else:
                    await each.happen(stage)

        stage.act(told)
    assert verdicts.cases > 3_000
