"""Which workspaces may use the bot: those that are named, else the token's own, else the first that installed it."""

import asyncio

from bot.access.admitted_teams import AdmittedTeams


def said(teams: AdmittedTeams, *asked: str) -> list[tuple[bool, bool]]:
    """Whether each of them is admitted, and whether it may install the app."""

    async def ask() -> list[tuple[bool, bool]]:
        return [(await teams.admits(each), await teams.may_install(each)) for each in asked]

    return asyncio.run(ask())


def admitted(named: tuple[str, ...] = (), token_team: str = "", first: str = "") -> AdmittedTeams:
    async def of_token() -> str:
        return token_team

    return AdmittedTeams(named, of_token, lambda: first, has_token=bool(token_team))


def test_those_that_are_named_and_no_others() -> None:
    named = admitted(("T1", "T2"), first="T9")
    assert said(named, "T1", "T2", "T9", "") == [(True, True), (True, True), (False, False), (False, False)]


def test_with_a_token_its_own_workspace_alone() -> None:
    assert said(admitted(token_team="T1", first="T9"), "T1", "T9", "") == [
        (True, True),
        (False, False),
        (False, False),
    ]


def test_without_any_the_first_that_installed_it() -> None:
    assert said(admitted(), "T1", "") == [(False, True), (False, True)]
    assert said(admitted(first="T1"), "T1", "T2") == [(True, True), (False, False)]
