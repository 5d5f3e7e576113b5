"""`tcbot reindex` as its users run it: another model in the settings, answers all along, the switch."""

from pathlib import Path

import pytest

from pipelines.models.embedder import packaged_model
from tests.journeys.conftest import Tcbot

pytestmark = pytest.mark.slow

QUESTION = "How many days of unused vacation may employees carry over?"


def test_another_model_answers_once_its_index_is_built(tcbot: Tcbot, tmp_path: Path) -> None:
    other = tmp_path / "other-minilm"
    other.symlink_to(packaged_model())
    changed = {"EMBEDDING_MODEL": str(other)}
    handbook = tmp_path / "handbook.md"
    handbook.write_text("# Vacation\n\nEmployees may carry over up to 5 days of unused vacation.\n", encoding="utf-8")
    assert tcbot("ingest", handbook).code == 0

    before = tcbot("ask", "--json", QUESTION, **changed)
    assert "5 days" in before.json()["answer"]
    assert "index_needs_reindexing" in before.err
    doctor = {check["part"]: check for check in tcbot("doctor", "--json", **changed).json()}
    assert (doctor["index"]["state"], "tcbot reindex" in doctor["index"]["remedy"]) == ("warning", True)

    *steps, end = tcbot("reindex", "--json", **changed).lines()
    assert steps[-1] == {"done": 1, "total": 1, "document": ""}
    assert (end["built"], end["switched"], end["indexed"], end["failed"]) == (True, True, 1, [])
    for settings in (changed, {}):  # who still has the old settings answers from the new index, too
        asked = tcbot("ask", "--json", QUESTION, **settings)
        assert "5 days" in asked.json()["answer"]
        assert ("index_needs_reindexing" in asked.err) == (settings == {})
    assert "fits the settings" in tcbot("reindex", **changed).out
