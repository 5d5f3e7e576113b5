"""Why somebody can or can't read a document, asked of the chats that are set, without a bot that runs."""

import asyncio
from contextlib import AsyncExitStack

from bot.access.audience import Audience
from bot.access.explain import AccessFacts
from bot.access.named_people import identity_of
from bot.access.naming import account_named
from bot.access.roles import Roles
from bot.chat.chat import Person
from bot.chat.ports import Directory, DirectoryUnavailableError
from bot.chats import set_chats
from bot.records.admin_entries import AdminEntries
from bot.records.channel_settings import ChannelSettingsStore
from bot.records.people import KEY, SSO, WEB, People
from bot.service.explaining import Explaining
from bot.wiring import Engine
from bot.wording.sentences import say

BY = "command line"
"""Who acts, in the audit."""
NO_CHATS = frozenset({WEB, SSO, KEY})
"""Surfaces of people and programs whom no chat knows."""


def explained(engine: Engine, who: str, document: str) -> list[AccessFacts]:
    """What is known of each identity of somebody and each document of a name; empty where there is no such document.

    Raises `UnknownPersonError` for somebody who is neither an identity nor has an account.
    """
    people = People(engine.database)
    named = identity_of(who)
    if named is not None and named.surface not in NO_CHATS:
        identities = [named]
    else:
        known = account_named(people, who)
        in_chats = [each for each in known.identities if each.surface not in NO_CHATS]
        identities = sorted(in_chats or known.identities, key=lambda each: (each.surface, each.team, each.id))
    return asyncio.run(_explained(engine, people, identities, document))


async def _explained(engine: Engine, people: People, identities: list[Person], document: str) -> list[AccessFacts]:
    explaining = _explaining(engine, people)
    documents = await explaining.documents(document)
    found = []
    async with AsyncExitStack() as opening:
        for person in identities if documents else []:
            directory, why_not = await directory_of(engine, opening, person)
            for each in documents:
                found.append(await explaining.facts(BY, person, each, directory, why_not=why_not))
    return found


def _explaining(engine: Engine, people: People) -> Explaining:
    return Explaining(
        audience=audience_of(engine, people),
        roles=Roles.of(engine.settings, people),
        library=engine.library,
        channel_settings=ChannelSettingsStore(engine.database),
        entries=AdminEntries(engine.database),
    )


def audience_of(engine: Engine, people: People) -> Audience:
    """The rules of access as a bot process has them."""
    settings = engine.settings
    guests_are_members = settings.guests_read == "workspace"
    return Audience(engine.library.granted.all_labels, settings.everyone_in, guests_are_members, people=people.known)


async def directory_of(engine: Engine, opening: AsyncExitStack, person: Person) -> tuple[Directory | None, str]:
    """What the person's chat knows; or why it can't be asked."""
    for chat in set_chats(engine.settings):
        if chat.name != person.surface:
            continue
        try:
            directory = (await opening.enter_async_context(chat.look(engine.settings, engine.database)))(person.team)
            await directory.is_guest(person)
        except DirectoryUnavailableError as error:
            return None, say("explain_chat_away", chat=person.surface, why=str(error))
        except Exception as error:  # whatever a chat's own calls raise
            return None, say("explain_chat_away", chat=person.surface, why=type(error).__name__)
        return directory, ""
    return None, say("explain_no_chat")
