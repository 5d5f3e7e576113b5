"""`tcbot web`: the bot."""

from typing import Annotated

import typer


def web(
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Where to listen.")] = 8080,
    host: Annotated[
        str, typer.Option("--host", help="The address to listen at; 0.0.0.0 for all of this machine.")
    ] = "127.0.0.1",
) -> None:
    """Be the bot in Slack, until Ctrl+C or SIGTERM.

    Needs SLACK_BOT_TOKEN (or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET), and SLACK_SIGNING_SECRET for HTTP or
    SLACK_APP_TOKEN for Socket Mode. Without REDIS_URL it takes files out of the queue, too; with it, that is done by
    `tcbot worker`. Also at /healthz, /readyz and /metrics.
    """
    from bot.start import start

    settings = start()
    from bot.slack.ways import check_ways

    check_ways(settings)
    import sys

    from bot.serving import Serving
    from bot.terminal import Line, open_console, print_lines
    from bot.web import build_web
    from bot.web_server import listening, serve
    from bot.wiring import Engine
    from bot.wording import say

    with listening(host, port) as listener, Engine(settings) as engine:
        engine.forgetter  # noqa: B018 - records and index fail fast, before somebody thinks that it runs
        address = f"http://{host}:{port}"

        def ready() -> None:
            print_lines(open_console(sys.stderr), [Line(say("web_ready", address=address))])

        serve(build_web(Serving(engine)), listener, ready)
