"""In what chats differ that a test has to know: how much one message takes, where answers grow, what is told."""

from typing import Literal


class ChatTraits:
    """Of a chat; each has its own."""

    goes_on = 40
    """Of how many short sentences each rule of an answer consists that is too long for one message."""
    grows_in: Literal["channel", "direct"] = "channel"
    """Where answers are messages that grow."""
    loses_signs = True
    """Whether the chat takes a sign away that wasn't renewed for two minutes."""
    loose_parts: tuple[str, ...] = ()
    """What the bot adds by calls of their own: to `name` a conversation, to `suggest` questions, to `open a form`."""
    tells_of_files = True
    """Whether the chat tells of files that are gone."""
    knows_links = False
    """Whether the address of a file comes along with it, and isn't asked for later."""
    silent: tuple[str, ...] = ("unreachable",)
    """What readiness says of a chat that doesn't answer."""
    left_files = "not_in_channel"
    """The key of what is said of files for a place that the bot isn't in any more."""
    files_permission = ""
    """What the app has to be given so that it can read files."""
