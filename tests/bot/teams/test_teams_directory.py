"""What Teams knows of people and conversations: who is in, who is of the company, who manages; closed where unsure."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from bot.chat.chat import ChatKind, Person
from bot.chat.ports import MOST_MEMBERS, DirectoryUnavailableError
from bot.teams.directory.errors import ConnectorError
from bot.teams.directory.graph import GraphError, NotAllowedError
from bot.teams.directory.senders import Sender, Senders
from bot.teams.directory.teams_directory import Directories, TeamsDirectory
from bot.teams.directory.teams_member import TeamsMember
from bot.teams.directory.teams_place import CHANNEL, GROUP, PERSONAL, TeamsPlace
from bot.teams.directory.teams_sources import TeamsSources

TENANT, OTHER = "11111111-2222-3333-4444-555555555555", "99999999-2222-3333-4444-555555555555"
ANN, BOB, EVE = (Person("teams", TENANT, f"0000000{number}-aaaa-bbbb-cccc-dddddddddddd") for number in range(3))
GENERAL, BOARD, LUNCH, DIRECT = "19:general@thread.tacv2", "19:board@thread.tacv2", "19:lunch@thread.v2", "a:1ann"
URL = "https://smba.example/emea/"


def row(person: Person, role: str = "user", tenant: str = TENANT, name: str = "") -> dict[str, Any]:
    """A row of a roster."""
    return {"id": f"29:1{person.id}", "aadObjectId": person.id, "userRole": role, "tenantId": tenant, "name": name}


class Teams:
    """The parts that a directory asks, told what to say."""

    def __init__(self) -> None:
        team = {"service_url": URL, "tenant": TENANT, "kind": CHANNEL, "bot": "28:bot", "group": "group"}
        self.known = {
            GENERAL: TeamsPlace(channel=GENERAL, channel_type="standard", name="General", installer=ANN.id, **team),
            BOARD: TeamsPlace(channel=BOARD, channel_type="private", name="Board", **team),
            LUNCH: TeamsPlace(URL, TENANT, LUNCH, GROUP, "28:bot", installer=ANN.id),
            DIRECT: TeamsPlace(URL, TENANT, DIRECT, PERSONAL, "28:bot", f"29:1{ANN.id}", ANN.id),
        }
        self.rosters: dict[str, list[dict[str, Any]] | ConnectorError] = {
            GENERAL: [row(ANN, name="Ann"), row(BOB, name="Bob")],
            BOARD: [row(ANN)],
            LUNCH: [row(ANN), row(BOB)],
            DIRECT: [row(ANN)],
        }
        self.alone: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []
        self.graph = FakeGraph()
        self.senders = Senders()

    async def get(self, tenant: str, channel: str) -> TeamsPlace | None:
        assert tenant == TENANT
        return self.known.get(channel)

    async def direct(self, tenant: str, person: str) -> TeamsPlace | None:
        return next((each for each in self.known.values() if each.person == person), None)

    async def members(self, place: TeamsPlace) -> list[dict[str, Any]]:
        self.asked.append(place.channel)
        told = self.rosters[place.channel]
        if isinstance(told, ConnectorError):
            raise told
        return told

    async def member(self, place: TeamsPlace, member: str) -> dict[str, Any]:
        told = self.alone.get(member)
        if told is None:
            raise ConnectorError(404, "MemberNotFoundInConversation")
        return told

    async def team(self, place: TeamsPlace) -> dict[str, Any]:
        self.asked.append("team")
        return {"id": place.team_thread, "name": "Finance", "aadGroupId": "group of Finance"}

    async def channels(self, place: TeamsPlace) -> list[dict[str, Any]]:
        self.asked.append("channels")
        return [{"id": "19:tax@thread.tacv2", "name": "Tax"}, {"id": place.team_thread, "name": None}]

    def directory(self, has_graph: bool = True) -> TeamsDirectory:
        """A directory over all that."""
        parts: Any = {"places": self, "connectors": self, "downloads": None}
        graph: Any = self.graph if has_graph else None
        return Directories(TeamsSources(**parts, senders=self.senders, graph=graph)).of(TENANT)


class FakeGraph:
    """Graph, told what to say."""

    def __init__(self) -> None:
        self.of: dict[str, list[TeamsMember]] = {}
        self.public = False
        self.error: GraphError | None = None

    async def members(self, place: TeamsPlace) -> list[TeamsMember]:
        self._fail()
        return self.of.get(place.channel, [])

    async def is_public(self, group: str) -> bool:
        self._fail()
        return self.public

    async def writers(self, place: TeamsPlace, thread: str) -> frozenset[str]:
        self._fail()
        return frozenset({ANN.id})

    async def has_file(self, link: str) -> bool:
        self._fail()
        return link == "https://there.example/"

    def _fail(self) -> None:
        if self.error is not None:
            raise self.error


def asked(use: Callable[[TeamsDirectory], Awaitable[Any]], teams: Teams, has_graph: bool = True) -> Any:
    async def run() -> Any:
        return await use(teams.directory(has_graph))

    return asyncio.run(run())


def test_a_person_is_in_the_channels_whose_roster_has_them_and_each_is_read_once() -> None:
    teams = Teams()

    async def use(directory: TeamsDirectory) -> list[Any]:
        people = (ANN, BOB, EVE)
        return [await directory.channels_of(each, [GENERAL, BOARD, LUNCH]) for each in people]

    assert asked(use, teams) == [{GENERAL, BOARD, LUNCH}, {GENERAL, LUNCH}, frozenset()]
    assert sorted(teams.asked) == sorted([GENERAL, BOARD, LUNCH])


@pytest.mark.parametrize("error", [ConnectorError(403, "BotNotInConversationRoster"), ConnectorError(404, "x"), None])
def test_a_conversation_that_the_bot_left_has_nobody(error: ConnectorError | None) -> None:
    teams = Teams()
    if error is not None:
        teams.rosters[BOARD] = error
    else:
        del teams.known[BOARD]
    assert asked(lambda directory: directory.channels_of(ANN, [GENERAL, BOARD]), teams) == {GENERAL}


@pytest.mark.parametrize("error", [ConnectorError(0, "timeout"), ConnectorError(502, "x"), ConnectorError(429, "busy")])
def test_a_roster_that_cannot_be_read_is_not_an_empty_one(error: ConnectorError) -> None:
    teams = Teams()
    teams.rosters[BOARD] = error
    with pytest.raises(DirectoryUnavailableError):
        asked(lambda directory: directory.channels_of(ANN, [GENERAL, BOARD]), teams)


OUTSIDERS = [
    row(EVE, role="guest"),
    row(EVE, role="anonymous"),
    row(EVE, tenant=OTHER),
    {"id": "29:1nobody", "name": "Somebody at the meeting"},
]


@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_guests_anonymous_people_and_those_of_other_tenants_are_outsiders(outsider: dict[str, Any]) -> None:
    teams = Teams()
    assert asked(lambda directory: directory.has_outsiders(GENERAL), teams) is False
    teams.rosters[GENERAL] = [row(ANN), outsider]
    assert asked(lambda directory: directory.has_outsiders(GENERAL), teams) is True


@pytest.mark.parametrize(("outsider", "team"), zip(OUTSIDERS, (None, "unknown", OTHER, "unknown"), strict=True))
def test_where_guests_count_as_members_the_others_are_outsiders_all_the_same(
    outsider: dict[str, Any], team: str | None
) -> None:
    teams = Teams()
    teams.rosters[GENERAL] = [row(ANN), outsider]
    is_guest = team is None
    assert asked(lambda directory: directory.has_outsiders(GENERAL, guests=False), teams) is not is_guest
    members = asked(lambda directory: directory.members_of(GENERAL), teams)
    assert {each.team for each in members if each.id != ANN.id} == {TENANT if is_guest else team}
    without = asked(lambda directory: directory.members_of(GENERAL, guests=False), teams)
    assert len(without) == (1 if is_guest else 2)


def test_whose_members_cannot_be_told_and_of_which_there_are_too_many_is_no_conversation_of_nobody() -> None:
    teams = Teams()
    teams.rosters[GENERAL] = ConnectorError(403, "x")
    crowd = (f"{number:08}-0000-4000-8000-000000000000" for number in range(MOST_MEMBERS + 1))
    teams.rosters[BOARD] = [row(replace(ANN, id=each)) for each in crowd]
    for channel in (GENERAL, BOARD):
        with pytest.raises(DirectoryUnavailableError):
            asked(lambda directory, at=channel: directory.members_of(at), teams)


def test_a_shared_channel_and_one_without_a_readable_roster_may_have_outsiders() -> None:
    teams = Teams()
    teams.known[BOARD] = replace(teams.known[BOARD], channel_type="shared")
    teams.rosters[GENERAL] = ConnectorError(403, "x")
    for channel in (BOARD, GENERAL):
        assert asked(lambda directory, at=channel: directory.has_outsiders(at), teams) is True
    with pytest.raises(DirectoryUnavailableError):
        asked(lambda directory: directory.has_outsiders("19:unknown@thread.tacv2"), teams)


def test_indirect_members_of_a_shared_channel_count_where_graph_tells_them_and_else_not() -> None:
    teams = Teams()
    teams.known[BOARD] = replace(teams.known[BOARD], channel_type="shared")
    teams.graph.of[BOARD] = [TeamsMember(BOB.id, "", TENANT), TeamsMember(ANN.id, "", TENANT, frozenset({"owner"}))]
    members = lambda directory: directory.channels_of(BOB, [BOARD])  # noqa: E731
    assert asked(members, teams) == {BOARD}
    assert asked(members, teams, has_graph=False) == frozenset()
    teams.graph.error = NotAllowedError(403, "Forbidden")
    assert asked(members, teams) == frozenset()
    teams.graph.error = GraphError(0, "unreachable")
    with pytest.raises(DirectoryUnavailableError):
        asked(members, teams)


@pytest.mark.parametrize(("member", "is_guest"), [(row(EVE), False), *((each, True) for each in OUTSIDERS[:3])])
def test_a_guest_is_known_by_the_conversation_in_which_they_were_seen(member: dict[str, Any], is_guest: bool) -> None:
    teams = Teams()
    with pytest.raises(DirectoryUnavailableError):
        asked(lambda directory: directory.is_guest(EVE), teams)
    teams.rosters[LUNCH] = [member]
    teams.senders.saw(TENANT, EVE.id, Sender(channel=LUNCH))
    assert asked(lambda directory: directory.is_guest(EVE), teams) is is_guest


@pytest.mark.parametrize(("told", "is_guest"), [(row(EVE), False), (row(EVE, role="guest"), True)])
def test_whom_a_roster_lacks_is_asked_for_alone(told: dict[str, Any], is_guest: bool) -> None:
    teams = Teams()
    teams.rosters[LUNCH] = []
    teams.senders.saw(TENANT, EVE.id, Sender(channel=LUNCH, member=told["id"]))
    for answer in ({}, {told["id"]: row(BOB)}):  # they aren't there, or somebody else is told of
        teams.alone = answer
        with pytest.raises(DirectoryUnavailableError):
            asked(lambda directory: directory.is_guest(EVE), teams)
    teams.alone = {told["id"]: told}
    assert asked(lambda directory: directory.is_guest(EVE), teams) is is_guest


def test_owners_of_the_team_manage_its_channels() -> None:
    teams = Teams()
    teams.graph.of[GENERAL] = [TeamsMember(BOB.id, "", TENANT, frozenset({"owner"})), TeamsMember(EVE.id, "", TENANT)]
    managing = lambda person: asked(lambda directory: directory.may_manage(person, GENERAL), teams)  # noqa: E731
    assert managing(BOB) and not managing(EVE)
    assert not managing(replace(BOB, team=OTHER))
    teams.rosters[GENERAL] = [row(BOB, role="guest")]
    assert not managing(BOB)


@pytest.mark.parametrize("has_graph", [True, False])
def test_without_consent_who_added_the_bot_manages_and_others_hear_what_is_missing(has_graph: bool) -> None:
    teams = Teams()
    teams.graph.error = NotAllowedError(403, "Forbidden")
    assert asked(lambda directory: directory.may_manage(ANN, GENERAL), teams, has_graph) is True
    with pytest.raises(DirectoryUnavailableError, match=r"ChannelMember\.Read\.Group"):
        asked(lambda directory: directory.may_manage(BOB, GENERAL), teams, has_graph)


def test_in_group_chats_who_added_the_bot_manages_and_in_personal_chats_nobody() -> None:
    teams = Teams()
    managing = lambda person, at: asked(lambda directory: directory.may_manage(person, at), teams)  # noqa: E731
    assert managing(ANN, LUNCH)
    assert not managing(BOB, LUNCH)
    assert not managing(ANN, DIRECT)


@pytest.mark.parametrize(
    ("channel", "changed", "public", "kind"),
    [
        (GENERAL, {}, False, ChatKind.PRIVATE),
        (GENERAL, {}, True, ChatKind.PUBLIC),
        (GENERAL, {"channel_type": "shared"}, True, ChatKind.SHARED),
        (BOARD, {}, True, ChatKind.PRIVATE),
        (BOARD, {"channel_type": "something new"}, True, ChatKind.PRIVATE),
        (LUNCH, {}, True, ChatKind.GROUP),
        (DIRECT, {}, True, ChatKind.DIRECT),
        (DIRECT, {"person": BOB.id}, True, ChatKind.PRIVATE),
    ],
)
def test_a_conversation_is_as_open_as_it_is_known_to_be(
    channel: str, changed: Mapping[str, str], public: bool, kind: ChatKind
) -> None:
    teams = Teams()
    teams.known[channel] = replace(teams.known[channel], **changed)
    teams.graph.public = public
    chat = asked(lambda directory: directory.chat(channel, ANN.id, "177"), teams)
    assert (chat.kind, chat.team, chat.channel, chat.thread) == (kind, TENANT, channel, "177")
    teams.graph.error = GraphError(0, "unreachable")
    assert asked(lambda directory: directory.chat(GENERAL, ANN.id), teams).kind is not ChatKind.PUBLIC


def test_who_acts_has_the_language_of_their_client_and_the_tenant_that_was_named() -> None:
    teams = Teams()
    teams.senders.saw(TENANT, ANN.id, Sender(locale="de-DE", tenant=TENANT))
    person = lambda user, team: asked(lambda directory: directory.person(user, team), teams)  # noqa: E731
    assert person(ANN.id, "") == replace(ANN, locale="de-x-teams")
    assert person(ANN.id, OTHER) == replace(ANN, locale="de-x-teams", team=OTHER)
    assert person("29:1nobody", "") == Person("teams", "", "29:1nobody", "en-x-teams")


def test_a_file_is_there_or_gone_only_where_graph_says_so() -> None:
    from bot.chat.chat import Chat, SharedFile

    teams = Teams()
    file = SharedFile(Chat("teams", TENANT, GENERAL, ChatKind.PRIVATE), ANN, "1", "F1", "a.pdf", 1)
    there, gone = replace(file, link="https://there.example/"), replace(file, link="https://gone.example/")
    has = lambda each, **how: asked(lambda directory: directory.still_has(each), teams, **how)  # noqa: E731
    assert has(there) and not has(gone)
    for each, how in ((file, {}), (there, {"has_graph": False})):
        with pytest.raises(DirectoryUnavailableError):
            has(each, **how)
    teams.graph.error = GraphError(500, "generalException")
    with pytest.raises(DirectoryUnavailableError):
        has(there)


def test_who_wrote_in_a_thread_may_be_anybody_where_graph_does_not_say() -> None:
    teams = Teams()
    writers = lambda at: asked(lambda directory: directory.writers_of(at, "177"), teams)  # noqa: E731
    assert writers(GENERAL) == {ANN.id}
    assert writers(LUNCH) == {ANN.id, BOB.id}
    teams.graph.error = NotAllowedError(403, "Forbidden")
    assert writers(GENERAL) == {ANN.id, BOB.id}


def test_names_are_those_of_the_roster_and_of_conversations() -> None:
    teams = Teams()
    teams.senders.saw(TENANT, BOB.id, Sender(name="Robert"))
    names = asked(lambda each: each.names([ANN.id, BOB.id, EVE.id], [BOARD, LUNCH, "unknown"], GENERAL), teams)
    assert names == {ANN.id: "Ann", BOB.id: "Robert", BOARD: "Board"}
    teams.rosters[GENERAL] = ConnectorError(0, "timeout")
    assert asked(lambda each: each.names([ANN.id], [], GENERAL), teams) == {}


def test_what_messages_of_channels_do_not_tell_is_asked_of_their_team_once() -> None:
    teams, tax, first = Teams(), "19:tax@thread.tacv2", "19:finance@thread.tacv2"
    for channel in (tax, first):
        teams.known[channel] = TeamsPlace(URL, TENANT, channel, CHANNEL, "28:bot", team_thread=first)
    teams.known[first] = replace(teams.known[first], team_name="Finance")

    async def use(directory: TeamsDirectory) -> tuple[Any, ...]:
        groups = {(await directory.place(tax)).group for _ in range(2)}
        return groups, await directory.names([], [tax], tax), await directory.names([], [first], first)

    assert asked(use, teams) == ({"group of Finance"}, {tax: "Tax"}, {first: "Finance"})
    assert sorted(teams.asked) == ["channels", "team"]


def test_the_id_for_the_connector_is_that_of_the_last_activity_or_of_the_roster() -> None:
    teams = Teams()
    member = lambda person: asked(lambda directory: directory.member_of(GENERAL, person.id), teams)  # noqa: E731
    assert member(BOB) == f"29:1{BOB.id}"
    assert member(EVE) == ""
    teams.senders.saw(TENANT, EVE.id, Sender(member="29:1eve"))
    assert member(EVE) == "29:1eve"
