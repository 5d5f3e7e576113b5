"""Run as a program: writes the settings into the README's table and into .env.example, from the settings classes."""

from pathlib import Path

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from bot.settings import BotSettings

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
EXAMPLE = ROOT / ".env.example"
BEGIN, END = "<!-- settings: written by `make settings` -->\n", "<!-- end of settings -->\n"


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


def readme() -> str:
    """The README with the table of now."""
    before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{table()}{END}{after}"


if __name__ == "__main__":
    README.write_text(readme(), encoding="utf-8")
    EXAMPLE.write_text(example(), encoding="utf-8")
