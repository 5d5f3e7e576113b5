"""Calls to Slack over a real connection: limits, permissions, files, the token's way, an installation."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.chat.chat import Chat, ChatKind, Person, SharedFile
from bot.chat.ports import DirectoryUnavailableError
from bot.records.conversations import Conversations
from bot.records.installations import Installation, Installations
from bot.records.membership_changes import MembershipChanges
from bot.records.shared_files import SharedFiles
from bot.settings import load_settings
from bot.slack.directory.clients import SlackClients
from bot.slack.directory.directory import Directories, SlackDirectory
from bot.slack.directory.errors import MissingScopeError, NotInstalledError
from bot.slack.inbound.surface import SlackSurface
from bot.slack.setup.examining import SlackRefusesError, examine_slack
from bot.slack.setup.install import SCOPES, Installing
from ingest.formats.errors import UnreadableFileError
from pipelines.records.database import Database

TEAM, TOKEN = "T1", "xoxb-test"
ALICE = Person("slack", TEAM, "U1")
PDF = b"%PDF-1.4 " + b"x" * 500
LOGIN_PAGE = b"<!doctype html><title>Sign in</title>"

Answers = dict[str, Any]


class SlackApi:
    """Answers as it is told; `asked` are the methods with their arguments and tokens, in order."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Any]] = {}
        self.asked: list[tuple[str, dict[str, str], str]] = []
        self.file: tuple[int, bytes, str] = (200, PDF, "application/pdf")
        self.url = ""
        self.scopes = ""

    def says(self, method: str, *answers: Any) -> None:
        """The answers of a method, one after the other; the last one stays. A function gives it for the arguments."""
        self.answers[method] = list(answers)

    async def call(self, request: web.Request) -> web.Response:
        arguments = dict(request.query)
        if request.content_type == "application/json":
            arguments.update(await request.json())
        else:
            arguments.update({name: str(value) for name, value in (await request.post()).items()})
        method = request.match_info["method"]
        self.asked.append((method, arguments, request.headers.get("Authorization", "")))
        left = self.answers.get(method, [{"ok": True}])
        answer = left.pop(0) if len(left) > 1 else left[0]
        answer = answer(arguments) if callable(answer) else answer
        headers = {"x-oauth-scopes": self.scopes} if self.scopes else {}
        if answer == "busy":
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "0"})
        return web.json_response(answer, headers=headers)

    async def download(self, request: web.Request) -> web.Response:
        self.asked.append(("download", {}, request.headers.get("Authorization", "")))
        status, data, kind = self.file
        headers = {"Location": "/login"} if status == 302 else {}
        return web.Response(status=status, body=data, content_type=kind, headers=headers)


Use = Callable[[SlackApi, SlackClients], Awaitable[None]]


def with_slack(use: Use, token: str | None = TOKEN, find: Callable[[str], Any] = lambda team: None) -> SlackApi:
    """Runs the use of clients against such an API."""
    api = SlackApi()

    async def run() -> None:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", api.call)
        app.router.add_get("/files/{name}", api.download)
        async with TestServer(app, host="127.0.0.1") as server:
            api.url = str(server.make_url("")).rstrip("/")
            api.says("auth.test", {"ok": True, "team_id": TEAM, "user_id": "UB", "bot_id": "BB"})
            clients = SlackClients(f"{api.url}/api", token, find)
            try:
                await use(api, clients)
            finally:
                await clients.close()

    asyncio.run(run())
    return api


def shared(name: str = "plan.pdf") -> SharedFile:
    """A file in a channel."""
    return SharedFile(Chat("slack", TEAM, "C1", ChatKind.PUBLIC), ALICE, "1.2", "F1", name, len(PDF))


def info(api: SlackApi, **fields: Any) -> Answers:
    """What `files.info` says of it."""
    file = {"id": "F1", "user": "U1", "size": len(PDF), "mimetype": "application/pdf", "filetype": "pdf"}
    return {"ok": True, "file": file | {"url_private_download": f"{api.url}/files/plan.pdf"} | fields}


def test_a_rate_limit_is_waited_out_by_patient_calls_and_by_no_others() -> None:
    async def use(api: SlackApi, clients: SlackClients) -> None:
        workspace = await clients.of(TEAM)
        api.says("chat.postMessage", "busy", "busy", {"ok": True, "ts": "1.1"})
        assert (await workspace.patient.chat_postMessage(channel="C1", text="x"))["ts"] == "1.1"
        api.says("chat.update", "busy", {"ok": True})
        with pytest.raises(Exception, match="ratelimited"):
            await workspace.brisk.chat_update(channel="C1", ts="1.1", text="x")

    with_slack(use)


def test_a_missing_scope_is_named() -> None:
    async def use(api: SlackApi, clients: SlackClients) -> None:
        api.says("users.info", {"ok": False, "error": "missing_scope", "needed": "users:read"})
        with pytest.raises(MissingScopeError, match="users:read"):
            await (await clients.of(TEAM)).patient.users_info(user="U1")
        with pytest.raises(DirectoryUnavailableError, match="the permission users:read"):
            await SlackDirectory(clients, TEAM).may_manage(ALICE, "C1")
        assert (await SlackDirectory(clients, TEAM).person("U1", TEAM)).locale == "en"

    with_slack(use)


def test_each_workspace_is_called_with_its_own_token_and_none_with_anothers() -> None:
    installed = {"T2": Installation("slack", "T2", "", "Two", "B2", "UB2", "xoxb-two", (), "U9")}

    async def use(api: SlackApi, clients: SlackClients) -> None:
        assert (await clients.of("T2")).bot_user == "UB2"
        await (await clients.of("T2")).patient.users_info(user="U1")
        assert api.asked[-1][2] == "Bearer xoxb-two"
        with pytest.raises(NotInstalledError):
            await clients.of("T3")
        installed.clear()
        clients.drop("T2")
        with pytest.raises(NotInstalledError):
            await clients.of("T2")

    with_slack(use, token=None, find=installed.get)


def test_the_one_token_is_used_for_its_own_workspace_alone() -> None:
    async def use(api: SlackApi, clients: SlackClients) -> None:
        api.says("files.info", {"ok": False, "error": "file_not_found"})
        with pytest.raises(NotInstalledError):
            await clients.of("T2")
        with pytest.raises(DirectoryUnavailableError):
            await SlackDirectory(clients, "T2").file_info("F1")
        assert (await clients.of(TEAM)).bot_user == "UB"

    assert [method for method, _, _ in with_slack(use).asked] == ["auth.test"]


def test_memberships_are_read_to_the_last_page_remembered_and_dropped_with_news() -> None:
    async def use(api: SlackApi, clients: SlackClients) -> None:
        directory = SlackDirectory(clients, TEAM)
        more = {"ok": True, "channels": [{"id": "C1"}], "response_metadata": {"next_cursor": "n"}}
        last = {"ok": True, "channels": [{"id": "C2"}], "response_metadata": {"next_cursor": ""}}
        api.says("users.conversations", more, last)
        assert await directory.channels_of(ALICE, {"C1", "C2", "C9"}) == {"C1", "C2"}
        asked = len(api.asked)
        assert await directory.channels_of(ALICE, {"C1", "C2", "C9"}) == {"C1", "C2"}
        assert len(api.asked) == asked
        directory.drop("C2")
        api.says("users.conversations", {"ok": True, "channels": []})
        assert await directory.channels_of(ALICE, {"C1", "C2", "C9"}) == frozenset()

    with_slack(use)


def test_one_reading_serves_all_who_wait_for_it() -> None:
    async def use(api: SlackApi, clients: SlackClients) -> None:
        api.says("users.info", {"ok": True, "user": {"id": "U1", "team_id": TEAM}})
        api.says("users.conversations", {"ok": True, "channels": []})
        directory = SlackDirectory(clients, TEAM)
        await asyncio.gather(*(directory.person("U1", "") for _ in range(100)))
        await asyncio.gather(*(directory.channels_of(ALICE, {"C1"}) for _ in range(100)))

    methods = [method for method, _, _ in with_slack(use).asked]
    assert (methods.count("users.info"), methods.count("users.conversations")) == (1, 1)


def test_memberships_that_cannot_be_read_are_no_memberships() -> None:
    async def use(api: SlackApi, clients: SlackClients) -> None:
        api.says("users.conversations", {"ok": False, "error": "internal_error"})
        with pytest.raises(DirectoryUnavailableError):
            await SlackDirectory(clients, TEAM).channels_of(ALICE, {"C1", "C2", "C9"})

    with_slack(use)


def test_who_created_a_channel_and_admins_manage_it_and_nobody_else() -> None:
    async def use(api: SlackApi, clients: SlackClients) -> None:
        api.says("conversations.info", {"ok": True, "channel": {"id": "C1", "creator": "U1"}})
        known = {
            "U1": {"team_id": TEAM},
            "U2": {"team_id": TEAM, "is_admin": True},
            "U3": {"team_id": TEAM},
            "U4": {"team_id": "T9", "is_admin": True},
            "U5": {"team_id": TEAM, "is_admin": True, "is_ultra_restricted": True},
        }
        api.says("users.info", lambda asked: {"ok": True, "user": known[asked["user"]]})
        directory = SlackDirectory(clients, TEAM)
        may = [await directory.may_manage(Person("slack", TEAM, user), "C1") for user in sorted(known)]
        assert may == [True, True, False, False, False]
        assert not await directory.may_manage(Person("slack", "T9", "U1"), "C1")

    with_slack(use)


def test_a_file_is_fetched_with_the_token(tmp_path: Path) -> None:
    async def use(api: SlackApi, clients: SlackClients) -> None:
        api.says("files.info", info(api))
        await SlackDirectory(clients, TEAM).download(shared(), tmp_path / "plan.pdf", 10_000)
        assert api.asked[-1] == ("download", {}, f"Bearer {TOKEN}")

    with_slack(use)
    assert (tmp_path / "plan.pdf").read_bytes() == PDF


@pytest.mark.parametrize(
    "answer",
    [(200, LOGIN_PAGE, "text/html"), (302, b"", "text/html"), (403, b"", "text/plain"), (200, PDF[:99], "text/plain")],
)
def test_a_login_page_or_half_a_file_is_never_taken_for_the_file(
    answer: tuple[int, bytes, str], tmp_path: Path
) -> None:
    async def use(api: SlackApi, clients: SlackClients) -> None:
        api.says("files.info", info(api))
        api.file = answer
        with pytest.raises(DirectoryUnavailableError):
            await SlackDirectory(clients, TEAM).download(shared(), tmp_path / "plan.pdf", 10_000)

    with_slack(use)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"size": 20_000}, "too_large"),
        ({"mode": "external", "is_external": True}, "kept_elsewhere"),
        ({"url_private_download": "https://files.example.com/plan.pdf"}, "kept_elsewhere"),
        ({"url_private_download": "https://slack.com.example.com/plan.pdf"}, "kept_elsewhere"),
        ({"mode": "tombstone"}, "gone"),
    ],
)
def test_the_token_goes_to_slack_alone_and_for_nothing_too_large(
    fields: dict[str, Any], code: str, tmp_path: Path
) -> None:
    async def use(api: SlackApi, clients: SlackClients) -> None:
        api.says("files.info", info(api, **fields))
        with pytest.raises(UnreadableFileError) as refused:
            await SlackDirectory(clients, TEAM).download(shared(), tmp_path / "plan.pdf", 10_000)
        assert refused.value.code == code

    assert "download" not in [method for method, _, _ in with_slack(use).asked]


def test_more_bytes_than_were_promised_are_cut_off(tmp_path: Path) -> None:
    async def use(api: SlackApi, clients: SlackClients) -> None:
        api.says("files.info", info(api, size=5))
        api.file = (200, b"x" * 50_000, "application/pdf")
        with pytest.raises(UnreadableFileError) as refused:
            await SlackDirectory(clients, TEAM).download(shared(), tmp_path / "plan.pdf", 10_000)
        assert refused.value.code == "too_large"

    with_slack(use)


def test_a_file_that_was_deleted_is_told_as_gone(tmp_path: Path) -> None:
    async def use(api: SlackApi, clients: SlackClients) -> None:
        api.says("files.info", {"ok": False, "error": "file_deleted"})
        with pytest.raises(UnreadableFileError) as refused:
            await SlackDirectory(clients, TEAM).download(shared(), tmp_path / "plan.pdf", 10_000)
        assert refused.value.code == "gone"

    with_slack(use)


@pytest.mark.parametrize("lacking", ["", "files:read"])
def test_the_doctor_names_the_scopes_that_the_app_lacks(lacking: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def use(api: SlackApi, clients: SlackClients) -> None:
        api.scopes = ",".join(scope for scope in SCOPES if scope != lacking)
        api.says("auth.test", {"ok": True, "team": "One", "user": "tcbot"})
        monkeypatch.setenv("SLACK_API_URL", clients.api_url)
        monkeypatch.setenv("SLACK_BOT_TOKEN", TOKEN)
        monkeypatch.setenv("SLACK_SIGNING_SECRET", "change-me")
        detail, remedy = await asyncio.to_thread(examine_slack, load_settings())
        assert detail == "tcbot in One; events by HTTP"
        assert remedy == (f"Add to the app's scopes and install it again: {lacking}" if lacking else "")

    with_slack(use)


def test_the_doctor_tells_of_a_token_that_slack_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    async def use(api: SlackApi, clients: SlackClients) -> None:
        api.says("auth.test", {"ok": False, "error": "invalid_auth"})
        monkeypatch.setenv("SLACK_API_URL", clients.api_url)
        monkeypatch.setenv("SLACK_BOT_TOKEN", TOKEN)
        monkeypatch.setenv("SLACK_SIGNING_SECRET", "change-me")
        with pytest.raises(SlackRefusesError, match="invalid_auth"):
            await asyncio.to_thread(examine_slack, load_settings())

    with_slack(use)


def test_an_installation_is_kept_with_its_token_where_the_state_is_ours_and_fresh() -> None:
    kept: list[Installation] = []

    async def use(api: SlackApi, clients: SlackClients) -> None:
        async def may_install(team: str) -> bool:
            return team == TEAM

        installing = Installing("id", "secret", clients, kept.append, may_install)
        address, state = installing.begin()
        asked = parse_qs(urlsplit(address).query)
        assert (asked["client_id"], asked["state"]) == (["id"], [state])
        answer = {"ok": True, "access_token": "xoxb-new", "bot_user_id": "UB", "scope": "chat:write,commands"}
        answer |= {"team": {"id": TEAM, "name": "One"}, "authed_user": {"id": "U1"}}
        api.says("oauth.v2.access", answer)
        assert (await installing.finish("code", state, state)).workspace == "One"
        for sent, cookie in ((state, ""), (state, "other"), ("forged." + state, "forged." + state), ("", "")):
            assert (await installing.finish("code", sent, cookie)).code == "invalid_state"
        api.says("oauth.v2.access", {"ok": False, "error": "invalid_code"})
        assert (await installing.finish("code", state, state)).code == "invalid_code"
        api.says("oauth.v2.access", answer | {"team": None, "is_enterprise_install": True})
        assert (await installing.finish("code", state, state)).code == "organization_install"
        api.says("auth.test", {"ok": True, "team_id": "T9", "user_id": "UB"})
        api.says("oauth.v2.access", answer | {"team": {"id": "T9", "name": "Nine"}})
        assert (await installing.finish("code", state, state)).code == "team_not_admitted"

    with_slack(use, token=None)
    assert [(each.team, each.bot_token, each.scopes, each.installed_by) for each in kept] == [
        (TEAM, "xoxb-new", ("chat:write", "commands"), "U1")
    ]


def test_a_direct_message_is_opened_once_and_again_after_the_app_was_away(tmp_path: Path) -> None:
    database = Database(None, tmp_path)
    database.migrate()

    async def use(api: SlackApi, clients: SlackClients) -> None:
        api.says("conversations.open", lambda asked: {"ok": True, "channel": {"id": f"D-{asked['users']}"}})
        surface = SlackSurface(
            clients=clients,
            directories=Directories(clients),
            installations=Installations(database),
            changes=MembershipChanges(database),
            files=SharedFiles(database),
            conversations=Conversations(database),
        )
        chats = [await surface.direct(TEAM, user) for user in ("U1", "U2", "U1")]
        await surface.uninstalled(TEAM)
        chats.append(await surface.direct(TEAM, "U1"))
        assert chats == [Chat("slack", TEAM, f"D-{user}", ChatKind.DIRECT) for user in ("U1", "U2", "U1", "U1")]

    opened = [said["users"] for method, said, _ in with_slack(use).asked if method == "conversations.open"]
    assert opened == ["U1", "U2", "U1"]
    database.close()
