"""The account that somebody names: by an identity, by its id, or by a verified address."""

from bot.access.named_people import identity_of, is_address
from bot.records.people import KnownPerson, People
from bot.wording.sentences import say


class UnknownPersonError(LookupError):
    """Nobody is known by this name; the message says what names there are."""


def account_named(people: People, who: str) -> KnownPerson:
    """The account of who is named; raises `UnknownPersonError` where there is none."""
    text = who.strip()
    person = identity_of(text)
    if person is not None:
        found = next(iter(people.known([person]).values()), None)
    else:
        found = people.get(people.by_email(text) if is_address(text) else text[:64])
    if found is None:
        raise UnknownPersonError(say("person_unknown", who=text[:80]))
    return found


def account_for(people: People, who: str, by: str) -> KnownPerson:
    """The same, made anew for an identity that nobody had."""
    person = identity_of(who.strip())
    if person is not None and person.surface not in {"web", "key"}:
        people.ensure(person, by)
    return account_named(people, who)
