"""The manifests of the Slack app: what they ask for is what the bot uses, and no more."""

import json
from pathlib import Path
from typing import Any

from bot.slack.inbound.inbound import item_of
from bot.slack.setup.install import SCOPES

FOLDER = Path(__file__).parents[3] / "deploy" / "slack"
MESSAGES = {"app_mention", "message.channels", "message.groups", "message.im", "message.mpim"}


def manifest(name: str) -> dict[str, Any]:
    """A manifest."""
    found: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return found


def test_both_manifests_differ_in_the_agent_surface_alone() -> None:
    full, plain = manifest("manifest.json"), manifest("manifest-without-agent.json")
    assert full["features"].pop("agent_view")
    full["oauth_config"]["scopes"]["bot"].remove("assistant:write")
    assert full == plain


def test_workspaces_that_install_the_app_by_themselves_are_asked_for_the_same_scopes() -> None:
    assert tuple(manifest("manifest-without-agent.json")["oauth_config"]["scopes"]["bot"]) == SCOPES


def test_every_scope_is_explained() -> None:
    explained = (FOLDER / "README.md").read_text(encoding="utf-8")
    scopes = manifest("manifest.json")["oauth_config"]["scopes"]["bot"]
    assert [scope for scope in scopes if f"`{scope}`" not in explained] == []


def test_every_event_that_is_subscribed_to_is_one_that_the_bot_knows() -> None:
    subscribed = set(manifest("manifest.json")["settings"]["event_subscriptions"]["bot_events"])
    for kind in subscribed - MESSAGES:
        event = {"type": kind, "channel": "C1", "user": "U1", "file_id": "F1", "tab": "home"}
        body = {"type": "event_callback", "team_id": "T1", "event_id": f"Ev-{kind}", "event": event}
        assert item_of(body) is not None, kind
