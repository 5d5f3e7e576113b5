"""Ids of chats as one text, from which they can be told apart again.

Chats choose their ids: those of Teams hold colons. Ids without ":" and "%", such as Slack's, stay as they are.
"""


def join_ids(*ids: str) -> str:
    """The ids with ":" between them; within an id ":" and "%" are quoted as in addresses."""
    return ":".join(each.replace("%", "%25").replace(":", "%3A") for each in ids)


def split_ids(text: str) -> list[str]:
    """The ids that `join_ids` was given."""
    return [each.replace("%3A", ":").replace("%25", "%") for each in text.split(":")]
