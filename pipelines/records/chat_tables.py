"""The records of the chats: what came in and is worked on, files that were shared there, verdicts, settings, tokens."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from pipelines.records.sealed_text import SealedText
from pipelines.records.tables import Id, Record, Structure, UtcTime, now


class InboxEntry(Record):
    """Something that a chat told us, and what became of it. Its key is kept for a while, so that it counts once.

    It can be taken from `due_at` on: when it came, when it was put off until, or when the lease of its holder ends.
    One that has ended has no `due_at`, no payload and no notes. `token` grows with each taking, and only the holder of
    the newest may write. Items of one `lane` are worked on one after the other; `begun_at` is when the first attempt
    began. Items about one thing share a `subject`; one that `withdraws` has the others' `stopped_at` set when it comes.
    `trace` is where its trace stood when it came, as W3C's `traceparent`; `sender` tells apart who sent what is open.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        Index(
            "ix_inbox_open",
            "received_at",
            sqlite_where=text("due_at IS NOT NULL"),
            postgresql_where=text("due_at IS NOT NULL"),
        ),
        Index(
            "ix_inbox_lane",
            "lane",
            "received_at",
            sqlite_where=text("due_at IS NOT NULL AND lane <> ''"),
            postgresql_where=text("due_at IS NOT NULL AND lane <> ''"),
        ),
        Index(
            "ix_inbox_subject",
            "subject",
            sqlite_where=text("subject <> ''"),
            postgresql_where=text("subject <> ''"),
        ),
        Index(None, "ended_at"),
    )

    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    surface: Mapped[str] = mapped_column(String(16), server_default="slack")
    team: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(64))
    lane: Mapped[str] = mapped_column(String(255), server_default="")
    subject: Mapped[str] = mapped_column(String(64), server_default="")
    sender: Mapped[str] = mapped_column(String(64), server_default="")
    withdraws: Mapped[bool] = mapped_column(server_default=false())
    payload: Mapped[str | None] = mapped_column(SealedText)
    notes: Mapped[str | None] = mapped_column(SealedText)
    received_at: Mapped[datetime] = mapped_column(UtcTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcTime)
    begun_at: Mapped[datetime | None] = mapped_column(UtcTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcTime)
    owner: Mapped[str | None] = mapped_column(String(255))
    token: Mapped[int] = mapped_column(BigInteger, default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    outcome: Mapped[str] = mapped_column(String(64), default="")
    reason: Mapped[str] = mapped_column(String(64), default="")
    reference: Mapped[str] = mapped_column(String(16), default="")
    trace: Mapped[str] = mapped_column(String(64), default="", server_default="")


class LivingProcess(Record):
    """A process that holds something, by its name as `owner`, and when it last gave a sign of life."""

    __tablename__ = "processes"

    name: Mapped[str] = mapped_column(String(255), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(UtcTime)


class Verdict(Record):
    """What a person (a hash) thinks of an answer; the newest counts."""

    __tablename__ = "verdicts"

    question_id: Mapped[str] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True)
    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    is_helpful: Mapped[bool]
    reason: Mapped[str] = mapped_column(SealedText, default="")
    at: Mapped[datetime] = mapped_column(UtcTime, default=now)


class ToldReply(Record):
    """How the reply to a question went, in figures: written once it was shown, and gone with its question.

    `reply_ms` counts from the moment somebody asked. `cited` is the best rank of a passage that the answer cites: `top`
    or `lower`, empty where it cites none. `sentences` of a model were shown, `unsupported` ones were kept back.
    Figures of a time are read from the index alone.
    """

    __tablename__ = "told_replies"
    __table_args__ = (
        Index(
            "ix_told_replies_figures",
            "told_at",
            "outcome",
            "is_askers",
            "reply_ms",
            "cited",
            "sentences",
            "unsupported",
        ),
    )

    question_id: Mapped[str] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True)
    told_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    surface: Mapped[str] = mapped_column(String(16))
    outcome: Mapped[str] = mapped_column(String(32))
    is_askers: Mapped[bool] = mapped_column(default=False)
    reply_ms: Mapped[int]
    cited: Mapped[str] = mapped_column(String(8), default="")
    sentences: Mapped[int] = mapped_column(default=0)
    unsupported: Mapped[int] = mapped_column(default=0)


class Survey(Record):
    """That a person (a hash) was asked how content they are, once in a `month` (2026-11) at most, and what they said.

    `score` is 1 to 5, empty as long as they said nothing; who `declined` is asked no more.
    """

    __tablename__ = "surveys"
    __table_args__ = (Index(None, "answered_at"), Index(None, "asked_at"))

    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    surface: Mapped[str] = mapped_column(String(16))
    asked_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    answered_at: Mapped[datetime | None] = mapped_column(UtcTime)
    score: Mapped[int | None]
    words: Mapped[str] = mapped_column(SealedText, default="")
    declined: Mapped[bool] = mapped_column(default=False)


class SharedInChat(Record):
    """A file that somebody shared in a channel, the document that it became, and the card that tells of it.

    Its id is the place of what it granted. `link` is where people open it, where the chat said so.
    `team` is the channel's, `sharer_team` that of who shared it.
    `shown` is the last step of its job that the card shows. `owner` follows the job until
    `lease_until`. `replaces` is since when the channel had what this file took the place of, until the card has said
    so. At `checked_at` somebody looked whether the chat still has the file, which it doesn't show since
    `missing_since`.
    """

    __tablename__ = "shared_files"
    __table_args__ = (
        UniqueConstraint("surface", "team", "file_id", "channel"),
        Index(None, "document_id"),
        Index(None, "surface", "team", "sharer"),
        Index(None, "ended", "lease_until"),
        Index(None, "surface", "checked_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    surface: Mapped[str] = mapped_column(String(16))
    team: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(16))
    thread: Mapped[str] = mapped_column(String(255))
    sharer: Mapped[str] = mapped_column(String(255))
    sharer_team: Mapped[str] = mapped_column(String(64), server_default="")
    locale: Mapped[str] = mapped_column(String(16))
    message: Mapped[str] = mapped_column(String(255))
    file_id: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(SealedText)
    bytes: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(128))
    note: Mapped[str] = mapped_column(SealedText)
    link: Mapped[str | None] = mapped_column(SealedText)
    label: Mapped[str] = mapped_column(String(255))
    document_id: Mapped[str] = mapped_column(Id)
    job_id: Mapped[str] = mapped_column(Id)
    card: Mapped[str] = mapped_column(String(255), default="")
    shown: Mapped[int] = mapped_column(default=0)
    ended: Mapped[bool] = mapped_column(default=False)
    replaces: Mapped[datetime | None] = mapped_column(UtcTime)
    owner: Mapped[str | None] = mapped_column(String(255))
    lease_until: Mapped[datetime | None] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    checked_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    missing_since: Mapped[datetime | None] = mapped_column(UtcTime)


class ChannelChoice(Record):
    """How the bot behaves in a channel, where somebody chose it.

    `collections` are the names of those that it answers from, none for all; `outsiders` says what a channel with
    outsiders in it is answered from: `here`, or as an admin allowed `workspace`.
    """

    __tablename__ = "channel_settings"

    surface: Mapped[str] = mapped_column(String(16), primary_key=True)
    team: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[str] = mapped_column(String(255), primary_key=True)
    answers_to: Mapped[str] = mapped_column(String(16))
    documents: Mapped[str] = mapped_column(String(16))
    replies: Mapped[str] = mapped_column(String(16))
    collections: Mapped[list[Any]] = mapped_column(Structure, default=list, server_default="[]")
    outsiders: Mapped[str] = mapped_column(String(16), default="here", server_default="here")


class InstalledApp(Record):
    """A workspace that installed the bot, or a whole enterprise: `place` is the team's id, or the enterprise's."""

    __tablename__ = "installations"

    surface: Mapped[str] = mapped_column(String(16), primary_key=True)
    place: Mapped[str] = mapped_column(String(64), primary_key=True)
    team: Mapped[str] = mapped_column(String(64))
    enterprise: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(SealedText)
    bot_id: Mapped[str] = mapped_column(String(255))
    bot_user: Mapped[str] = mapped_column(String(255))
    bot_token: Mapped[str] = mapped_column(SealedText)
    scopes: Mapped[list[Any]] = mapped_column(Structure)
    installed_by: Mapped[str] = mapped_column(String(255))
    installed_at: Mapped[datetime] = mapped_column(UtcTime, default=now)


class MembershipChange(Record):
    """Who is in which channel, or what a channel is, has changed: `subject` is a person, a channel, or all of a team.

    `stamp` is another one after each change.
    """

    __tablename__ = "membership_changes"
    __table_args__ = (Index(None, "changed_at"),)

    surface: Mapped[str] = mapped_column(String(16), primary_key=True)
    team: Mapped[str] = mapped_column(String(64), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    stamp: Mapped[str] = mapped_column(String(16))
    changed_at: Mapped[datetime] = mapped_column(UtcTime, default=now)


class KnownConversation(Record):
    """Where the bot can write without being asked: `address` is what its chat needs for that, as JSON.

    `person` is with whom the bot is alone there, empty elsewhere.
    """

    __tablename__ = "conversations"
    __table_args__ = (Index(None, "surface", "team", "person"), Index(None, "seen_at"))

    surface: Mapped[str] = mapped_column(String(16), primary_key=True)
    team: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[str] = mapped_column(String(255), primary_key=True)
    person: Mapped[str] = mapped_column(String(255))
    address: Mapped[str] = mapped_column(SealedText)
    seen_at: Mapped[datetime] = mapped_column(UtcTime, default=now)


class ShownMessage(Record):
    """A message of ours in a chat that can't be asked for them: `part` of what was shown for `key`, an inbox item's."""

    __tablename__ = "shown_messages"
    __table_args__ = (Index(None, "surface", "team", "key"), Index(None, "shown_at"))

    surface: Mapped[str] = mapped_column(String(16), primary_key=True)
    team: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[str] = mapped_column(String(255), primary_key=True)
    message: Mapped[str] = mapped_column(String(255), primary_key=True)
    key: Mapped[str] = mapped_column(String(255))
    part: Mapped[int]
    shown_at: Mapped[datetime] = mapped_column(UtcTime, default=now)


class UploadChosen(Record):
    """What a person chose for files that they are about to send: the place of the cards, kind, readers, a note."""

    __tablename__ = "upload_choices"

    surface: Mapped[str] = mapped_column(String(16), primary_key=True)
    team: Mapped[str] = mapped_column(String(64), primary_key=True)
    person: Mapped[str] = mapped_column(String(255), primary_key=True)
    channel: Mapped[str] = mapped_column(String(255))
    thread: Mapped[str] = mapped_column(String(255))
    document_type: Mapped[str] = mapped_column(String(32))
    for_all: Mapped[bool]
    collection: Mapped[str] = mapped_column(String(64), default="", server_default="")
    note: Mapped[str] = mapped_column(SealedText)
    until: Mapped[datetime] = mapped_column(UtcTime)
