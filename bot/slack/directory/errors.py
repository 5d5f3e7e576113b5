"""What goes wrong with Slack, as codes: Slack's own words for what it refuses, ours for what never reached it."""

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

CHAT = "Slack"
"""The name in sentences about what Slack doesn't do."""
SLACK_ERRORS = (SlackClientError, aiohttp.ClientError, TimeoutError, OSError)
"""All that a call may raise."""
GONE = frozenset({"message_not_found", "thread_not_found", "channel_not_found", "is_archived", "not_in_channel"})
"""Codes after which nothing can be shown in a place any more."""


class MissingScopeError(SlackClientError):
    """The app lacks a permission; `needed` names it as Slack does. An admin adds it and installs the app again."""

    def __init__(self, method: str, needed: str) -> None:
        super().__init__(f"{method} needs the scope {needed}.")
        self.method = method
        self.needed = needed


class NotInstalledError(SlackClientError):
    """The app isn't installed in the workspace, or no longer."""

    def __init__(self, team: str) -> None:
        super().__init__(f"The app is not installed in the workspace {team}.")


def code_of(error: BaseException) -> str:
    """Slack's code for what it refused, such as `channel_not_found`; `unreachable` where it didn't answer."""
    if isinstance(error, MissingScopeError):
        return "missing_scope"
    if isinstance(error, NotInstalledError):
        return "not_installed"
    if isinstance(error, SlackApiError):
        return str(_field(error, "error") or "unreadable_answer")
    return "unreachable"


def needed_scope(error: SlackApiError) -> str:
    """The scope that a refused call lacks, as Slack names it; `unknown` where it doesn't say."""
    return str(_field(error, "needed") or "unknown")


def _field(error: SlackApiError, name: str) -> object:
    response = error.response
    try:
        return response.get(name)
    except (AttributeError, ValueError, TypeError):
        return None
