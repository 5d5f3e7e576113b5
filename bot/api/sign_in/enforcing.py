"""SIGN_IN=required: which API keys would let a person in past single sign-on."""

from collections.abc import Collection

from bot.chat.joined_ids import split_ids
from bot.chat.role import Role

_USER, _GROUP = "user", "group"


def stands_for_person(labels: Collection[str], role: Role) -> bool:
    """Whether a key with these labels and this role does what people do: it reads as one of them, or is an admin's."""
    if role is Role.ADMIN:
        return True
    parts = [split_ids(label) for label in labels]
    return any(each[0] == _GROUP or (len(each) == 4 and each[2] == _USER) for each in parts)
