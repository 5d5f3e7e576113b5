"""`tcbot teams-package`: the app package for Microsoft Teams."""

from pathlib import Path
from typing import Annotated

import typer

EXAMPLE = "tcbot.example.com"


def teams_package(
    host: Annotated[
        str, typer.Option("--host", help="The host that Teams reaches the bot at, without https://.", metavar="NAME")
    ] = EXAMPLE,
    out: Annotated[Path, typer.Option("--out", help="The zip to write.", dir_okay=False)] = Path("tcbot-teams.zip"),
    website: Annotated[
        str,
        typer.Option(
            "--website",
            help="Where people read who runs the bot and what becomes of what they write; an https address. "
            "By default the host.",
            metavar="URL",
        ),
    ] = "",
) -> None:
    """Write the app package that an admin uploads to Teams, checked against Microsoft's schema.

    TEAMS_APP_ID says for which app. Nothing is sent anywhere.
    """
    from bot.command_line.exit_codes import FAILURE
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.processes.start import program_version, start
    from bot.teams.setup.modes import LOCAL
    from bot.teams.setup.package import PackageValues, app_package
    from bot.teams.setup.package_check import faults_of
    from bot.wording.sentences import say
    from pipelines.settings import SettingsError

    app_id = start().teams_app_id
    if not app_id or app_id == LOCAL:
        raise SettingsError(say("teams_package_no_app"))
    package = app_package(PackageValues(app_id.lower(), host, website or f"https://{host}", program_version()))
    faults = faults_of(package)
    if faults:
        print_lines(open_console(), [Line(say("teams_package_faults"), style="red"), *map(Line, faults)])
        raise typer.Exit(FAILURE)
    out.write_bytes(package)
    lines = [Line(say("teams_package_written", path=str(out)))]
    if host == EXAMPLE:
        lines.append(Line(say("teams_package_example", host=host), style="yellow"))
    print_lines(open_console(), lines)
