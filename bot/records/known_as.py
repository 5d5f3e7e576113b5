"""Everything that the records call one person: identities, an account, labels, pseudonyms."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select

from bot.chat.chat import Person
from bot.chat.joined_ids import join_ids, split_ids
from bot.records.people import People
from pipelines.records.chat_tables import SharedInChat
from pipelines.records.database import Database


@dataclass(frozen=True, slots=True)
class KnownAs:
    """One person. `people` are all identities, with the web's; `places` these and where else they shared something.

    `labels` name them in grants and in the audit, `pseudonyms` in questions and verdicts. `account_id` is empty where
    they have no account.
    """

    people: frozenset[Person]
    places: frozenset[Person]
    account_id: str = ""
    pseudonyms: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def labels(self) -> frozenset[str]:
        """The labels of the person, in every team where they were met."""
        return frozenset(join_ids(each.surface, each.team, "user", each.id) for each in self.people | self.places)

    @property
    def actors(self) -> list[str]:
        """What says who shared, granted or made something, where that was the person."""
        return sorted(self.labels | ({self.account_id} - {""}))

    @property
    def ids(self) -> frozenset[str]:
        """The ids that stand for the person alone, wherever they stand."""
        return frozenset(each.id for each in self.people) | self.pseudonyms | ({self.account_id} - {""})

    @property
    def named(self) -> str:
        """What an entry of the audit calls the person: a pseudonym."""
        return min(self.pseudonyms)


def pseudonym_of(database: Database, person: Person) -> str:
    """What questions and verdicts of a person, and the audit's entries of answers, call them."""
    known_as = hashlib.sha256(join_ids(person.surface, person.team, person.id).encode()).hexdigest()
    return database.pseudonym(known_as)


def who_is(database: Database, who: str) -> KnownAs | None:
    """The person whom an identity (`slack:T1:U1`), an account's id or a verified e-mail address names.

    An identity needs no account. None where no account has the id or the address. Raises `ValueError` for what is
    none of the three.
    """
    people, who = People(database), who.strip()
    parts = split_ids(who)
    if len(parts) == 3 and all(parts):
        person = Person(parts[0], parts[1], parts[2])
        known = people.known([person]).get(person)
        return _known_as(
            database, known.identities | {person} if known else {person}, known.account_id if known else ""
        )
    if not who or len(parts) > 1:
        raise ValueError(
            f"{who[:80]!r} names nobody. Say an identity such as slack:T0123456:U0123456, the id of an account, or an "
            "e-mail address."
        )
    account = people.get(people.by_email(who) if "@" in who else who)
    return _known_as(database, account.identities, account.account_id) if account is not None else None


def _known_as(database: Database, people: Iterable[Person], account_id: str) -> KnownAs:
    known = frozenset(people)
    met = set(known)
    with database.reading() as session:
        for each in known:
            shared = select(SharedInChat.team).filter_by(surface=each.surface, sharer=each.id, sharer_team=each.team)
            met |= {Person(each.surface, team, each.id) for team in session.scalars(shared.distinct())}
    return KnownAs(known, frozenset(met), account_id, frozenset(pseudonym_of(database, each) for each in known))
