"""The rows that the records hold of one person, found by what they are known as."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, Text, case, cast, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.chat.joined_ids import join_ids
from bot.records.known_as import KnownAs
from pipelines.records.chat_tables import (
    InboxEntry,
    InstalledApp,
    KnownConversation,
    MembershipChange,
    SharedInChat,
    ShownMessage,
    Survey,
    ToldReply,
    UploadChosen,
    Verdict,
)
from pipelines.records.job_tables import Job
from pipelines.records.people_tables import Account, ApiKey, GroupMember, Identity, RoleGrant, SignIn
from pipelines.records.tables import AskedQuestion, AuditEntry, CitedPage, Grant, Record

Condition = ColumnElement[bool]


class Found(NamedTuple):
    """A kind of rows by the word that people read, their table, and the condition that picks the person's."""

    kind: str
    table: type[Record]
    where: Condition


def rows_of(known: KnownAs) -> list[Found]:
    """What the records hold of a person, but for the inbox, whose rows have to be opened: see `inbox_items`."""
    own = AskedQuestion.asker.in_(known.pseudonyms)
    account, labels, by = known.account_id, sorted(known.labels), known.actors
    found = [
        Found("question", AskedQuestion, own),
        Found("citation", CitedPage, CitedPage.question_id.in_(select(AskedQuestion.id).where(own))),
        Found("reply", ToldReply, ToldReply.question_id.in_(select(AskedQuestion.id).where(own))),
        Found("verdict", Verdict, Verdict.person.in_(known.pseudonyms)),
        Found("survey", Survey, Survey.person.in_(known.pseudonyms)),
        Found("shared file", SharedInChat, shared_by(known)),
        Found("grant", Grant, or_(Grant.granted_by.in_(by), Grant.label.in_(known.labels))),
        Found("job", Job, or_(Job.granted_by.in_(by), *(_holds(Job.labels, label) for label in labels))),
        Found("upload choice", UploadChosen, _at(known, UploadChosen.surface, UploadChosen.team, UploadChosen.person)),
        Found("conversation", KnownConversation, talks_with(known)),
        Found("shown message", ShownMessage, _shown_to(known)),
        Found("membership change", MembershipChange, _changed(known)),
        Found("installation", InstalledApp, _installed_by(known)),
        Found("role given", RoleGrant, RoleGrant.granted_by.in_(by)),
        Found("key", ApiKey, or_(ApiKey.created_by.in_(by), *(_holds(ApiKey.labels, label) for label in labels))),
    ]
    if not account:
        return found
    return [
        Found("account", Account, Account.id == account),
        Found("identity", Identity, Identity.account_id == account),
        Found("role", RoleGrant, RoleGrant.account_id == account),
        Found("group", GroupMember, GroupMember.account_id == account),
        Found("session", SignIn, SignIn.account_id == account),
        *found,
    ]


def audit_of(known: KnownAs) -> Found:
    """The entries of the audit that tell what a person did, or what was done with their account and grants."""
    names = sorted(known.pseudonyms.union(known.actors))
    installed = [join_ids(each.surface, each.team, each.id) for each in known.places]
    told = or_(AuditEntry.actor.in_([*names, *installed]), AuditEntry.target.in_(names))
    return Found("audit entry", AuditEntry, told)


def shared_by(known: KnownAs) -> Condition:
    """The condition of files that a person shared in chats."""
    own_team = case((SharedInChat.sharer_team == "", SharedInChat.team), else_=SharedInChat.sharer_team)
    named = [(each.surface, each.team, each.id) for each in known.people]
    return tuple_(SharedInChat.surface, own_team, SharedInChat.sharer).in_(named)


def talks_with(known: KnownAs) -> Condition:
    """The condition of conversations in which the bot is alone with a person."""
    return _at(known, KnownConversation.surface, KnownConversation.team, KnownConversation.person)


def inbox_items(session: Session, known: KnownAs) -> Iterator[InboxEntry]:
    """The items that wait or are worked on, and came from a person; each open item is opened for it."""
    surfaces = {each.surface for each in known.people}
    asked = select(InboxEntry).where(InboxEntry.surface.in_(surfaces), InboxEntry.payload.is_not(None))
    ids = {each.id for each in known.people}
    for entry in session.scalars(asked.execution_options(yield_per=100)):
        if any(value in ids for value in _texts(json.loads(entry.payload or "{}"))):
            yield entry


def columns_naming(session: Session, table: type[Record], column: InstrumentedAttribute[Any], ids: list[str]) -> int:
    """How many rows of a column hold one of the ids, whole and not as a part of another one."""
    whole = re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, ids))})(?![A-Za-z0-9])")
    text = column if isinstance(column.type, String) else cast(column, Text)
    holding = select(text).where(or_(*(text.contains(each, autoescape=True) for each in ids)))
    return sum(1 for value in session.scalars(holding) if whole.search(str(value)))


def _at(known: KnownAs, *columns: InstrumentedAttribute[str]) -> Condition:
    """Rows whose surface, team and person are those of the person, where they were met."""
    return tuple_(*columns).in_([(each.surface, each.team, each.id) for each in known.places])


def _changed(known: KnownAs) -> Condition:
    return _at(known, MembershipChange.surface, MembershipChange.team, MembershipChange.subject)


def _installed_by(known: KnownAs) -> Condition:
    return _at(known, InstalledApp.surface, InstalledApp.team, InstalledApp.installed_by)


def _shown_to(known: KnownAs) -> Condition:
    """Messages in conversations that are the person's alone."""
    direct = select(KnownConversation.surface, KnownConversation.team, KnownConversation.channel)
    return tuple_(ShownMessage.surface, ShownMessage.team, ShownMessage.channel).in_(direct.where(talks_with(known)))


def _holds(column: InstrumentedAttribute[Any], label: str) -> Condition:
    """Whether a list in JSON has this text, however the database spells it."""
    spelt = {json.dumps(label), json.dumps(label, ensure_ascii=False)}
    return or_(*(cast(column, Text).contains(each, autoescape=True) for each in sorted(spelt)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
