"""Who may read what: the rules of access, and nothing else.

This page is the judge of the matrix. It is written from the rules and shares no line with the bot: a label is a word
on a document, a reader holds words, and may read what carries one that they hold.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from tests.access.world import Room, World

TEAM = "slack:T1"
EVERYONE = "everyone"
COLLECTIONS = ("HR", "Legal")
MOST_MEMBERS = 500


@dataclass(frozen=True)
class Place:
    """Where somebody asks: a room, or their direct message where it has no name. `alone`: nobody else sees the reply.

    What is asked alone in a room is read by the asker only, and still follows what was set for the room. `by` says how
    they come: by the chat, by the web after signing in, or as a program with the world's key.
    """

    asker: str
    room: str = ""
    alone: bool = False
    by: Literal["chat", "web", "key"] = "chat"


# --- 1. Labels ----------------------------------------------------------------------------------------------------
def of_room(room: str) -> str:
    """The label of what was shared in a room."""
    return f"{TEAM}:{room}"


def of_person(person: str) -> str:
    """The label of what somebody shared with the bot alone."""
    return f"{TEAM}:user:{person}"


def collections(names: Collection[str], is_everyones: bool = True) -> set[str]:
    """The labels of collections: the workspace's own, and those of everyone."""
    return {f"{TEAM}:collection:{name}" for name in names} | (of_everyone(names) if is_everyones else set())


def of_everyone(names: Collection[str]) -> set[str]:
    """The labels of everyone's collections."""
    return {f"{EVERYONE}:{name}" for name in names}


def may_read(world: World, place: Place) -> set[str]:
    """The documents that a reply may use: those that carry a label which all of its readers hold."""
    held = readers_hold(world, place)
    return {document for document in world.grants if world.labels(document) & held}


# --- 2. What one person holds -------------------------------------------------------------------------------------
def team_wide(world: World) -> set[str]:
    """What every member of the workspace holds."""
    everyone = {EVERYONE} if world.is_everyones else set()
    return {TEAM} | everyone | collections(COLLECTIONS, world.is_everyones)


def person_holds(world: World, person: str) -> set[str]:
    """What somebody of the workspace holds for themselves; nothing for people of other companies and disabled ones."""
    someone = world.people[person]
    if someone.is_disabled or someone.kind == "foreign":
        return set()
    rooms = {of_room(name) for name, room in world.rooms.items() if person in room.members and not room.is_archived}
    if is_guest(world, person):
        return rooms | {of_person(person)}
    groups = {f"group:{group}" for group in someone.groups}
    return team_wide(world) | rooms | groups | {of_person(person)} | someone.linked


def is_guest(world: World, person: str) -> bool:
    """Whether somebody is to be treated as a guest."""
    return world.people[person].kind == "guest" and not world.guests_read_all


# --- 3. to 8. What all readers of a reply hold --------------------------------------------------------------------
def readers_hold(world: World, place: Place) -> set[str]:
    """What everybody holds who will read a reply at this place."""
    asker, room = world.people[place.asker], world.rooms.get(place.room)
    if place.by == "key":
        return set(world.key_labels)
    if place.by == "web":
        return _by_web(world, place.asker)
    own = {of_room(place.room) if room else of_person(place.asker)}
    if asker.is_disabled:
        return set()  # 2: refused
    if asker.kind == "foreign":
        return own  # 2
    if room is None:
        return _alone(world, place.asker) | own  # 3
    if room.documents == "channel":
        return own  # 8
    held = _alone(world, place.asker) if place.alone else _together(world, place.asker, room)
    if room.collections:
        held &= collections(room.collections)  # 8: choosing never widens
    return held | own


def _by_web(world: World, person: str) -> set[str]:
    """Who signed in holds what is for everyone, their groups, and what they would in their direct message."""
    someone = world.people[person]
    if someone.is_disabled:
        return set()
    held = readers_hold(world, Place(person)) | {f"group:{group}" for group in someone.groups}
    return held | ({EVERYONE} | of_everyone(COLLECTIONS) if someone.signs_in else set())


def _alone(world: World, asker: str) -> set[str]:
    """3: the asker's labels, as far as they are known. 7: who isn't known to be no guest, is one and in no room."""
    if "guests" in world.untold and not world.guests_read_all:
        return set()
    held = person_holds(world, asker)
    if "memberships" in world.untold:
        held -= {of_room(room) for room in world.rooms}
    return held


def _together(world: World, asker: str, room: Room) -> set[str]:
    """4 to 7: what all who are in a room hold beside its own label."""
    readers = room.members | {asker}
    insiders = {each for each in readers if world.people[each].kind != "foreign" and not is_guest(world, each)}
    is_known = "outsiders" not in world.untold and ("guests" not in world.untold or world.guests_read_all)
    if room.outsiders == "here" and (room.is_shared or readers != insiders or not is_known):
        return set()  # 6, 7
    if room.kind == "public" or room.is_shared:
        return team_wide(world)  # 4; of a shared room nobody says whether it is private
    if "members" in world.untold or len(room.members) + room.fillers > MOST_MEMBERS:
        return team_wide(world)  # 7
    held = [person_holds(world, each) - {of_person(each)} - world.people[each].linked for each in insiders]
    held += [team_wide(world)] * bool(room.fillers)
    return set.intersection(*held) if held else set()  # 5
