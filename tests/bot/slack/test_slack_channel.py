"""What kind of conversation Slack's answer describes; what it doesn't say is the narrower kind."""

from typing import Any

import pytest

from bot.chat.chat import ChatKind
from bot.slack.directory.slack_channel import SlackChannel


@pytest.mark.parametrize(
    ("info", "kind"),
    [
        ({}, ChatKind.PRIVATE),
        ({"is_private": False}, ChatKind.PUBLIC),
        ({"is_private": True}, ChatKind.PRIVATE),
        ({"is_im": True, "is_private": True}, ChatKind.DIRECT),
        ({"is_mpim": True, "is_private": True}, ChatKind.GROUP),
        ({"is_mpim": True, "is_ext_shared": True}, ChatKind.SHARED),
        ({"is_private": False, "is_ext_shared": True}, ChatKind.SHARED),
        ({"is_private": False, "is_pending_ext_shared": True}, ChatKind.SHARED),
        ({"is_private": False, "is_org_shared": True}, ChatKind.SHARED),
        ({"is_private": False, "pending_connected_team_ids": ["T9"]}, ChatKind.SHARED),
        ({"is_private": False, "shared_team_ids": ["T1", "T9"]}, ChatKind.SHARED),
        ({"is_private": False, "shared_team_ids": ["T1"], "is_ext_shared": False}, ChatKind.PUBLIC),
    ],
)
def test_the_kind_follows_from_what_slack_says(info: dict[str, Any], kind: ChatKind) -> None:
    assert SlackChannel.of(info, "T1").kind is kind
