"""`tcbot web`: the bot."""

from typing import Annotated

import typer


def web(
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Where to listen.")] = 8080,
    host: Annotated[
        str, typer.Option("--host", help="The address to listen at; 0.0.0.0 for all of this machine.")
    ] = "127.0.0.1",
) -> None:
    """Be the bot in the chats that are set, until Ctrl+C or SIGTERM.

    Slack needs SLACK_BOT_TOKEN (or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET), and SLACK_SIGNING_SECRET for HTTP or
    SLACK_APP_TOKEN for Socket Mode. Teams needs TEAMS_APP_ID, TEAMS_TENANT_ID and TEAMS_APP_PASSWORD (or
    TEAMS_CERTIFICATE or TEAMS_MANAGED_IDENTITY). With nothing set, a program on this machine such as the Microsoft 365
    Agents Playground can be Teams. Without REDIS_URL it takes files out of the queue, too; with it, that is done by
    `tcbot worker`. Also at /healthz, /readyz and /metrics.
    """
    from bot.processes.start import start

    settings = start()
    from bot.chats import check_chats, in_some_chat

    settings = in_some_chat(settings, host)
    check_chats(settings, host)
    from bot.command_line.web_ready import web_ready
    from bot.processes.traced import traced
    from bot.web.server import run_bot
    from bot.wiring import Engine

    with traced(settings), Engine(settings) as engine:
        run_bot(engine, host, port, lambda: web_ready(settings, host, port))
