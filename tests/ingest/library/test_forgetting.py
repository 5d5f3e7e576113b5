"""What is forgotten is gone for the next search, then everywhere, and a look everywhere proves it."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

from ingest.library.forgetting import Trace
from ingest.library.held_documents import NewVersion
from ingest.library.library import ForgottenMeanwhileError, version_key
from pipelines.records.tables import AskedQuestion, AuditEntry, CitedPage, Grant
from pipelines.types import DocumentType
from tests.ingest.holdings import TRAVEL, VACATION, Holdings, put_row

ROOT = Path(__file__).parents[3]


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Holdings]:
    opened = Holdings(tmp_path)
    yield opened
    opened.close()


def audit(held: Holdings) -> list[tuple[str, dict[str, int]]]:
    with held.database.reading() as session:
        return [(entry.action, entry.details) for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]


def test_from_the_tombstone_on_no_search_gives_the_document_away(held: Holdings) -> None:
    leave = held.ingest("leave.md", VACATION)
    held.ingest("travel.md", TRAVEL)
    assert held.library.forget(leave.document_id)
    assert held.rows.rows_of(leave.document_id) > 0  # its rows are still there
    assert held.found("vacation") == held.found("flight") == ["travel.md"]
    assert [document.name for document in held.library.documents()] == ["travel.md"]


def test_what_is_forgotten_leaves_every_place(held: Holdings) -> None:
    leave = held.ingest("leave.md", VACATION)
    held.ingest("leave.md", VACATION + " Then they expire.")
    travel = held.ingest("travel.md", TRAVEL)
    held.answer("q1", leave, travel)
    held.answer("q2", travel)
    (version_id,) = [document.version_id for document in held.library.documents() if document.name == "leave.md"]
    held.cache.folder.mkdir()
    (held.cache.folder / f"{version_id}.pages").write_bytes(b"sealed")
    assert {trace.place for trace in held.forgetter.traces(leave.document_id)} == {"search", "records"}

    assert held.forgetter.forget(leave.document_id, "alice")
    assert not held.forgetter.forget(leave.document_id, "alice")
    assert held.forgetter.verify(leave.document_id, "alice") == []
    assert held.rows.rows_of(leave.document_id) == 0
    assert held.vault.traces(version_id) == list(held.cache.folder.iterdir()) == []
    with held.database.reading() as session:
        answers = {row.id: (row.answer, row.standalone) for row in session.scalars(select(AskedQuestion))}
        cited = session.execute(select(CitedPage.question_id, CitedPage.document_id)).all()
    assert answers == {"q1": ("", ""), "q2": (VACATION, VACATION)}
    assert cited == [("q1", travel.document_id), ("q2", travel.document_id)]
    assert [action for action, _ in audit(held)][-2:] == ["forget", "verify-forgotten"]
    assert audit(held)[-1] == ("verify-forgotten", {"left": 0})
    assert held.found("flight") == ["travel.md"]


def _plant_in_search(held: Holdings, document_id: str, _version_id: str) -> None:
    put_row(held.rows, document_id)


def _plant_in_records(held: Holdings, document_id: str, _version_id: str) -> None:
    with held.database.session() as session:
        session.add(Grant(document_id=document_id, label="hr", place="#hr", granted_by="bob"))


def _plant_a_name(held: Holdings, document_id: str, _version_id: str) -> None:
    with held.database.session() as session:
        session.execute(text("UPDATE documents SET title = (SELECT title FROM documents WHERE forgotten_at IS NULL)"))


def _plant_a_quote(held: Holdings, document_id: str, version_id: str) -> None:
    with held.database.session() as session:
        question = AskedQuestion(id="late", text="?", standalone="", scope=[], outcome="answered", answer="")
        question.citations = [CitedPage(n=1, document_id=document_id, version_id=version_id, page=1, quote=VACATION)]
        session.add(question)


def _plant_in_vault(held: Holdings, _document_id: str, version_id: str) -> None:
    (Path(held.vault.address) / f"{version_id}.{'0' * 16}").write_bytes(b"a body without its entry")


def _plant_in_cache(held: Holdings, _document_id: str, version_id: str) -> None:
    held.cache.folder.mkdir(exist_ok=True)
    (held.cache.folder / f"{version_id}.pages").write_bytes(b"sealed")


@pytest.mark.parametrize(
    ("plant", "place"),
    [
        (_plant_in_search, "search"),
        (_plant_in_records, "records"),
        (_plant_a_name, "records"),
        (_plant_a_quote, "records"),
        (_plant_in_vault, "vault"),
        (_plant_in_cache, "cache"),
    ],
)
def test_whatever_is_left_anywhere_is_found_and_named(
    held: Holdings, plant: Callable[[Holdings, str, str], None], place: str
) -> None:
    leave = held.ingest("leave.md", VACATION)
    held.ingest("travel.md", TRAVEL)
    (version_id,) = [each.version_id for each in held.library.documents() if each.name == "leave.md"]
    held.forgetter.forget(leave.document_id)
    plant(held, leave.document_id, version_id)
    found = held.forgetter.verify(leave.document_id)
    assert {trace.place for trace in found} == {place}
    assert all(isinstance(trace, Trace) and trace.count > 0 and trace.what for trace in found)
    assert held.found("zanthrope vacation") == ["travel.md"]
    action, details = audit(held)[-1]
    assert (action, details["left"], details[place]) == ("verify-forgotten", *[sum(each.count for each in found)] * 2)
    assert held.sweeper().sweep().finished == 1
    assert held.forgetter.verify(leave.document_id) == []
    assert held.sweeper().sweep().finished == 0


def test_a_look_at_a_document_that_is_here_or_on_its_way_back_takes_nothing_from_it(held: Holdings) -> None:
    leave = held.ingest("leave.md", VACATION)
    assert held.forgetter.verify(leave.document_id) != []
    assert held.found("vacation") == ["leave.md"]
    held.forgetter.forget(leave.document_id)
    sha256 = "0" * 64
    new = NewVersion(
        leave.document_id, version_key(leave.document_id, sha256), "leave.md", "Leave", sha256, "text/markdown",
        DocumentType.GENERAL, 1, 9,
    )  # fmt: skip
    held.library.begin(new)
    assert [trace.what for trace in held.forgetter.verify(leave.document_id)] == ["versions"]
    assert held.library.finish(new, 1, ["everyone"]) == ("everyone",)


KILLED = """
import os, signal, sys
from pathlib import Path
from ingest.originals.vault import Vault
from pipelines.embedded_index.index import EmbeddedIndex
from tests.ingest.holdings import Holdings

class DiesBeforePurging(EmbeddedIndex):
    def forget(self, document_id):
        os.kill(os.getpid(), signal.SIGKILL)

class DiesAfterPurging(EmbeddedIndex):
    def forget(self, document_id):
        super().forget(document_id)
        os.kill(os.getpid(), signal.SIGKILL)

class DiesDeleting(Vault):
    def delete(self, key):
        self._files.remove(f"{{key}}.key")
        os.kill(os.getpid(), signal.SIGKILL)

index = {{"before": DiesBeforePurging, "after": DiesAfterPurging}}.get({step!r}, EmbeddedIndex)
held = Holdings(Path({folder!r}), index, DiesDeleting if {step!r} == "vault" else Vault)
held.forgetter.forget({document_id!r})
"""


@pytest.mark.parametrize("step", ["before", "after", "vault"])
def test_a_forgetting_that_is_killed_on_its_way_is_finished_by_the_next_sweep(
    held: Holdings, tmp_path: Path, step: str
) -> None:
    leave = held.ingest("leave.md", VACATION)
    script = KILLED.format(step=step, folder=str(tmp_path), document_id=leave.document_id)
    killed = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False, capture_output=True)
    assert killed.returncode == -9, killed.stderr
    assert held.found("vacation") == []
    assert held.tombstones.unfinished() == [leave.document_id]
    assert held.sweeper().sweep().finished == 1
    assert (held.tombstones.unfinished(), held.forgetter.traces(leave.document_id)) == ([], [])


def test_a_document_that_comes_back_is_hidden_until_it_is_whole(held: Holdings) -> None:
    leave = held.ingest("leave.md", VACATION)
    held.forgetter.forget(leave.document_id)
    put_row(held.rows, leave.document_id)  # as whoever was writing it at that moment would
    assert held.found("zanthrope") == []
    again = held.ingest("leave.md", VACATION)
    assert (again.known, again.document_id) == (False, leave.document_id)
    assert held.found("vacation") == ["leave.md"]
    assert [each.name for each in held.library.documents()] == ["leave.md"]


def test_a_late_writer_cannot_bring_back_what_was_forgotten_meanwhile(held: Holdings) -> None:
    leave = held.ingest("leave.md", VACATION)
    (document,) = held.library.documents()
    sha256 = "0" * 64
    new = NewVersion(
        leave.document_id, version_key(leave.document_id, sha256), "leave.md", "Leave", sha256, "text/markdown",
        DocumentType.GENERAL, 1, 9,
    )  # fmt: skip
    held.library.begin(new)
    held.forgetter.forget(leave.document_id)
    put_row(held.rows, leave.document_id)
    assert held.found("zanthrope") == []
    with pytest.raises(ForgottenMeanwhileError):
        held.library.finish(new, 1, ["everyone"])
    assert held.sweeper().sweep().purged == 1
    assert held.forgetter.traces(leave.document_id) == []
    assert document.version_id != new.version_id


# Grants


def test_a_document_stays_as_long_as_one_place_grants_it(held: Holdings) -> None:
    leave = held.ingest("leave.md", VACATION, "hr")
    held.library.grant(leave.document_id, ["hr", "sales"], "bob", "#sales")
    assert held.forgetter.withdraw(leave.document_id, place="#sales") == ("hr",)
    assert (held.found("vacation", "hr"), held.found("vacation", "sales")) == (["leave.md"], [])
    assert held.forgetter.withdraw(leave.document_id, place="#nowhere") == ("hr",)
    assert held.forgetter.withdraw(leave.document_id) == ()
    assert held.found("vacation", "hr") == []
    assert held.forgetter.traces(leave.document_id) == []
    assert held.forgetter.withdraw(leave.document_id) is None


def test_one_of_several_labels_of_a_place_can_be_withdrawn(held: Holdings) -> None:
    leave = held.ingest("leave.md", VACATION, "hr", "sales")
    assert held.forgetter.withdraw(leave.document_id, ["sales"]) == ("hr",)
    assert (held.found("vacation", "hr"), held.found("vacation", "sales")) == (["leave.md"], [])
