"""What our own Graph says is what Microsoft's types allow, and it refuses who lacks a right."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest

from tests.contracts.teams_world import TeamsWorld
from tests.servers.graph_judge import Kind, complaints


@pytest.fixture
def world() -> Iterator[TeamsWorld]:
    """Ann and Bob, anew."""
    with TeamsWorld() as world:
        yield world


def share(link: str) -> str:
    """A link as Graph takes it."""
    return f"shares/u!{base64.urlsafe_b64encode(link.encode()).decode().rstrip('=')}/driveItem"


def addresses(world: TeamsWorld) -> list[tuple[Kind, str]]:
    """All that is judged, by kind."""
    file = world.file()
    asked = world.tenant.add(world.channel, world.ann.member, {"text": "How <many>?", "_files": [file.id]})
    reply = world.tenant.add(world.channel, world.tenant.bot, {"text": "Five"}, asked.id)
    world.tenant.add(world.channel, world.bob.member, {"text": "Gone"}, asked.id).is_gone = True
    group = world.person("Eve")
    chat = world.tenant.personal(group.member)
    heard = world.tenant.add(chat, group.member, {"text": "Hello"})
    channel = f"teams/{world.team.group}/channels/{world.channel.id}"
    return [
        ("team", f"teams/{world.team.group}"),
        ("member", f"{channel}/allMembers"),
        ("member", f"{channel}/members"),
        ("member", f"teams/{world.team.group}/members"),
        ("message", f"{channel}/messages/{asked.id}"),
        ("message", f"{channel}/messages/{asked.id}/replies"),
        ("message", f"{channel}/messages/{asked.id}/replies/{reply.id}"),
        ("message", f"chats/{chat.id}/messages"),
        ("message", f"chats/{chat.id}/messages/{heard.id}"),
        ("item", share(file.link)),
        ("item", f"{channel}/filesFolder"),
    ]


def test_each_answer_is_of_microsofts_types(world: TeamsWorld) -> None:
    for kind, path in addresses(world):
        answer = world.ask(path)
        assert answer.status_code == 200, (path, answer.text)
        said: dict[str, Any] = answer.json()
        for each in said.get("value", [said]):
            assert complaints(kind, each) == [], path


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("member", {"roles": "owner"}),
        ("team", {"visibility": 1}),
        ("message", {"attachments": [{"contentUrl": 1}]}),
        ("item", {"size": "10"}),
    ],
)
def test_what_is_not_of_these_types_is_found(kind: Kind, wrong: dict[str, Any]) -> None:
    assert complaints(kind, wrong) != []


def test_lists_come_in_pages_to_the_last(world: TeamsWorld) -> None:
    world.channel.members |= {world.person(f"Person {number}").member for number in range(70)}
    world.graph.most_on_a_page = 30
    path, sizes = f"teams/{world.team.group}/channels/{world.channel.id}/allMembers?$top=999", []
    while path:
        page = world.ask(path).json()
        sizes.append(len(page["value"]))
        path = page.get("@odata.nextLink", "").partition("/v1.0/")[2]
    assert sizes == [30, 30, 12]


def test_who_lacks_a_right_is_refused(world: TeamsWorld) -> None:
    found = addresses(world)
    world.tenant.rights.clear()
    world.team.consents.clear()
    for chat in world.tenant.conversations.values():
        chat.consents.clear()
    assert {world.ask(path).status_code for _, path in found} == {403}


def test_a_file_comes_from_where_it_is_kept_without_credentials(world: TeamsWorld) -> None:
    file = world.file()
    led = world.ask(f"{share(file.link)}/content")
    assert (led.status_code, led.headers["location"].startswith(world.files.url)) == (302, True)
    assert world.ask(share("https://elsewhere.example/Handbook.md")).status_code == 404
    del world.tenant.files[file.id]
    assert world.ask(share(file.link)).status_code == 404
