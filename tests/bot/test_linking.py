"""Who signs in is linked to who they are in the chats: by what was proved, and safely."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.chat.chat import Person
from bot.chat.ports import DirectoryUnavailableError
from bot.chat.role import EVERY_TEAM, Role
from bot.service.linking import Linking
from pipelines.records.tables import AuditEntry
from tests.bot.chat_service import ChatService
from tests.bot.fake_surface import FakeSurface

ANA, EMAIL = Person("slack", "T1", "U1"), "ana@acme.com"
ISSUER = "https://issuer.example"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ChatService]:
    service = ChatService(tmp_path)
    yield service
    service.close()


class Entra(FakeSurface):
    """A chat whose people are known by Entra's ids."""

    async def teams(self) -> set[str]:
        return {"tenant-1"}


def signed_in(service: ChatService, email: str = EMAIL) -> str:
    return service.people.ensure(Person("sso", ISSUER, email), "test", "issuer", email=email)


def link(service: ChatService, account: str, email: str = EMAIL, tenant: str = "", object_id: str = "") -> set[Person]:
    service.directory.addresses = {EMAIL: "U1"}
    slack, teams = FakeSurface(service.directory), Entra(service.directory)
    teams.name = "teams"
    linking = Linking(service.holdings.database, lambda: [slack, teams])  # type: ignore[list-item]
    return set(asyncio.run(linking.link(account, email, tenant, object_id)))


def told(service: ChatService) -> list[str]:
    with service.holdings.database.reading() as session:
        return [row.action for row in session.scalars(select(AuditEntry).order_by(AuditEntry.number))]


def test_a_verified_address_links_what_the_chats_know_by_it_once(service: ChatService) -> None:
    account = signed_in(service)
    for _ in range(2):
        assert link(service, account) == {ANA, Person("teams", "tenant-1", "U1")}
    assert service.people.known([ANA])[ANA].account_id == account
    assert told(service) == ["link"] * 3


def test_without_a_verified_address_nobody_is_linked(service: ChatService) -> None:
    assert link(service, signed_in(service), email="") == set()
    assert link(service, signed_in(service), email="eve@acme.com") == set()


def test_entras_own_ids_count_in_the_bots_own_tenant_alone(service: ChatService) -> None:
    account = signed_in(service)
    assert link(service, account, "", "tenant-2", "oid-1") == set()
    assert link(service, account, "", "TENANT-1", "oid-1") == {Person("teams", "tenant-1", "oid-1")}


def test_an_account_that_was_made_by_naming_somebody_becomes_theirs(service: ChatService) -> None:
    named = service.people.ensure(ANA, "test")
    service.people.grant(named, EVERY_TEAM, Role.ADMIN, "test")
    service.people.grant(named, "slack:T1", Role.ADMIN, "test")
    service.people.change_group(named, "group:hr", True, "admin", "test")
    account = signed_in(service)
    service.people.grant(account, "slack:T1", Role.VIEWER, "test")
    link(service, account)
    known = service.people.known([ANA])[ANA]
    assert (known.account_id, known.roles) == (account, {EVERY_TEAM: Role.ADMIN, "slack:T1": Role.VIEWER})
    assert known.groups == {"group:hr"}
    assert service.people.get(named) is None


def test_who_was_shut_out_by_name_stays_so_once_they_sign_in(service: ChatService) -> None:
    service.people.disable(service.people.ensure(ANA, "test"), True, "test")
    account = signed_in(service)
    link(service, account)
    known = service.people.get(account)
    assert known is not None and known.is_disabled


def test_nothing_is_taken_from_an_account_that_is_shut_out_or_that_an_admin_linked(service: ChatService) -> None:
    other = signed_in(service, "bob@acme.com")
    service.people.link(other, ANA, "admin", "test")
    account = signed_in(service)
    assert ANA not in link(service, account)
    service.people.unlink(ANA, "test")
    service.people.link(other, ANA, "email", "test")
    service.people.disable(other, True, "test")
    assert ANA not in link(service, account)
    service.people.disable(other, False, "test")
    assert ANA in link(service, account)


def test_a_chat_that_cannot_say_is_left_out(service: ChatService) -> None:
    service.directory.is_away = True
    with pytest.raises(DirectoryUnavailableError):
        asyncio.run(service.directory.by_email(EMAIL))
    assert link(service, signed_in(service)) == set()
