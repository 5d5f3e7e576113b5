"""What somebody may do in a team: the three roles, each with what the one below it may."""

from enum import StrEnum
from typing import Final

EVERY_TEAM: Final = "*"
"""Stands for all teams where a role is granted."""


class Role(StrEnum):
    """A viewer asks and lists; an uploader also shares files and takes back their own; an admin may do all."""

    VIEWER = "viewer"
    UPLOADER = "uploader"
    ADMIN = "admin"

    def includes(self, needed: "Role") -> bool:
        """Whether who has this role may do what needs the other."""
        return _ORDER.index(self) >= _ORDER.index(needed)

    @classmethod
    def highest(cls, *roles: "Role") -> "Role":
        """The role of them that may do most; of none, a viewer's."""
        return max(roles, key=_ORDER.index, default=cls.VIEWER)


_ORDER: Final = list(Role)
