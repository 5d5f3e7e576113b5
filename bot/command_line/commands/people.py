"""`tcbot people`: who may do what, and as whom people are known."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.chat.role import EVERY_TEAM, Role
from bot.command_line.commands.options import AsJson
from bot.command_line.commands.person_data import erase, export

if TYPE_CHECKING:
    from bot.records.people import People

BY = "command line"
"""Who acts, in the audit."""

Who = Annotated[
    str,
    typer.Argument(
        metavar="WHO", help="slack:TEAM:USER, teams:TENANT:USER, an account's id, or a verified e-mail address."
    ),
]
Identity = Annotated[str, typer.Argument(metavar="IDENTITY", help="slack:TEAM:USER or teams:TENANT:USER.")]
Team = Annotated[
    str, typer.Option("--team", metavar="LABEL", help="In this team alone, such as slack:T0123456. Else in all.")
]
Group = Annotated[str, typer.Argument(metavar="GROUP", help="The name of a group, such as hr.")]

people = typer.Typer(
    name="people", no_args_is_help=True, add_completion=False, help="Who may do what, and as whom people are known."
)
group = typer.Typer(name="group", no_args_is_help=True, add_completion=False, help="Groups of your own.")
people.add_typer(group)
people.command()(export)
people.command()(erase)


@people.command("list")
def listed(as_json: AsJson = False) -> None:
    """List the accounts with their identities, roles and groups."""
    from bot.command_line.json_shapes import json_text
    from bot.command_line.people_lines import people_json, person_lines
    from bot.records.people import MOST_LISTED
    from bot.wording.sentences import say

    def act(of: "People") -> list[str]:
        known = of.all()
        called = of.called([each.account_id for each in known])
        if as_json:
            typer.echo(json_text(people_json(known, called)))
            return []
        lines = [line for each in known for line in person_lines(each, called)]
        if of.count() > len(known):
            lines.append(say("people_more", count=MOST_LISTED))
        return lines or [say("people_none")]

    _done(act)


@people.command()
def grant(who: Who, role: Annotated[Role, typer.Argument(metavar="ROLE")], team: Team = EVERY_TEAM) -> None:
    """Let somebody be a viewer (asks), an uploader (also shares files) or an admin (may do everything)."""
    _check_team(team)
    from bot.access.naming import account_for
    from bot.wording.sentences import say

    def act(of: "People") -> list[str]:
        account = account_for(of, who, BY).account_id
        of.grant(account, team, role, BY)
        return [say("people_granted", account=account, role=role.value, team=team)]

    _done(act)


@people.command()
def revoke(who: Who, team: Team = EVERY_TEAM) -> None:
    """Take back what was granted: what members may do by DEFAULT_ROLE holds then."""
    _check_team(team)
    _changed(who, "people_revoked", "people_not_granted", lambda of, account: of.revoke(account, team, BY), team=team)


@people.command()
def link(who: Who, identity: Identity) -> None:
    """Say that an identity is somebody's, too: what they may read by one they may read by all."""
    person = _identity(identity)
    from bot.access.naming import account_for
    from bot.wording.sentences import say

    def act(of: "People") -> list[str]:
        account = account_for(of, who, BY).account_id
        of.link(account, person, "admin", BY)
        return [say("people_linked", account=account, identity=identity.strip())]

    _done(act)


@people.command()
def unlink(identity: Identity) -> None:
    """Take an identity from the account that it belongs to."""
    person = _identity(identity)
    from bot.access.naming import UnknownPersonError
    from bot.wording.sentences import say

    def act(of: "People") -> list[str]:
        if not of.unlink(person, BY):
            raise UnknownPersonError(say("person_unknown", who=identity.strip()[:80]))
        return [say("people_unlinked", identity=identity.strip())]

    _done(act)


@people.command()
def disable(who: Who) -> None:
    """Shut somebody out, by all of their identities: questions are refused, sessions are over."""
    from bot.access.naming import account_for
    from bot.wording.sentences import say

    def act(of: "People") -> list[str]:
        account = account_for(of, who, BY).account_id
        of.disable(account, True, BY)
        return [say("people_shut_out", account=account)]

    _done(act)


@people.command()
def enable(who: Who) -> None:
    """Let somebody in again."""
    _changed(who, "people_let_in", "people_let_in", lambda of, account: of.disable(account, False, BY))


@people.command()
def groups() -> None:
    """List the groups, whoever says who is in them, with the number of their people."""
    from bot.wording.sentences import say

    _done(
        lambda of: (
            [say("people_group", group=label, count=count) for label, count in of.groups().items()]
            or [say("people_no_groups")]
        )
    )


@group.command("add")
def add_to_group(name: Group, who: Who) -> None:
    """Put somebody into a group: they read what is for group:GROUP."""
    _change_group(name, who, is_in=True)


@group.command("remove")
def remove_from_group(name: Group, who: Who) -> None:
    """Take somebody out of a group, as far as you put them in; what a sign-in says of them stays."""
    _change_group(name, who, is_in=False)


def _change_group(name: str, who: str, is_in: bool) -> None:
    label = _group_label(name)
    from bot.access.naming import account_for, account_named
    from bot.records.people import ADMINS_SOURCE
    from bot.wording.sentences import say

    def act(of: "People") -> list[str]:
        account = (account_for(of, who, BY) if is_in else account_named(of, who)).account_id
        is_new = of.change_group(account, label, is_in, ADMINS_SOURCE, BY)
        key = "people_group_same" if not is_new else "people_group_in" if is_in else "people_group_out"
        return [say(key, account=account, group=label)]

    _done(act)


def _changed(who: str, done: str, nothing: str, change: Callable[["People", str], bool], **values: Any) -> None:
    """Changes an account that there is; says whether that changed anything."""
    from bot.access.naming import account_named
    from bot.wording.sentences import say

    def act(of: "People") -> list[str]:
        account = account_named(of, who).account_id
        return [say(done if change(of, account) else nothing, account=account, **values)]

    _done(act)


def _done(act: Callable[["People"], Sequence[str]]) -> None:
    """Does it with the accounts of this place, and prints what came of it; who isn't known ends it with 1."""
    from bot.access.naming import UnknownPersonError
    from bot.command_line.exit_codes import FAILURE
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.processes.start import start
    from bot.records.people import People
    from bot.wiring import Engine

    with Engine(start()) as engine:
        try:
            lines, code = act(People(engine.database)), 0
        except UnknownPersonError as error:
            lines, code = [str(error)], FAILURE
    if lines:
        print_lines(open_console(), [Line(line, style="red" if code else "") for line in lines])
    raise typer.Exit(code)


def _identity(text: str) -> Any:
    from bot.access.named_people import identity_of

    person = identity_of(text)
    if person is None or person.surface in {"web", "key"}:
        raise typer.BadParameter(
            f"{text[:80]!r} is no identity. Write slack:TEAM:USER or teams:TENANT:USER.", param_hint="IDENTITY"
        )
    return person


def _check_team(team: str) -> None:
    from bot.chat.joined_ids import split_ids

    if team != EVERY_TEAM and not (len(split_ids(team)) == 2 and all(split_ids(team))):
        raise typer.BadParameter(f"{team[:80]!r} is no team. Write one such as slack:T0123456.", param_hint="'--team'")


def _group_label(name: str) -> str:
    from bot.access.labels import LONGEST_LABEL, group_label

    if not name.strip() or len(name) > LONGEST_LABEL - 32:
        raise typer.BadParameter(f"{name[:40]!r} is no name of a group. Use 1 to 223 characters.", param_hint="GROUP")
    return group_label(name)
