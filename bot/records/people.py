"""Who people are, wherever they are met: accounts with the identities, roles and groups that they have."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.chat.chat import Person
from bot.chat.role import EVERY_TEAM, Role
from bot.records.people_rows import (
    WEB as WEB,
)
from bot.records.people_rows import (
    WEB_TEAM as WEB_TEAM,
)
from bot.records.people_rows import accounts_of, change_groups, key_of, link_row, unlink_row
from ingest.job_rows import moment
from pipelines.audit import audit
from pipelines.records.database import Database
from pipelines.records.people_tables import Account, ApiKey, GroupMember, Identity, RoleGrant

SSO = "sso"
"""The surface of what people are known as to who signs them in; the team is the issuer."""
KEY = "key"
"""The surface of programs, which come with a key; its id is theirs."""

ADMINS_SOURCE = "admin"
"""Who says that somebody is in a group, where an admin does."""
MOST_LISTED = 1000


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person with an account: every identity of theirs, by which `groups` they are in, what they may do by team.

    `identities` hold that of the web, too. `groups` are labels; `roles` goes by the team's label or `*`.
    """

    account_id: str
    identities: frozenset[Person] = frozenset()
    groups: frozenset[str] = frozenset()
    roles: Mapping[str, Role] = field(default_factory=dict)
    is_disabled: bool = False

    def role_in(self, team: str) -> Role | None:
        """The role that was granted for a team, by its label, or for all; None where none was."""
        granted = [self.roles[each] for each in (team, EVERY_TEAM) if each in self.roles]
        return Role.highest(*granted) if granted else None


class People:
    """The accounts. Each method is one transaction; errors of the database pass through.

    People are told apart by surface, team and id alone: a `locale` doesn't count, and those given back have none.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def known(self, people: Collection[Person]) -> dict[Person, KnownPerson]:
        """Those of the people who have an account; four queries, however many there are."""
        bare = {key_of(person): person for person in people}
        if not bare:
            return {}
        with self._database.looking() as connection:
            found = accounts_of(connection, list(bare))
        if not found:
            return {}
        with self._database.reading() as session:
            known = _known(session, set(found.values()))
        return {bare[key]: known[account] for key, account in found.items()}

    def get(self, account_id: str) -> KnownPerson | None:
        """The account; None where there is none of this id."""
        with self._database.reading() as session:
            return _known(session, {account_id}).get(account_id)

    def by_email(self, email: str) -> str:
        """The id of the account with this verified address, in whatever case; empty where there is none."""
        asked = select(Account.id).where(Account.email_hash == self._email_hash(email))
        with self._database.reading() as session:
            return session.scalar(asked) or ""

    def accounts_of(self, emails: Collection[str]) -> frozenset[str]:
        """The ids of the accounts with these verified addresses, in whatever case."""
        asked = select(Account.id).where(Account.email_hash.in_({self._email_hash(each) for each in emails}))
        with self._database.reading() as session:
            return frozenset(session.scalars(asked))

    def role_of_key(self, key_id: str) -> Role | None:
        """What a program may do with its key; None where there is none, or it is revoked or has expired."""
        with self._database.reading() as session:
            key = session.get(ApiKey, key_id)
            if key is None or key.revoked_at is not None:
                return None
            is_over = key.expires_at is not None and key.expires_at <= moment(session)
            return None if is_over else Role(key.role)

    def ensure(self, person: Person, by: str, linked_by: str = "admin", name: str = "", email: str = "") -> str:
        """The id of the person's account, made with this identity where there is none.

        `email` has to be verified: an account that has it gets the identity. `by` is who is told of in the audit.
        """
        try:
            return self._ensured(person, by, linked_by, name, email)
        except IntegrityError:  # somebody made the account, or the identity, at the same moment
            return self._ensured(person, by, linked_by, name, email)

    def _ensured(self, person: Person, by: str, linked_by: str, name: str, email: str) -> str:
        with self._database.session() as session:
            key = key_of(person)
            found = accounts_of(session, [key]).get(key, "")
            with_address = self._with_address(session, email)
            account = session.get(Account, found or with_address) if found or with_address else None
            if account is None:
                account = Account(id=secrets.token_hex(16), created_at=moment(session))
                session.add(account)
                session.flush()
            account.name = name or account.name or ""
            if email and not account.email_hash and not with_address:
                account.email, account.email_hash = email, self._email_hash(email)
            if person.surface != WEB and key not in accounts_of(session, [key]):
                link_row(session, account.id, person, linked_by, by)
            return account.id

    def _with_address(self, session: Session, email: str) -> str:
        asked = select(Account.id).where(Account.email_hash == self._email_hash(email))
        return (session.scalar(asked) or "") if email else ""

    def link(self, account_id: str, person: Person, linked_by: str, by: str) -> None:
        """Makes an identity this account's, whosever it was before; nothing where it is already."""
        with self._database.session() as session:
            row = session.get(Identity, key_of(person))
            if row is not None and row.account_id == account_id:
                return
            if row is not None:
                unlink_row(session, row, by)
                session.flush()
            link_row(session, account_id, person, linked_by, by)

    def unlink(self, person: Person, by: str) -> bool:
        """Takes an identity from its account; whether it had one."""
        with self._database.session() as session:
            row = session.get(Identity, key_of(person))
            if row is None:
                return False
            unlink_row(session, row, by)
            return True

    def grant(self, account_id: str, team: str, role: Role, by: str) -> None:
        """Sets what somebody may do in a team, by its label, or with `*` in all."""
        with self._database.session() as session:
            session.merge(
                RoleGrant(account_id=account_id, team=team, role=role, granted_by=by, granted_at=moment(session))
            )
            audit(session, by, "role", account_id, team=team, role=role.value)

    def revoke(self, account_id: str, team: str, by: str) -> bool:
        """Takes back what was granted for a team; whether there was anything."""
        with self._database.session() as session:
            row = session.get(RoleGrant, (account_id, team))
            if row is None:
                return False
            session.delete(row)
            audit(session, by, "role", account_id, team=team, role=None)
            return True

    def set_groups(self, account_id: str, labels: Collection[str], source: str, by: str = "") -> None:
        """Replaces the groups that `source` says somebody is in, by their labels; what others say of them stays.

        `by` is who is told of in the audit, the source where it is empty.
        """
        with self._database.session() as session:
            mine = (GroupMember.account_id == account_id, GroupMember.source == source)
            before = set(session.scalars(select(GroupMember.label).where(*mine)))
            change_groups(session, account_id, set(labels) - before, before - set(labels), source, by)

    def change_group(self, account_id: str, label: str, is_in: bool, source: str, by: str) -> bool:
        """Says that somebody is in a group, or no more, as far as `source` goes; whether that is new."""
        with self._database.session() as session:
            was_in = session.get(GroupMember, (account_id, label, source)) is not None
            if was_in is not is_in:
                added, removed = ({label}, set[str]()) if is_in else (set[str](), {label})
                change_groups(session, account_id, added, removed, source, by)
            return was_in is not is_in

    def groups(self) -> dict[str, int]:
        """How many people are in each group, by its label, whoever says so."""
        asked = select(GroupMember.label, func.count(func.distinct(GroupMember.account_id))).group_by(GroupMember.label)
        with self._database.reading() as session:
            return {label: count for label, count in session.execute(asked.order_by(GroupMember.label))}

    def disable(self, account_id: str, is_disabled: bool, by: str) -> bool:
        """Shuts an account out by all of its identities, or lets it in again; False where there is none."""
        with self._database.session() as session:
            at: datetime | None = moment(session) if is_disabled else None
            changed = session.execute(update(Account).where(Account.id == account_id).values(disabled_at=at))
            if not changed.rowcount:  # type: ignore[attr-defined]
                return False
            audit(session, by, "account", account_id, disabled=is_disabled)
            return True

    def all(self, most: int = MOST_LISTED) -> list[KnownPerson]:
        """The accounts, oldest first."""
        with self._database.reading() as session:
            ids = list(session.scalars(select(Account.id).order_by(Account.created_at, Account.id).limit(most)))
            known = _known(session, set(ids))
        return [known[each] for each in ids]

    def called(self, ids: Collection[str]) -> dict[str, tuple[str, str]]:
        """The name and the verified address of accounts, each empty where it isn't known. For admins' eyes alone."""
        asked = select(Account.id, Account.name, Account.email).where(Account.id.in_(ids))
        with self._database.reading() as session:
            return {account_id: (name, email) for account_id, name, email in session.execute(asked)}

    def count(self) -> int:
        """How many accounts there are."""
        with self._database.reading() as session:
            return session.scalar(select(func.count()).select_from(Account)) or 0

    def _email_hash(self, email: str) -> str:
        return self._database.pseudonym(f"email:{email.strip().casefold()}")


def _known(session: Session, ids: Collection[str]) -> dict[str, KnownPerson]:
    accounts = session.execute(select(Account.id, Account.disabled_at).where(Account.id.in_(ids))).all()
    identities = session.scalars(select(Identity).where(Identity.account_id.in_(ids))).all()
    groups = session.scalars(select(GroupMember).where(GroupMember.account_id.in_(ids))).all()
    roles = session.scalars(select(RoleGrant).where(RoleGrant.account_id.in_(ids))).all()
    return {
        account_id: KnownPerson(
            account_id,
            frozenset(
                {Person(WEB, WEB_TEAM, account_id)}
                | {
                    Person(each.surface, each.team, each.subject)
                    for each in identities
                    if each.account_id == account_id
                }
            ),
            frozenset(each.label for each in groups if each.account_id == account_id),
            {each.team: Role(each.role) for each in roles if each.account_id == account_id},
            disabled_at is not None,
        )
        for account_id, disabled_at in accounts
    }
