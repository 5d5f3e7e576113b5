"""`tcbot …`: the table of commands. Importing it costs little, so that help is instant."""

from typing import Annotated

import typer

from bot.command_line.commands.access import access
from bot.command_line.commands.api_keys import api_keys
from bot.command_line.commands.ask import ask
from bot.command_line.commands.audit import audit
from bot.command_line.commands.backup import backup, restore
from bot.command_line.commands.console import console
from bot.command_line.commands.demo import demo
from bot.command_line.commands.doctor import doctor
from bot.command_line.commands.documents import documents, forget
from bot.command_line.commands.evaluate import evaluate
from bot.command_line.commands.ingest import ingest
from bot.command_line.commands.inspect import inspect
from bot.command_line.commands.jobs import jobs
from bot.command_line.commands.keys import keys
from bot.command_line.commands.people import people
from bot.command_line.commands.questions import feedback, questions
from bot.command_line.commands.reindex import reindex
from bot.command_line.commands.search import search
from bot.command_line.commands.sessions import sessions
from bot.command_line.commands.sweep import sweep
from bot.command_line.commands.teams_package import teams_package
from bot.command_line.commands.web import web
from bot.command_line.commands.worker import worker
from bot.processes.start import program_version

app = typer.Typer(
    name="tcbot",
    help="Answers questions from your own documents, every sentence cited to its page.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # pretty help takes a third of a second to import
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"tcbot {program_version()}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Say the version and exit.")
    ] = False,
) -> None:
    """Answers questions from your own documents, every sentence cited to its page.

    Settings come from the environment and the file .env; `tcbot doctor` shows what they lead to.
    """


app.command()(demo)
app.command()(ingest)
app.command()(ask)
app.command()(search)
app.add_typer(documents)
app.add_typer(jobs, name="jobs")
app.command()(web)
app.command()(worker)
app.command("teams-package")(teams_package)
app.command()(forget)
app.command()(sweep)
app.command()(backup)
app.command()(restore)
app.command()(reindex)
app.add_typer(keys)
app.add_typer(people)
app.add_typer(access)
app.command()(inspect)
app.add_typer(questions)
app.add_typer(feedback)
app.add_typer(api_keys)
app.add_typer(sessions)
app.add_typer(audit)
app.command()(console)
app.command("eval")(evaluate)
app.command()(doctor)
