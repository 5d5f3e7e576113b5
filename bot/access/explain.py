"""Why somebody can or can't read a document: from what was granted, and what they hold. Asks nobody."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.access.labels import person_name
from bot.chat.channel_settings import ChannelSettings
from bot.chat.chat import Chat, Person
from bot.chat.role import Role
from bot.records.people import WEB, KnownPerson
from bot.wording.sentences import say
from ingest.library.granted import GivenGrant

MOST_TOLD = 20
"""Labels of a person, and grants of a document, that are named."""


class Verdict(StrEnum):
    """Whether somebody can read it alone with the bot."""

    YES = "yes"
    NO = "no"
    SHUT_OUT = "shut_out"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Held:
    """The labels that somebody holds, or all readers of a conversation; `missing` says why there may be more."""

    labels: frozenset[str]
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessFacts:
    """What is known at this moment of a person and a document.

    `alone` is what they hold alone with the bot, `together` what the readers of a reply in `chat` hold. `read_ago` is
    how many seconds ago it was read which channels they are in, None where nobody was asked.
    """

    person: Person
    document_id: str
    document: str = field(repr=False)
    grants: tuple[GivenGrant, ...]
    alone: Held
    role: Role | None = None
    is_guest: bool | None = None
    known: KnownPerson | None = None
    read_ago: float | None = None
    chat: Chat | None = None
    settings: ChannelSettings | None = None
    together: Held | None = None

    @property
    def by(self) -> tuple[GivenGrant, ...]:
        """The grants by which they can read it."""
        return tuple(each for each in self.grants if each.label in self.alone.labels)

    @property
    def verdict(self) -> Verdict:
        """Whether they can."""
        if self.known is not None and self.known.is_disabled:
            return Verdict.SHUT_OUT
        if self.by:
            return Verdict.YES
        return Verdict.UNCERTAIN if self.alone.missing and self.grants else Verdict.NO


def explanation_lines(facts: AccessFacts, locale: str) -> list[str]:
    """The whole explanation, the verdict first; labels and ids as they are, for an admin."""
    who, verdict = person_name(facts.person), facts.verdict
    lines = [say(f"explain_{verdict}", locale, person=who, document=facts.document)]
    lines += [_grant_line("explain_by", each, locale) for each in facts.by[:MOST_TOLD]]
    if not facts.grants:
        lines.append(say("explain_nobody", locale))
    elif not facts.by:
        lines += [_grant_line("explain_for_others", each, locale) for each in facts.grants[:MOST_TOLD]]
        lines.append(say("explain_holds", locale, labels=_listed(facts.alone.labels)))
    if facts.alone.missing:
        lines.append(say("explain_missing", locale, why=facts.alone.missing))
    if facts.read_ago is not None:
        lines.append(say("explain_read_ago", locale, seconds=round(facts.read_ago)))
    lines += _here_lines(facts, locale)
    return lines + _person_lines(facts, locale)


def explanation_json(facts: AccessFacts) -> dict[str, object]:
    """The same for programs."""
    known = facts.known
    return {
        "person": person_name(facts.person),
        "document_id": facts.document_id,
        "document": facts.document,
        "verdict": facts.verdict.value,
        "by": [_grant_json(each) for each in facts.by],
        "grants": [_grant_json(each) for each in facts.grants],
        "holds": sorted(facts.alone.labels),
        "missing": facts.alone.missing,
        "read_seconds_ago": facts.read_ago,
        "role": facts.role.value if facts.role is not None else None,
        "guest": facts.is_guest,
        "account": known.account_id if known is not None else None,
        "disabled": known.is_disabled if known is not None else False,
        "groups": sorted(known.groups) if known is not None else [],
        "identities": sorted(person_name(each) for each in known.identities) if known is not None else [],
    }


def _here_lines(facts: AccessFacts, locale: str) -> list[str]:
    """What holds for a reply in the conversation in which it is asked."""
    chat, together = facts.chat, facts.together
    if chat is None or together is None:
        return []
    is_used = any(each.label in together.labels for each in facts.grants)
    lines = [say("explain_here_yes" if is_used else "explain_here_no", locale, labels=_listed(together.labels))]
    if facts.settings is not None and facts.settings.documents == "channel":
        lines.append(say("explain_here_alone", locale))
    if facts.settings is not None and facts.settings.collections:
        lines.append(say("explain_here_collections", locale, collections=list(facts.settings.collections)))
    if facts.settings is not None and facts.settings.outsiders == "workspace":
        lines.append(say("explain_here_outsiders", locale))
    return lines


def _person_lines(facts: AccessFacts, locale: str) -> list[str]:
    lines = []
    if facts.role is not None:
        lines.append(say("explain_role", locale, role=facts.role.value))
    if facts.is_guest:
        lines.append(say("explain_guest", locale))
    known = facts.known
    if known is None:
        return [*lines, say("explain_no_account", locale)]
    identities = sorted(person_name(each) for each in known.identities if each.surface != WEB)
    lines.append(say("explain_account", locale, account=known.account_id, identities=identities))
    if known.groups:
        lines.append(say("explain_groups", locale, groups=_listed(known.groups)))
    return lines


def _grant_line(key: str, grant: GivenGrant, locale: str) -> str:
    since = _told(grant.at)
    return say(key, locale, label=grant.label, by=grant.by, since=since, place=grant.place)


def _grant_json(grant: GivenGrant) -> dict[str, str]:
    return {"label": grant.label, "by": grant.by, "place": grant.place, "since": grant.at.isoformat()}


def _told(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")


def _listed(labels: frozenset[str]) -> list[str]:
    ordered = sorted(labels)
    return ordered if len(ordered) <= MOST_TOLD else [*ordered[:MOST_TOLD], f"… ({len(ordered)})"]
