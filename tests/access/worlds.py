"""Worlds, places and changes as Hypothesis draws them: small, and full of labels that look like each other."""

from collections.abc import Sequence

from hypothesis import strategies as st

from tests.access.changes import (
    Became,
    Change,
    Forgotten,
    Given,
    Membership,
    Remade,
    Set,
    Shared,
    Silence,
    Unshared,
    Withdrawn,
)
from tests.access.oracle import COLLECTIONS, EVERYONE, MOST_MEMBERS, TEAM, Place, collections, of_person, of_room
from tests.access.words import LETTERS
from tests.access.world import Room, Someone, World

PEOPLE = ("ann", "ben", "cal", "gus", "fox")
ROOMS = ("hall", "sales", "trio", "deal")
GROUPS = ("board", "staff")
LINKED = "teams:X1:user:ann"
HELD, TO_SHARE = LETTERS[:14], LETTERS[14:]
"""The documents that are there from the beginning, and those that people share meanwhile."""
PLACES = ("command-line", "shared-before")

LABELS = (
    *(EVERYONE, TEAM, LINKED, *map(of_room, ROOMS), *map(of_person, PEOPLE)),
    *sorted(collections(COLLECTIONS)),
    *(f"group:{group}" for group in GROUPS),
    # What nobody here holds, however near it comes.
    *("slack:T2", "slack:T2:hall", "teams:T1", "teams:T1:hall", "slack:T2:user:ann"),
    *("slack:T2:collection:HR", "slack:T1:HR", "teams:everyone", "group:", "HR", "hall"),
)

_bools = st.booleans()
_ways = st.sampled_from(["here", "elsewhere", "later"])
_chosen = st.frozensets(st.sampled_from(COLLECTIONS), max_size=2)


@st.composite
def people(draw: st.DrawFn) -> dict[str, Someone]:
    """Two members, a guest, somebody of another company, and one who is any of these."""
    kinds = ("member", "member", draw(st.sampled_from(["member", "guest", "foreign"])), "guest", "foreign")
    groups = st.frozensets(st.sampled_from(GROUPS))
    found = {name: Someone(kind, draw(groups)) for name, kind in zip(PEOPLE, kinds, strict=True)}
    found["ann"].linked = frozenset({LINKED}) if draw(_bools) else frozenset()
    for someone in found.values():
        someone.signs_in = draw(_bools)
    found["ben"].is_disabled = draw(st.integers(0, 9)) == 9
    return found


@st.composite
def rooms(draw: st.DrawFn) -> dict[str, Room]:
    """A public room, a private one, a group, and one of any kind that another company may be in."""
    kinds = ("public", "private", "group", draw(st.sampled_from(["public", "private"])))
    found = {}
    for name, kind in zip(ROOMS, kinds, strict=True):
        room = found[name] = Room(kind, set(draw(st.frozensets(st.sampled_from(PEOPLE), min_size=1))))
        room.documents = draw(st.sampled_from(["workspace", "workspace", "workspace", "channel"]))
        room.collections = draw(_chosen) if draw(st.integers(0, 3)) == 3 else frozenset()
        room.outsiders = draw(st.sampled_from(["here", "here", "workspace"]))
    found["deal"].is_shared = draw(_bools)
    found["sales"].fillers = draw(st.sampled_from([0, 0, 0, 2, MOST_MEMBERS + 1]))
    return found


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A world in which every document of `HELD` is there."""
    labels = st.frozensets(st.sampled_from(LABELS), min_size=1, max_size=2)
    grants: dict[str, dict[str, set[str]]] = {each: {} for each in LETTERS}
    for each in HELD:
        for place in draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=2, unique=True)):
            grants[each][place] = set(draw(labels))
    everyones = draw(st.integers(0, 4)) < 4
    return World(
        draw(people()), draw(rooms()), grants, guests_read_all=draw(st.integers(0, 4)) == 4, is_everyones=everyones
    )


@st.composite
def places(draw: st.DrawFn, world: World) -> Place:
    """Where somebody asks who can be there: members everywhere that is public, all others where they are."""
    asker = draw(st.sampled_from(PEOPLE))
    someone = world.people[asker]
    open_to = [
        name
        for name, room in world.rooms.items()
        if asker in room.members or (someone.kind == "member" and room.kind == "public" and not room.is_shared)
    ]
    by = draw(st.sampled_from(["chat", "chat", "chat", "chat", "web", "key"]))
    if by != "chat":
        return Place(asker if someone.kind != "foreign" else "ann", by=by)
    room = draw(st.sampled_from(["", *open_to]))
    return Place(asker, room, bool(room) and draw(st.integers(0, 3)) == 3)


def still_there(world: World, asked: Sequence[Place]) -> list[Place]:
    """Those of the places where their asker still is."""
    return [each for each in asked if not each.room or each.asker in world.rooms[each.room].members]


def changes(world: World) -> st.SearchStrategy[Change]:
    """Something that can happen now."""
    person, room, held = map(st.sampled_from, (PEOPLE, ROOMS, HELD))
    members = [name for name, someone in world.people.items() if someone.kind == "member" and not someone.is_disabled]
    shared = st.tuples(st.sampled_from(TO_SHARE), st.sampled_from(members), st.sampled_from(["", *ROOMS]), _bools)
    label, place = st.sampled_from(LABELS), st.sampled_from(PLACES)
    documents, outsiders = st.sampled_from(["workspace", "channel"]), st.sampled_from(["here", "workspace"])
    untold = st.frozensets(st.sampled_from(["memberships", "members", "outsiders", "guests"]), max_size=2)
    remade = st.sampled_from(["is_archived", "is_private", "is_shared"])
    return st.one_of(
        st.builds(Membership, person, room, _bools, _ways),
        st.builds(Membership, person, room, _bools, _ways),
        st.builds(Remade, room, remade, _bools, _ways),
        st.builds(Became, person, st.sampled_from(["member", "guest"])),
        st.builds(Given, held, label, place),
        st.builds(Withdrawn, held, place, _bools),
        st.builds(Forgotten, held, _bools),
        st.builds(Set, room, documents, _chosen, outsiders),
        st.builds(Silence, untold),
        shared.map(lambda each: Shared(*each)),
        st.builds(Unshared, st.sampled_from(TO_SHARE)),
    )
