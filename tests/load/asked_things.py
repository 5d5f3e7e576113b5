"""What people ask under load: each question has one page of the sample documents that answers it."""

from dataclasses import dataclass

from bot.samples.catalogue import CONTRACT, HANDBOOK, MANUAL


@dataclass(frozen=True)
class AskedThing:
    """A question, and the document and page that a reply to it has to name."""

    text: str
    document: str
    page: int

    @property
    def place(self) -> str:
        """How a reply names it."""
        return f"{self.document.removesuffix('.pdf')}, p. {self.page}"


ASKED_THINGS = (
    AskedThing("How many days of unused vacation can I carry over, and when do they expire?", HANDBOOK, 7),
    AskedThing("What is the liability limit of each party in a contract year?", CONTRACT, 3),
    AskedThing("How long is the probation period?", HANDBOOK, 5),
    AskedThing("How often are certificates of the electrical safety course renewed?", HANDBOOK, 5),
    AskedThing("When can everyone expect to reach me, what are the core hours?", HANDBOOK, 6),
    AskedThing("How is overtime on Sundays and public holidays paid?", HANDBOOK, 6),
    AskedThing("On how many days a week may employees work from home?", HANDBOOK, 6),
    AskedThing("Before what time do I have to call when I am sick?", HANDBOOK, 9),
    AskedThing("How many paid days are there after the death of a close relative?", HANDBOOK, 9),
    AskedThing("On which day of the month are salaries paid?", HANDBOOK, 10),
    AskedThing("What is the target of the annual bonus?", HANDBOOK, 10),
    AskedThing("What is the monthly limit of a company card?", HANDBOOK, 12),
    AskedThing("Which oil does the drive of the pump hold?", MANUAL, 9),
    AskedThing("How long does the firmware update of the pump take?", MANUAL, 10),
    AskedThing("When do the inspections take place?", CONTRACT, 7),
    AskedThing("Which law governs the agreement?", CONTRACT, 5),
)
