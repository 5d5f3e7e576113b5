"""Fields of Teams' activities, read without trust: whatever is missing or of another type reads as empty."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from bot.teams.directory.teams_place import CHANNEL, GROUP, PERSONAL

Activity = Mapping[str, Any]
MOST_ENTRIES: Final = 200
"""Entries of a list that are looked at."""
LONGEST_WORD: Final = 8_000
"""Characters of an address of a file, the longest word that there is."""
LONGEST_ID: Final = 255
"""Characters that records have for a conversation and for a message."""
LONGEST_TEXT: Final = 60_000
"""Characters of a message; Teams takes some 28,000."""
LONGEST_PERSON: Final = 64
"""Characters that records have for a person."""
LONGEST_TENANT: Final = 64
KINDS: Final = frozenset({PERSONAL, GROUP, CHANNEL})
_ROOT: Final = ";messageid="


def part(value: object, *names: str) -> Activity:
    """The object at a path of names; an empty one where there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def word(value: object, *names: str) -> str:
    """The id, code or address at a path: empty where it is none, too long, or holds signs that no id has."""
    *path, last = names or ("",)
    found = part(value, *path).get(last) if names else value
    if not isinstance(found, str) or len(found) > LONGEST_WORD:
        return ""
    return found if found.isprintable() and " " not in found else ""


def text(value: object, *names: str, most: int = LONGEST_TEXT) -> str:
    """The words at a path, as records can keep them, cut to fit."""
    *path, last = names
    found = part(value, *path).get(last)
    return clean(found[:most]) if isinstance(found, str) else ""


def clean(words: str) -> str:
    """The words without what no text holds: halves of signs, and NUL."""
    return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "")


def entries(value: object, *names: str) -> list[Activity]:
    """The objects in the list at a path, some at most."""
    *path, last = names
    found = part(value, *path).get(last)
    listed = found[:MOST_ENTRIES] if isinstance(found, list) else []
    return [each for each in listed if isinstance(each, Mapping)]


def conversation_of(activity: Activity) -> tuple[str, str]:
    """The id of the conversation without a thread, and that of the thread's first message."""
    channel, _, root = word(activity, "conversation", "id").partition(_ROOT)
    return short(channel), short(root)


def short(known: str) -> str:
    """An id that records can hold; empty for a longer one."""
    return known if len(known) <= LONGEST_ID else ""


def kind_of(activity: Activity) -> str:
    """`personal`, `groupChat` or `channel`; empty for any other. Without a kind it is told by what is known of it."""
    kind = word(activity, "conversation", "conversationType")
    if kind in KINDS:
        return kind
    return CHANNEL if not kind and word(activity, "channelData", "channel", "id") else ""


def team_of(activity: Activity, home: str) -> str:
    """The tenant that the conversation belongs to; `home` where the activity names none."""
    named = word(activity, "conversation", "tenantId") or word(activity, "channelData", "tenant", "id")
    return (named if len(named) <= LONGEST_TENANT else "") or home


def known_as(account: Activity) -> str:
    """The id by which a person is known here: that of the directory, else the connector's, told by a digest."""
    known = word(account, "aadObjectId") or word(account, "id")
    return known if len(known) <= LONGEST_PERSON else f"29:{hashlib.sha256(known.encode()).hexdigest()[:40]}"


def is_bot(account: Activity, activity: Activity) -> bool:
    """Whether an account is this bot, or any other."""
    known = word(account, "id")
    return known == word(activity, "recipient", "id") or known.startswith("28:") or word(account, "role") == "bot"


def sender_of(activity: Activity) -> dict[str, str]:
    """Who sent it, as items keep it: `tenant` is their own, empty for people whom no tenant knows."""
    account = part(activity, "from")
    is_known = bool(word(account, "aadObjectId"))
    return {
        "id": known_as(account),
        "member": word(account, "id"),
        "tenant": word(activity, "channelData", "tenant", "id")[:LONGEST_TENANT] if is_known else "",
        "name": text(account, "name", most=200),
        "role": word(account, "userRole") or word(account, "role"),
        "locale": word(activity, "locale")[:32],
    }


def moment_of(activity: Activity) -> str:
    """What tells one activity from all others, the same for its repeats."""
    told = short(word(activity, "id"))
    return told or hashlib.sha256(json.dumps(dict(activity), sort_keys=True).encode()).hexdigest()[:32]


def cleaned(value: object, depth: int = 4) -> Any:
    """The value as records can keep it, down to some depth: texts, numbers, truths, lists and objects."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping) and depth:
        return {clean(str(name)): cleaned(each, depth - 1) for name, each in value.items()}
    if isinstance(value, list) and depth:
        return [cleaned(each, depth - 1) for each in value[:MOST_ENTRIES]]
    return value if isinstance(value, int | float) else None
