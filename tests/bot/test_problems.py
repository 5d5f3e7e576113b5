"""What went wrong becomes a code and a sentence, and what nobody foresaw a reference number."""

import errno
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from bot.wording.problems import problem_of
from pipelines.ports import IndexUnavailableError
from pipelines.records.database import DatabaseUnavailableError
from pipelines.text.question_filters import QuestionError


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


FULL = sqlite3.OperationalError("database or disk is full")


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        caused(IndexUnavailableError("The index file can't grow."), FULL),
        caused(OperationalError("INSERT", {}, FULL), FULL),
        caused(RuntimeError("conversion failed"), OSError(errno.ENOSPC, "No space left on device")),
    ],
)
def test_a_full_disk_is_told_as_one_whoever_met_it(error: Exception, tmp_path: Path) -> None:
    problem = problem_of(error, tmp_path)
    assert problem.code == "disk_full"
    assert problem.sentence.startswith(f"I couldn't save this: the disk that holds {tmp_path} is full. Free some space")
    assert problem.reference == ""


def test_known_troubles_keep_their_own_sentence(tmp_path: Path) -> None:
    known = {
        "search_away": IndexUnavailableError("Elasticsearch at http://localhost:9200 does not answer. Start it."),
        "records_away": DatabaseUnavailableError("The records database at host can't be used."),
    }
    for code, error in known.items():
        problem = problem_of(error, tmp_path)
        assert (problem.code, problem.sentence, problem.reference) == (code, str(error), "")


def test_a_question_that_cannot_be_asked_says_what_is_allowed() -> None:
    problem = problem_of(QuestionError("unknown_type", value="poem", allowed=["general", "legal"]))
    assert problem.sentence == "I don't know the document type “poem”. Allowed: general, legal."


def test_a_folder_that_may_not_be_used_is_named(tmp_path: Path) -> None:
    problem = problem_of(PermissionError(errno.EACCES, "Permission denied", "/srv/tcbot"), tmp_path)
    assert problem.sentence.startswith("I'm not allowed to use /srv/tcbot.")


def test_the_unforeseen_has_a_reference_and_none_of_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    problem = problem_of(ValueError("words of a document"))
    assert problem.code == "unexpected"
    assert len(problem.reference) == 7
    assert "words of a document" not in problem.lines()
