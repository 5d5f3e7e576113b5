"""How the bot behaves in a channel: what the channel's managers chose, and what holds where nobody chose."""

from dataclasses import asdict, dataclass
from typing import Literal, get_args, get_type_hints

from bot.chat.chat import Person
from pipelines.audit import audit
from pipelines.records.chat_tables import ChannelChoice
from pipelines.records.database import Database


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """What the bot answers to, from which documents, and where it replies; another value raises `ValueError`.

    `answers_to`: mentions alone, or whatever reads like a question as well. `documents`: those of the workspace and
    of the channel, or of the channel alone. `replies`: in the thread, or seen by the asker alone.
    """

    answers_to: Literal["mentions", "questions"] = "mentions"
    documents: Literal["workspace", "channel"] = "workspace"
    replies: Literal["thread", "private"] = "thread"

    def __post_init__(self) -> None:
        for name, kind in get_type_hints(ChannelSettings).items():
            chosen, allowed = getattr(self, name), get_args(kind)
            if chosen not in allowed:
                raise ValueError(f"The setting {name} can't be {chosen!r}: choose one of {', '.join(allowed)}.")


class ChannelSettingsStore:
    """The settings of all channels. Each method is one transaction; errors of the database pass through."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, surface: str, team: str, channel: str) -> ChannelSettings:
        """The channel's settings."""
        with self._database.reading() as session:
            chosen = session.get(ChannelChoice, (surface, team, channel))
        if chosen is None:
            return ChannelSettings()
        return ChannelSettings(chosen.answers_to, chosen.documents, chosen.replies)  # type: ignore[arg-type]

    def set(self, surface: str, team: str, channel: str, settings: ChannelSettings, by: Person) -> None:
        """Changes them, and says in the audit who did."""
        chosen = asdict(settings)
        with self._database.session() as session:
            session.merge(ChannelChoice(surface=surface, team=team, channel=channel, **chosen))
            actor, target = f"{by.surface}:{by.team}:{by.id}", f"{surface}:{team}:{channel}"
            audit(session, actor, "channel-settings", target, **chosen)
