"""What `deploy/` says of a plain machine: its settings, and how systemd starts a bot and a worker."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
PROGRAM = "/opt/tcbot/bin/tcbot"
HOLE = "change-me"


def deployed_settings(values: Mapping[str, str]) -> dict[str, str]:
    """The settings of deploy/tcbot.env.example with these values in the place of its own, and beside them.

    Raises `ValueError` where a `change-me` is left.
    """
    text = (DEPLOY / "tcbot.env.example").read_text(encoding="utf-8")
    example = dict(re.findall(r"^([A-Z_]+)=(.*)$", text, re.MULTILINE))
    if left := sorted(name for name, value in example.items() if HOLE in value and name not in values):
        raise ValueError(f"tcbot.env.example leaves {', '.join(left)} to be filled in.")
    return example | dict(values)


@dataclass(frozen=True)
class Unit:
    """How systemd starts one instance: the program's arguments, and the environment that the unit adds."""

    arguments: tuple[str, ...]
    variables: Mapping[str, str]


def unit(name: str, instance: int, folder: Path) -> Unit:
    """`tcbot-<name>@<instance>.service`, its folders below `folder`.

    Raises `ValueError` where the unit starts something else than tcbot.
    """
    text = (DEPLOY / "systemd" / f"tcbot-{name}@.service").read_text(encoding="utf-8")
    text = text.replace("%i", str(instance)).replace("=/var/lib/", f"={folder}/").replace("=/run/", f"={folder}/")
    [started] = re.findall(r"^ExecStart=(.*)$", text, re.MULTILINE)
    program, *arguments = started.split()
    if program != PROGRAM:
        raise ValueError(f"The unit starts {program}, not {PROGRAM}.")
    return Unit(tuple(arguments), dict(re.findall(r"^Environment=([A-Z_]+)=(.*)$", text, re.MULTILINE)))
