"""What is asked about a tenant, and by whom its answers are remembered."""

from dataclasses import dataclass

from bot.access.memberships import StampsOf, never_changed
from bot.teams.directory.connectors import Connectors
from bot.teams.directory.senders import Senders
from bot.teams.directory.teams_downloads import TeamsDownloads
from bot.teams.directory.teams_graph import TeamsGraph
from bot.teams.directory.teams_place import TeamsPlaces


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsSources:
    """Without `graph` nobody consented to more than what the connector tells; for `stamps_of` see `Memberships`."""

    places: TeamsPlaces
    senders: Senders
    connectors: Connectors
    downloads: TeamsDownloads
    graph: TeamsGraph | None = None
    stamps_of: StampsOf = never_changed
