"""What the doctor found, as a table and as JSON."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.command_line.terminal import NARROW, Line, neutral, print_lines
from bot.operations.check import Check

STYLES = {"ok": "green", "warning": "yellow", "broken": "red"}


def print_checks(console: Console, checks: Sequence[Check]) -> None:
    """Prints a table where there is room for one, else a line for each part; remedies stand below their part."""
    if not console.is_terminal or console.width < NARROW:
        lines = [Line(f"{each.part} · {each.kind} · {each.state} · {each.detail}{_behind(each)}") for each in checks]
        print_lines(console, lines)
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in ("Part", "Kind", "State"):
        table.add_column(column, no_wrap=True)
    table.add_column("What was found", overflow="fold")
    for each in checks:
        found = Text(neutral(each.detail))
        if each.remedy:
            found.append(f"\n→ {neutral(each.remedy)}", STYLES[each.state])
        table.add_row(each.part, Text(each.kind, "dim"), Text(each.state, STYLES[each.state]), found)
    console.print(table)


def checks_json(checks: Sequence[Check]) -> list[dict[str, Any]]:
    """The checks as `tcbot doctor --json` prints them."""
    return [
        {
            "part": each.part,
            "kind": each.kind,
            "state": each.state,
            "detail": each.detail,
            "remedy": each.remedy,
            "seconds": round(each.seconds, 3),
        }
        for each in checks
    ]


def _behind(check: Check) -> str:
    return f" → {check.remedy}" if check.remedy else ""
