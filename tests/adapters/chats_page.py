"""Run as a program: writes `docs/chats.md`, what every chat does, from the rows, and the README's summary of it."""

from collections import Counter
from pathlib import Path

from tests.adapters.rows import CHATS, LETTERS, ROWS, Way

ROOT = Path(__file__).parents[2]
PAGE, README = ROOT / "docs" / "chats.md", ROOT / "README.md"
BEGIN, END = "<!-- chats: written by `make chats` -->\n", "<!-- end of chats -->\n"
NAMES = {"slack": "Slack", "teams": "Microsoft Teams"}
WORDS = {"same": "yes", "adapted": "in another way", "impossible": "no"}
HEAD = """# What TCBot does in each chat

The same bot answers in every chat; below is what it does there, row by row. Each row is judged by tests of its number
in `tests/adapters/`, which know no chat: people, messages, buttons and forms, and what is seen of the answers. *Yes* is
the same everywhere; where a chat has no such thing, the row says what is done instead, or why nothing can be. Written
by `make chats` from `tests/adapters/rows.py`.
"""


def page() -> str:
    """The page as it should be."""
    return HEAD + "".join(_part(letter, title) for letter, title in LETTERS.items())


def summary() -> str:
    """How many rows of each letter hold in each chat, as a Markdown table."""
    lines = [f"| | {' | '.join(NAMES[each] for each in CHATS)} |", "|---" * (1 + len(CHATS)) + "|"]
    for letter, title in LETTERS.items():
        rows = [row for row in ROWS if row.number[0] == letter]
        told = [_counted(Counter(row.way(chat).kind for row in rows)) for chat in CHATS]
        lines.append(f"| {letter}. {title} | {' | '.join(told)} |")
    return "\n".join(lines) + "\n"


def readme(text: str) -> str:
    """The README with that table in its place."""
    before, _, rest = text.partition(BEGIN)
    return before + BEGIN + summary() + END + rest.partition(END)[2]


def _counted(kinds: Counter[str]) -> str:
    return " · ".join(f"{kinds[kind]} {words}" for kind, words in WORDS.items() if kinds[kind])


def _part(letter: str, title: str) -> str:
    names = [NAMES[each] for each in CHATS]
    lines = [f"\n## {letter}. {title}", f"| | | {' | '.join(names)} |", "|---" * (2 + len(names)) + "|"]
    for row in ROWS:
        if row.number[0] == letter:
            told = [_told(row.way(chat)) for chat in CHATS]
            lines.append(f"| {row.number} | {row.sentence} | {' | '.join(told)} |")
    return "\n".join(lines) + "\n"


def _told(way: Way) -> str:
    words = WORDS[way.kind]
    return f"{words}: {way.reason.rstrip('.')}" if way.reason else words


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    README.write_text(readme(README.read_text(encoding="utf-8")), encoding="utf-8")
