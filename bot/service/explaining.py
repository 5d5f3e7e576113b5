"""Why somebody can or can't read a document: what is known of both, put together for an admin."""

import asyncio
from collections.abc import Iterable, Sequence

from bot.access.audience import Audience
from bot.access.explain import AccessFacts, Held
from bot.access.labels import Holders, Label, labels_of_identities, person_label, person_name, team_label
from bot.access.roles import AccountDisabledError, Roles
from bot.chat.channel_settings import ChannelSettings
from bot.chat.chat import Chat, ChatKind, Person
from bot.chat.notes import Note
from bot.chat.ports import Directory, DirectoryUnavailableError
from bot.chat.role import Role
from bot.records.admin_entries import AdminEntries
from bot.records.channel_settings import ChannelSettingsStore
from bot.records.people import KnownPerson
from bot.service.files.document_names import named_documents
from bot.wording.sentences import say
from ingest.library.held_documents import HeldDocument
from ingest.library.library import Library

MOST_DOCUMENTS = 5
"""Documents of one name that are explained at once."""
_WHY = {Note.SCOPE_REDUCED: "explain_missing_channels", Note.SCOPE_HERE: "explain_missing_people"}


class Explaining:
    """Puts together what is known at this moment. Raises what the records raise."""

    def __init__(
        self,
        *,
        audience: Audience,
        roles: Roles,
        library: Library,
        channel_settings: ChannelSettingsStore,
        entries: AdminEntries,
    ) -> None:
        self._audience = audience
        self._roles = roles
        self._library = library
        self._channel_settings = channel_settings
        self._entries = entries

    async def documents(self, named: str) -> Sequence[HeldDocument]:
        """The documents of an id or a name, on whichever shelf; none where there is none that answers questions."""
        text = named.strip()
        found = await asyncio.to_thread(self._library.everywhere, text) if text else []
        if not found:
            found = named_documents(await asyncio.to_thread(self._library.everywhere), text)
        return found[:MOST_DOCUMENTS]

    async def facts(
        self,
        by: str,
        person: Person,
        document: HeldDocument,
        directory: Directory | None,
        *,
        team: str = "",
        chat: Chat | None = None,
        why_not: str = "",
        locale: str = "en",
    ) -> AccessFacts:
        """What is known, told to the audit as asked `by` somebody.

        `team` is the workspace in which the person would ask, their own where it is empty; without a `directory` what
        the records know is all, for the reason `why_not`. With a `chat`, also what a reply there may use.
        """
        team = team or person.team
        known = await self._roles.account_of(person)
        grants = tuple(await asyncio.to_thread(self._library.granted.grants, document.document_id))
        alone = await self._alone(person, team, directory, known, why_not, locale)
        channels = _channels(person.surface, team, (each.label for each in grants))
        settings, together = await self._here(chat, person, directory, locale)
        facts = AccessFacts(
            person=person,
            document_id=document.document_id,
            document=document.name,
            grants=grants,
            alone=alone,
            role=await self._role(person, team, directory),
            is_guest=await _is_guest(person, directory),
            known=known,
            read_ago=directory.read_ago(person, channels) if directory is not None else None,
            chat=chat,
            settings=settings,
            together=together,
        )
        told = {"person": person_name(person), "verdict": facts.verdict.value}
        await asyncio.to_thread(lambda: self._entries.note(by, "explain", document.document_id, **told))
        return facts

    async def _alone(
        self,
        person: Person,
        team: str,
        directory: Directory | None,
        known: KnownPerson | None,
        why_not: str,
        locale: str,
    ) -> Held:
        if directory is None:
            labels = known.groups | labels_of_identities(known.identities) if known is not None else frozenset[str]()
            return Held(labels | {person_label(person)}, why_not or say("explain_no_chat", locale))
        direct = Chat(person.surface, team, "", ChatKind.DIRECT)
        return await self._held(direct, person, directory, locale)

    async def _held(self, chat: Chat, person: Person, directory: Directory, locale: str) -> Held:
        try:
            chosen = await asyncio.to_thread(self._channel_settings.get, chat.surface, chat.team, chat.channel)
            reply = await self._audience.scope_of(chat, person, directory, chosen)
        except AccountDisabledError:
            return Held(frozenset())
        is_foreign = person.team != chat.team
        missing = "" if reply.reduced is None or is_foreign else say(_WHY[reply.reduced], locale)
        return Held(frozenset(reply.scope.labels), missing)

    async def _here(
        self, chat: Chat | None, person: Person, directory: Directory | None, locale: str
    ) -> tuple[ChannelSettings | None, Held | None]:
        if chat is None or directory is None or chat.kind is ChatKind.DIRECT:
            return None, None
        chosen = await asyncio.to_thread(self._channel_settings.get, chat.surface, chat.team, chat.channel)
        return chosen, await self._held(chat, person, directory, locale)

    async def _role(self, person: Person, team: str, directory: Directory | None) -> Role | None:
        try:
            return await self._roles.role_of(person, team_label(person.surface, team), directory)
        except (AccountDisabledError, DirectoryUnavailableError):
            return None


def _channels(surface: str, team: str, labels: Iterable[str]) -> frozenset[str]:
    """The channels of a team among the labels of a document."""
    parsed = (Label.parse(each, surface) for each in labels)
    return frozenset(each.id for each in parsed if each.holders is Holders.CHANNEL and each.team == team)


async def _is_guest(person: Person, directory: Directory | None) -> bool | None:
    if directory is None:
        return None
    try:
        return await directory.is_guest(person)
    except DirectoryUnavailableError:
        return None
