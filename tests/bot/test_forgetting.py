"""What is said of the end of a document."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from bot.command_line.forgetting import forget_document, withdraw_document
from bot.engine_parts import Place
from bot.wiring import Engine
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.ports import IndexUnavailableError
from tests.ingest.holdings import VACATION, Holdings


class Full(EmbeddedIndex):
    """An index on a disk that refuses to write what it is to forget."""

    refuses = True

    def forget(self, document_id: str) -> int:
        if self.refuses:
            raise IndexUnavailableError("The index file can't grow. Free some space.")
        return super().forget(document_id)


@dataclass
class Desk:
    """What the sentences need of an engine, without a model."""

    held: Holdings

    @property
    def engine(self) -> Engine:
        return cast(Engine, self)

    @property
    def place(self) -> Place:
        return Place(self.held.folder)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.held, name)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    held = Holdings(tmp_path, Full)
    yield Desk(held)
    held.close()


def test_a_document_that_is_forgotten_to_the_end_can_be_proven(desk: Desk) -> None:
    Full.refuses = False
    identity = desk.held.ingest("Leave Policy.md", VACATION).document_id
    done, lines = forget_document(desk.engine, "Leave Policy.md")
    assert done
    assert lines[0] == "Forgotten: Leave Policy. No answer uses it any more."
    assert lines[1].endswith(f"(checked). To check again: tcbot documents verify-forgotten {identity}")


def test_what_could_not_be_removed_is_said_and_found_by_nobody(desk: Desk) -> None:
    Full.refuses = True
    desk.held.ingest("Leave Policy.md", VACATION)
    done, lines = forget_document(desk.engine, "Leave Policy.md")
    assert not done
    assert lines[0] == "Forgotten: Leave Policy. No answer uses it any more."
    assert "couldn't be removed yet: The index file can't grow. Free some space." in lines[1]
    assert desk.held.found("vacation") == []
    Full.refuses = False
    assert desk.held.sweeper().sweep().finished == 1


def test_withdrawing_says_who_is_left_and_forgets_where_nobody_is(desk: Desk) -> None:
    Full.refuses = False
    desk.held.ingest("leave.md", VACATION, "hr", "sales")
    assert withdraw_document(desk.engine, "leave.md", ["sales"]) == (
        True,
        ["Withdrawn: leave. It can still be read by hr."],
    )
    assert withdraw_document(desk.engine, "leave.md", None)[1][0].startswith("Forgotten: leave.")
    assert withdraw_document(desk.engine, "leave.md", None) == (False, ["I don't have a document called “leave.md”."])
