"""What activities said of who sent them: for their language, their role, and their id for the connector."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

MOST: Final = 10_000
"""People that are remembered, in memory alone: who is forgotten is looked up."""
ANONYMOUS: Final = "anonymous"
GUEST: Final = "guest"


@dataclass(frozen=True, slots=True)
class Sender:
    """A person by what their last activity said: `member` is their id for the connector (29:…), `tenant` their own,
    `role` empty where it wasn't told, `channel` where it was.
    """

    member: str = ""
    tenant: str = ""
    locale: str = ""
    role: str = ""
    channel: str = ""
    name: str = field(default="", repr=False)


class Senders:
    """The people who wrote or pressed something lately, by tenant and Entra object id."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str], Sender] = OrderedDict()

    def saw(self, tenant: str, person: str, sender: Sender) -> None:
        """Remembers what an activity in a tenant said of a person; what it didn't say stays as it was."""
        before = self._known.pop((tenant, person), Sender())
        self._known[tenant, person] = Sender(
            member=sender.member or before.member,
            tenant=sender.tenant or before.tenant,
            locale=sender.locale or before.locale,
            role=sender.role or before.role,
            channel=sender.channel or before.channel,
            name=sender.name or before.name,
        )
        while len(self._known) > MOST:
            self._known.popitem(last=False)

    def of(self, tenant: str, person: str) -> Sender:
        """What is known of a person; nothing where they sent nothing to this process."""
        return self._known.get((tenant, person), Sender())
