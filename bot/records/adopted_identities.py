"""Identities that were proved to be of an account, whatever was known of them before."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.chat.chat import Person
from bot.records.people_rows import key_of, link_row, unlink_row
from pipelines.audit import audit
from pipelines.records.database import Database
from pipelines.records.people_tables import Account, GroupMember, Identity, RoleGrant

BY_ADMIN = "admin"
"""What proved an identity, where an admin said so."""


class AdoptedIdentities:
    """Gives accounts the identities that a sign-in proved. Each method is one transaction, safe to repeat."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def adopt(self, account_id: str, person: Person, linked_by: str, by: str) -> bool:
        """Makes an identity this account's, where it may be; whether it is now.

        An account that was made by naming the identity, and has no address of its own, is taken in with its roles and
        groups; where it is shut out, so is this one from now on. What an admin linked to somebody else's account, and
        what is of an account that is shut out, stays there.
        """
        with self._database.session() as session:
            account, row = session.get(Account, account_id), session.get(Identity, key_of(person))
            if account is None:
                return False
            if row is None:
                link_row(session, account_id, person, linked_by, by)
                return True
            if row.account_id == account_id:
                return True
            before = session.get_one(Account, row.account_id)
            if before.email_hash is None and _has_no_issuer(session, before.id):
                _take_in(session, account, before, by)
                return True
            if row.linked_by == BY_ADMIN or before.disabled_at is not None:
                return False
            unlink_row(session, row, by)
            session.flush()
            link_row(session, account_id, person, linked_by, by)
            return True


def _has_no_issuer(session: Session, account_id: str) -> bool:
    """Whether nobody ever signed in to an account."""
    asked = select(Identity.subject).where(Identity.account_id == account_id, Identity.linked_by == "issuer").limit(1)
    return session.scalar(asked) is None


def _take_in(session: Session, account: Account, other: Account, by: str) -> None:
    """Everything of the other account becomes this one's; what both have of a team stays as it is here."""
    audit(session, by, "account", account.id, took_in=other.id)
    session.execute(update(Identity).where(Identity.account_id == other.id).values(account_id=account.id))
    for role in session.scalars(select(RoleGrant).where(RoleGrant.account_id == other.id)).all():
        if session.get(RoleGrant, (account.id, role.team)) is None:
            session.execute(
                update(RoleGrant)
                .where(RoleGrant.account_id == other.id, RoleGrant.team == role.team)
                .values(account_id=account.id)
            )
    for group in session.scalars(select(GroupMember).where(GroupMember.account_id == other.id)).all():
        mine = (account.id, group.label, group.source)
        if session.get(GroupMember, mine) is None:
            session.add(
                GroupMember(account_id=account.id, label=group.label, source=group.source, told_at=group.told_at)
            )
    if other.disabled_at is not None and account.disabled_at is None:
        account.disabled_at = other.disabled_at
        audit(session, by, "account", account.id, disabled=True)
    session.flush()
    session.expire(other)
    session.delete(other)
