"""Options that several commands share."""

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs; nothing else goes to standard output.")]
Readers = Annotated[
    list[str] | None,
    typer.Option(
        "--as",
        metavar="LABEL",
        help="A label that every reader of the answer holds, beside everyone's. May be given several times.",
    ),
]


def checked_labels(labels: list[str] | None, option: str) -> tuple[str, ...]:
    """The labels without repeats; a blank or overlong one is a usage error that names the option."""
    for label in labels or []:
        if not label.strip() or len(label) > 255:
            raise typer.BadParameter(
                f"{label[:40]!r} is not a label. Use 1 to 255 characters, such as everyone or finance.",
                param_hint=f"'{option}'",
            )
    return tuple(dict.fromkeys(label.strip() for label in labels or []))
