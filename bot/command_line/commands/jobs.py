"""`tcbot jobs`: files on their way, and how they ended."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command_line.commands.options import AsJson

if TYPE_CHECKING:
    from ingest.job import JobView
    from ingest.jobs.job_records import JobRecords

jobs = typer.Typer(invoke_without_command=True, no_args_is_help=False)
JobId = Annotated[str, typer.Argument(metavar="ID", help="A job's id, or the start of it, as `tcbot jobs` shows it.")]


@jobs.callback()
def list_jobs(
    context: typer.Context,
    active: Annotated[bool, typer.Option("--active", help="Only those that wait or run.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the files that were shared lately and how far each is; those under way first."""
    if context.invoked_subcommand is not None:
        return
    from bot.command_line.json_shapes import job_json, json_text
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.processes.start import start
    from bot.wiring import Engine
    from bot.wording.job_lines import job_line
    from bot.wording.sentences import say

    with Engine(start()) as engine:
        found = engine.jobs.newest(active=active)
    if as_json:
        typer.echo(json_text([job_json(job) for job in found]))
    else:
        print_lines(open_console(), [Line(job_line(job)) for job in found] or [Line(say("no_jobs"))])


@jobs.command()
def show(job_id: JobId, as_json: AsJson = False) -> None:
    """Show one job: where it stands, why, and what can be done."""
    _with_job(job_id, as_json, lambda records, job: records.get(job.id))


@jobs.command()
def cancel(job_id: JobId, as_json: AsJson = False) -> None:
    """End a job. One that runs stops within seconds, and nothing of its file stays; what was ready before still is."""
    _with_job(job_id, as_json, lambda records, job: records.cancel(job.id))


@jobs.command()
def retry(job_id: JobId, as_json: AsJson = False) -> None:
    """Try a job again that failed, was cancelled or was given up. Its file counts as shared now."""
    _with_job(job_id, as_json, lambda records, job: records.retry(job.id))


def _with_job(job_id: str, as_json: bool, act: "Callable[[JobRecords, JobView], JobView | None]") -> None:
    """Does something with the one job whose id starts like this, and shows it; exits with 1 where there is none."""
    from bot.command_line.exit_codes import FAILURE
    from bot.command_line.json_shapes import job_json, json_text
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.processes.start import start
    from bot.wiring import Engine
    from bot.wording.job_lines import job_lines
    from bot.wording.sentences import say

    with Engine(start()) as engine:
        found = engine.jobs.named(job_id.strip().lower())
        job = act(engine.jobs, found[0]) if len(found) == 1 else None
    if job is None:
        key = "job_several" if len(found) > 1 else "job_unknown"
        print_lines(open_console(), [Line(say(key, value=job_id[:40]))])
        raise typer.Exit(FAILURE)
    if as_json:
        typer.echo(json_text(job_json(job)))
    else:
        print_lines(open_console(), [Line(line) for line in job_lines(job)])
