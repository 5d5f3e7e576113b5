"""`tcbot people`: who may do what, by whichever name; each change in the audit, each slip in words."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from bot.chat.chat import Person
from bot.chat.role import Role
from bot.command_line.cli import app
from bot.records.people import KnownPerson, People
from bot.settings import load_settings
from bot.wiring import Engine
from bot.wording.sentences import say
from pipelines.records.tables import AuditEntry

ANA, ANA_IN_TEAMS = Person("slack", "T1", "U1"), Person("teams", "tenant", "29:one")


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TCBOT_HOME", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "")
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    logging.captureWarnings(False)


def tcbot(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["people", *arguments])


def known(person: Person = ANA) -> KnownPerson:
    with Engine(load_settings()) as engine:
        return People(engine.database).known([person])[person]


def told() -> list[tuple[str, str]]:
    with Engine(load_settings()) as engine, engine.database.reading() as session:
        return [(row.actor, row.action) for row in session.scalars(select(AuditEntry).order_by(AuditEntry.number))]


def test_the_first_admin_is_made_by_an_identity_and_may_be_named_by_account(tmp_path: Path) -> None:
    assert tcbot("list").stdout.strip() == say("people_none")
    assert tcbot("grant", "slack:T1:U1", "admin").exit_code == 0
    account = known().account_id
    assert known().roles == {"*": Role.ADMIN}
    assert tcbot("grant", account, "viewer", "--team", "slack:T1").stdout.strip() == say(
        "people_granted", account=account, role="viewer", team="slack:T1"
    )
    assert known().roles == {"*": Role.ADMIN, "slack:T1": Role.VIEWER}
    assert tcbot("revoke", account).exit_code == 0
    assert tcbot("revoke", account).stdout.strip() == say("people_not_granted", account=account, team="*")
    assert known().roles == {"slack:T1": Role.VIEWER}
    assert told() == [("command line", action) for action in ("link", "role", "role", "role")]


def test_identities_are_linked_and_taken_away(tmp_path: Path) -> None:
    assert tcbot("link", "slack:T1:U1", "teams:tenant:29%3Aone").exit_code == 0
    assert known().account_id == known(ANA_IN_TEAMS).account_id
    assert tcbot("unlink", "teams:tenant:29%3Aone").exit_code == 0
    refused = tcbot("unlink", "teams:tenant:29%3Aone")
    assert (refused.exit_code, refused.stdout.strip()) == (1, say("person_unknown", who="teams:tenant:29%3Aone"))
    assert [action for _, action in told()] == ["link", "link", "unlink"]


def test_somebody_is_shut_out_and_let_in(tmp_path: Path) -> None:
    assert tcbot("disable", "slack:T1:U1").exit_code == 0
    assert known().is_disabled
    assert say("people_disabled", person=known().account_id) in tcbot("list").stdout
    assert tcbot("enable", "slack:T1:U1").exit_code == 0
    assert not known().is_disabled
    assert [action for _, action in told()] == ["link", "account", "account"]


def test_own_groups_are_kept_apart_from_what_an_issuer_says(tmp_path: Path) -> None:
    tcbot("group", "add", "hr", "slack:T1:U1")
    with Engine(load_settings()) as engine:
        People(engine.database).set_groups(known().account_id, ["group:hr", "group:all"], "https://issuer.example")
    assert tcbot("groups").stdout.splitlines() == ["group:all · 1 person", "group:hr · 1 person"]
    tcbot("group", "remove", "hr", "slack:T1:U1")
    assert known().groups == {"group:hr", "group:all"}
    assert "Nothing to change" in tcbot("group", "remove", "hr", "slack:T1:U1").stdout
    with Engine(load_settings()) as engine:
        People(engine.database).set_groups(known().account_id, [], "https://issuer.example")
    assert known().groups == frozenset()
    assert [actor for actor, action in told() if action == "group"] == [
        "command line", "https://issuer.example", "command line", "https://issuer.example"
    ]  # fmt: skip


def test_accounts_are_listed_for_programs(tmp_path: Path) -> None:
    with Engine(load_settings()) as engine:
        People(engine.database).ensure(ANA, "test", "email", "Ana", "ana@acme.com")
    tcbot("grant", "ANA@acme.com", "admin", "--team", "slack:T1")
    (listed,) = json.loads(tcbot("list", "--json").stdout)
    assert listed == {
        "account": known().account_id, "name": "Ana", "email": "ana@acme.com", "identities": ["slack:T1:U1"],
        "roles": {"slack:T1": "admin"}, "groups": [], "disabled": False,
    }  # fmt: skip


@pytest.mark.parametrize("who", ["nobody@acme.com", "slack:T9:U9", "f" * 32, "Ana", ""])
def test_who_is_not_known_is_said(tmp_path: Path, who: str) -> None:
    for command in (("revoke", who), ("enable", who), ("group", "remove", "hr", who)):
        refused = tcbot(*command)
        assert (refused.exit_code, refused.stdout.strip()) == (1, say("person_unknown", who=who))
    assert told() == []


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("grant", "slack:T1:U1", "owner"), "owner"),
        (("grant", "slack:T1:U1", "admin", "--team", "T1"), "T1"),
        (("link", "slack:T1:U1", "ana@acme.com"), "IDENTITY"),
        (("link", "slack:T1:U1", "web:main:x"), "IDENTITY"),
        (("group", "add", " ", "slack:T1:U1"), "GROUP"),
    ],
)
def test_wrong_use_names_what_is_allowed(tmp_path: Path, arguments: tuple[str, ...], named: str) -> None:
    refused = tcbot(*arguments)
    assert refused.exit_code == 2
    assert named in refused.output
    assert told() == []
