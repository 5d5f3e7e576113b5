"""The rows of people: what is read and changed of them within a transaction, with its entries of the audit."""

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, select, tuple_
from sqlalchemy.orm import Session

from bot.chat.chat import Person
from bot.chat.joined_ids import join_ids
from ingest.job_rows import moment
from pipelines.audit import audit
from pipelines.records.people_tables import Account, GroupMember, Identity

WEB = "web"
"""The surface of people who sign in."""
WEB_TEAM = "main"
"""The one team of that surface."""
Key = tuple[str, str, str]
"""An identity: surface, team, id."""


def key_of(person: Person) -> Key:
    """What tells a person apart; a `locale` doesn't count."""
    return (person.surface, person.team, person.id)


_ACCOUNTS = select(Identity.surface, Identity.team, Identity.subject, Identity.account_id).where(
    tuple_(Identity.surface, Identity.team, Identity.subject).in_(bindparam("keys", expanding=True))
)


def accounts_of(session: Session | Connection, keys: Collection[Key]) -> dict[Key, str]:
    """The account of each of the identities that has one; those of the web name theirs themselves."""
    web = {key[2]: key for key in keys if key[:2] == (WEB, WEB_TEAM)}
    found = {web[each]: each for each in session.scalars(select(Account.id).where(Account.id.in_(web)))} if web else {}
    elsewhere = [key for key in keys if key[0] != WEB]
    if elsewhere:
        for surface, team, subject, account_id in session.execute(_ACCOUNTS, {"keys": elsewhere}):
            found[(surface, team, subject)] = account_id
    return found


def change_groups(
    session: Session, account_id: str, added: Collection[str], removed: Collection[str], source: str, by: str
) -> None:
    """Puts an account into groups, and takes it out of others, as far as `source` goes."""
    for label in added:
        session.add(GroupMember(account_id=account_id, label=label, source=source, told_at=moment(session)))
    for label in removed:
        session.delete(session.get_one(GroupMember, (account_id, label, source)))
    if added or removed:
        audit(session, by or source, "group", account_id, added=sorted(added), removed=sorted(removed), source=source)


def link_row(session: Session, account_id: str, person: Person, linked_by: str, by: str) -> None:
    """Makes an identity that is nobody's an account's."""
    surface, team, subject = key_of(person)
    session.add(
        Identity(
            surface=surface,
            team=team,
            subject=subject,
            account_id=account_id,
            linked_by=linked_by,
            linked_at=moment(session),
        )
    )
    audit(session, by, "link", account_id, identity=join_ids(surface, team, subject), linked_by=linked_by)


def unlink_row(session: Session, row: Identity, by: str) -> None:
    """Takes an identity from its account."""
    identity = join_ids(row.surface, row.team, row.subject)
    audit(session, by, "unlink", row.account_id, identity=identity)
    session.delete(row)
