"""Rows of a table that go on with the row above: they leave its first cell empty, as below merged cells."""

from pipelines.text.sentences import is_named_row

MOST = 5
"""Rows that are looked through for those that belong together."""


def goes_on(row: str, above: str) -> bool:
    """Whether a row `Head: value | …` has heads of the one above alone, and not its first."""
    named, heads = _heads(row), _heads(above)
    return bool(named) and is_named_row(above) and set(named) < set(heads) and heads[0] not in named


def _heads(row: str) -> list[str]:
    """The heads that a row names before its values; none where a cell has no head."""
    cells = [cell.partition(": ") for cell in row.split(" | ")]
    return [head for head, _, _ in cells] if all(colon for _, colon, _ in cells) else []
