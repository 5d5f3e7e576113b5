"""Run as a program: writes docs/settings.md and .env.example, from the settings classes."""

from pathlib import Path

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from bot.settings import BotSettings

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "settings.md"
EXAMPLE = ROOT / ".env.example"
HEAD = """# Settings

Environment variables, or a file `.env` (start from `.env.example`). With none set, everything runs on this machine in
one process; each address replaces one embedded part. A wrong value stops the start and is named. This page is written
by `make settings`.

"""


def _default(field: FieldInfo) -> str:
    """The default as one would write it in an environment; empty where there is none or another field decides."""
    if field.default is PydanticUndefined or field.default is None:
        return ""
    return str(int(field.default)) if isinstance(field.default, bool) else str(field.default)


def _meaning(field: FieldInfo) -> str:
    return " ".join((field.description or "").split())


def table() -> str:
    """The settings as a Markdown table."""
    rows = ["| variable | meaning, and what is allowed | default |", "|---|---|---|"]
    for name, field in BotSettings.model_fields.items():
        default = _default(field)
        rows.append(f"| `{name.upper()}` | {_meaning(field)} | {f'`{default}`' if default else ''} |")
    return "\n".join(rows) + "\n"


def example() -> str:
    """The settings as an .env file in which everything is commented out."""
    head = "# Copy this to .env and remove the # in front of what you set. The environment goes before this file.\n"
    parts = [
        f"\n# {_meaning(field)}\n# {name.upper()}={_default(field)}\n"
        for name, field in BotSettings.model_fields.items()
    ]
    return head + "".join(parts)


def page() -> str:
    """docs/settings.md with the table of now."""
    return HEAD + table()


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    EXAMPLE.write_text(example(), encoding="utf-8")
