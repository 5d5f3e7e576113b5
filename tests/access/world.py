"""What is true of a small company at one moment: its people, conversations, documents, and who was given what.

Plain data without rules. Documents are letters; their grants are labels as rule 1 of `oracle.py` spells them.
"""

from dataclasses import dataclass, field
from typing import Literal

PersonKind = Literal["member", "guest", "foreign"]
RoomKind = Literal["public", "private", "group"]
Untold = Literal["memberships", "members", "outsiders", "guests"]
"""What the chat can't tell at the moment: a person's conversations, who is in one, whether outsiders are, who is a
guest."""


@dataclass
class Someone:
    """A person: of this workspace, a guest of it, or of another company. `groups` and `linked` come with sign-in."""

    kind: PersonKind = "member"
    groups: frozenset[str] = frozenset()
    linked: frozenset[str] = frozenset()
    """The person labels of their other identities."""
    is_disabled: bool = False
    signs_in: bool = False
    """Whether they are a member by who signs people in."""


@dataclass
class Room:
    """A conversation of more than one person. `is_shared` says that another company is in it or is invited.

    `fillers` are members of the workspace whose only conversation this is. The rest is what was set for it.
    """

    kind: RoomKind
    members: set[str] = field(default_factory=set)
    fillers: int = 0
    is_shared: bool = False
    is_archived: bool = False
    documents: Literal["workspace", "channel"] = "workspace"
    collections: frozenset[str] = frozenset()
    outsiders: Literal["here", "workspace"] = "here"


@dataclass
class World:
    """All of it. `grants` has the labels of each document by the place that gave them; a forgotten one has none."""

    people: dict[str, Someone] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    grants: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    untold: set[Untold] = field(default_factory=set)
    guests_read_all: bool = False
    key_labels: frozenset[str] = frozenset()
    """What a program's key was made to read."""
    is_everyones: bool = True
    """Whether documents for everyone are for this workspace."""

    def labels(self, document: str) -> set[str]:
        """The labels that a document carries, wherever they came from."""
        return set().union(*self.grants[document].values())
