"""Where the bot is installed, with the tokens that it calls the chat with."""

from dataclasses import dataclass, field

from sqlalchemy import select

from bot.chat.joined_ids import join_ids
from pipelines.audit import audit
from pipelines.records.chat_tables import InstalledApp
from pipelines.records.database import Database
from pipelines.records.tables import now


@dataclass(frozen=True, slots=True)
class Installation:
    """The bot in one workspace, or in all of an enterprise, where `team` is empty."""

    surface: str
    team: str
    enterprise: str
    name: str
    bot_id: str
    bot_user: str
    bot_token: str = field(repr=False)
    scopes: tuple[str, ...]
    installed_by: str

    @property
    def place(self) -> str:
        """The id of what it is installed in: of the workspace, or of the enterprise."""
        return self.team or self.enterprise


class Installations:
    """All installations; tokens are sealed. Each method is one transaction; errors of the database pass through."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, installation: Installation) -> None:
        """Adds the installation, or replaces that of the same place, which keeps its place in the order of time."""
        if not installation.place:
            raise ValueError("An installation needs the id of its team, or of its enterprise.")
        row = InstalledApp(
            surface=installation.surface,
            place=installation.place,
            team=installation.team,
            enterprise=installation.enterprise,
            name=installation.name,
            bot_id=installation.bot_id,
            bot_user=installation.bot_user,
            bot_token=installation.bot_token,
            scopes=list(installation.scopes),
            installed_by=installation.installed_by,
            installed_at=now(),
        )
        with self._database.session() as session:
            before = session.get(InstalledApp, (row.surface, row.place))
            if before is not None:
                row.installed_at = before.installed_at
            session.merge(row)
            actor = join_ids(installation.surface, installation.place, installation.installed_by)
            target = join_ids(installation.surface, installation.place)
            audit(session, actor, "install", target, scopes=list(installation.scopes))

    def find(self, surface: str, team: str, enterprise: str = "") -> Installation | None:
        """The team's own installation, else that of the whole enterprise; None where there is neither."""
        with self._database.reading() as session:
            for place in filter(None, (team, enterprise)):
                row = session.get(InstalledApp, (surface, place))
                if row is not None:
                    return _installation(row)
        return None

    def first(self, surface: str) -> str:
        """The team that installed the bot before all others; empty where none has."""
        asked = (
            select(InstalledApp.team)
            .where(InstalledApp.surface == surface, InstalledApp.team != "")
            .order_by(InstalledApp.installed_at, InstalledApp.team)
            .limit(1)
        )
        with self._database.reading() as session:
            return session.scalar(asked) or ""

    def remove(self, surface: str, team: str) -> None:
        """Forgets a team's token, or that of an enterprise by its id; nothing where there is none."""
        with self._database.session() as session:
            row = session.get(InstalledApp, (surface, team))
            if row is not None:
                session.delete(row)
                place = join_ids(surface, team)
                audit(session, place, "uninstall", place)

    def all(self, surface: str) -> list[Installation]:
        """Every installation of this chat, by place."""
        asked = select(InstalledApp).where(InstalledApp.surface == surface).order_by(InstalledApp.place)
        with self._database.reading() as session:
            return [_installation(row) for row in session.scalars(asked)]


def _installation(row: InstalledApp) -> Installation:
    return Installation(
        surface=row.surface,
        team=row.team,
        enterprise=row.enterprise,
        name=row.name,
        bot_id=row.bot_id,
        bot_user=row.bot_user,
        bot_token=row.bot_token,
        scopes=tuple(row.scopes),
        installed_by=row.installed_by,
    )
