"""The disaster drill: fill, back up, destroy everything but the backup and the keys, restore, compare."""

import shutil
from pathlib import Path

import pytest

from tests.journeys.conftest import Tcbot

pytestmark = pytest.mark.slow

ASKED = {
    "How many days of unused vacation may employees carry over?": "5 days",
    "Which class may be booked on flights of more than four hours?": "second class",
}


def answers(tcbot: Tcbot) -> dict[str, tuple[str, list[object]]]:
    told = {question: tcbot("ask", "--json", question).json() for question in ASKED}
    return {
        question: (each["answer"], [(source["document"], source["page"]) for source in each["citations"]])
        for question, each in told.items()
    }


def test_after_the_loss_of_everything_a_backup_and_the_keys_bring_all_answers_back(
    tcbot: Tcbot, tmp_path: Path
) -> None:
    words = {
        "vacation.md": "# Vacation\n\nEmployees may carry over up to 5 days of unused vacation.\n",
        "travel.md": "# Travel\n\nOn flights of more than four hours the second class may be booked.\n",
        "secret.md": "# Secret\n\nThe code word of the cellar is zanthrope.\n",
    }
    for name, text in words.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert tcbot("ingest", tmp_path / name).code == 0
    before = answers(tcbot)
    assert all(part in before[question][0] for question, part in ASKED.items())
    backups = tmp_path / "backups"
    first = tcbot("backup", backups, "--json").lines()[0]
    assert (first["copied"], first["originals"]) == (6, 6)
    assert tcbot("forget", "secret.md").code == 0
    assert "whole" in tcbot("backup", backups).out

    keys = tcbot.home / "keys"
    shutil.move(keys, tmp_path / "keys")
    shutil.rmtree(tcbot.home)
    without = tcbot("restore", backups)
    assert without.code != 0
    assert "Put that key back" in without.err
    shutil.rmtree(tcbot.home)
    tcbot.home.mkdir(mode=0o700)
    shutil.move(tmp_path / "keys", keys)
    restored = tcbot("restore", backups, "--at", first["name"])
    assert restored.code == 0, restored.err
    assert "1 document was forgotten after it" in restored.out

    assert answers(tcbot) == before
    held = {each["document"] for each in tcbot("documents", "--json").json()}
    assert held == {"vacation.md", "travel.md"}
    assert tcbot("audit", "verify").code == 0
    again = tcbot("restore", backups)
    assert again.code != 0
    assert "empty place" in again.err
