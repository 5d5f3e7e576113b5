"""The index built anew from the originals, while files come, change and go, and whatever cuts it short."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.library.reindexing import Reindexed, ReindexingError
from pipelines.access import EVERYONE, Scope, scope_filter
from pipelines.embedded_index.store import EmbeddedStore
from pipelines.index.live_index import LiveIndex
from pipelines.ports import IndexUnavailableError
from pipelines.records.exclusive import exclusive
from tests.ingest.generations import EMBEDDERS, Kept, WideEmbedder
from tests.ingest.holdings import TRAVEL, VACATION

ROOT = Path(__file__).parents[3]
NOTES = {f"note-{n}.md": f"Rule {n}: the fridge of floor {n} is emptied on day {n} of each month." for n in range(6)}


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    opened = Kept(tmp_path)
    for name, text in NOTES.items():
        opened.ingest(name, text)
    yield opened
    opened.close()


def embedder_of(kept: Kept) -> str:
    live = kept.store.live()
    assert live is not None
    return live.made_for.embedder


def test_another_embedder_is_built_beside_and_switched_to(kept: Kept) -> None:
    before, steps = kept.whole(), list[tuple[int, int]]()
    ended = kept.reindex(on_progress=lambda done, total, _name: steps.append((done, total)))
    assert (ended.built, ended.switched, ended.documents, ended.indexed, ended.failed) == (True, True, 6, 6, ())
    assert embedder_of(kept) == "wide"
    assert kept.whole() == before
    assert kept.found("fridge") == sorted(NOTES)
    assert steps[:7] == [(n, 6) for n in range(7)]
    kept.ingest("leave.md", VACATION)
    assert "leave.md" in kept.found("vacation")


def test_what_fits_already_is_only_put_right(kept: Kept) -> None:
    ended = kept.reindex(EMBEDDERS["hashed"])
    assert (ended.built, ended.switched, ended.indexed) == (False, False, 0)
    kept.live.forget(kept.library.document_id("note-3.md"))
    assert kept.reindex(EMBEDDERS["hashed"]).indexed == 1
    assert sorted(kept.whole()) == sorted(NOTES)


def test_anew_reads_everything_again(kept: Kept) -> None:
    before = kept.store.live()
    ended = kept.reindex(EMBEDDERS["hashed"], anew=True)
    assert (ended.switched, ended.indexed) == (True, 6)
    assert kept.store.live() != before
    assert sorted(kept.whole()) == sorted(NOTES)


def test_a_damaged_index_is_built_anew_from_the_originals(kept: Kept, tmp_path: Path) -> None:
    kept.close()
    for path in tmp_path.glob("index.db*"):
        path.write_bytes(b"This is no database." * 500)
    with pytest.raises(IndexUnavailableError, match="tcbot reindex --anew"):
        LiveIndex(EmbeddedStore(tmp_path / "index.db", kept.keys)).inventory()
    again = Kept(tmp_path)
    assert again.reindex(EMBEDDERS["hashed"]).indexed == 6
    assert sorted(again.whole()) == sorted(NOTES)
    again.close()


# What happens meanwhile


def during(kept: Kept, happens: Callable[[], object], at: str = "floor 2") -> Reindexed:
    """A run, in the midst of which something happens, once."""
    left = [happens]

    def look(text: str) -> None:
        if at in text and left:
            left.pop()()

    return kept.reindex(WideEmbedder(look))


@pytest.mark.parametrize("name", ["note-0.md", "note-2.md", "note-5.md"])
def test_what_is_forgotten_meanwhile_stays_forgotten(kept: Kept, name: str) -> None:
    document_id = kept.library.document_id(name)
    ended = during(kept, lambda: kept.forgetter.forget(document_id))
    assert ended.switched
    assert sorted(kept.whole()) == sorted(NOTES.keys() - {name})
    assert kept.forgetter.traces(document_id) == []
    assert name not in kept.found("fridge")


@pytest.mark.parametrize("name", ["note-0.md", "note-2.md", "note-5.md", "leave.md"])
def test_what_is_shared_meanwhile_is_there_in_its_newest_version(kept: Kept, name: str) -> None:
    during(kept, lambda: kept.ingest(name, VACATION))
    assert sorted(kept.whole()) == sorted(NOTES.keys() | {name})
    assert name in kept.found("vacation")
    texts = [hit.text for hit in kept.index.search_chunks("vacation fridge", scope_filter(Scope.of(EVERYONE)), 50)]
    assert texts.count(VACATION) == 1
    assert NOTES.get(name, "-") not in texts


@pytest.mark.parametrize("name", ["note-0.md", "note-2.md", "note-5.md"])
def test_who_may_read_is_what_was_said_last(kept: Kept, name: str) -> None:
    document_id = kept.library.document_id(name)

    def narrowed() -> None:
        kept.library.grant(document_id, ["board"], place="board")
        kept.forgetter.withdraw(document_id)

    during(kept, narrowed)
    kept.whole()
    assert (name in kept.found("fridge"), kept.found("fridge", "board")) == (False, [name])


def test_questions_are_answered_from_the_old_one_until_the_switch(kept: Kept) -> None:
    answers: list[tuple[str, list[str]]] = []
    kept.reindex(WideEmbedder(lambda _text: answers.append((embedder_of(kept), kept.found("fridge")))))
    assert answers == [("hashed", sorted(NOTES))] * 6


def test_a_file_that_was_embedded_for_the_old_one_is_written_to_the_new_one(kept: Kept) -> None:
    """The switch comes between the vectors and the index, and between the index and the records."""
    for name, method in (("before.md", "write"), ("after.md", "follow")):
        embedder = EMBEDDERS["wide" if method == "write" else "hashed"]
        indexer = kept.ingestor._indexer
        own, once = getattr(indexer, method), [lambda embedder=embedder: kept.reindex(embedder)]

        def switched(*given: object, own: Callable[..., object] = own, once: list[Callable[[], object]] = once) -> None:
            if once:
                once.pop()()
            own(*given)

        setattr(indexer, method, switched)
        kept.ingest(name, VACATION)
        assert embedder_of(kept) == embedder.name
        assert sorted(kept.whole()) == sorted([*NOTES, *{"before.md", name}])
        assert name in kept.found("vacation")


# What goes wrong


def test_without_an_original_the_old_one_goes_on_answering_unless_it_may_be_left_out(kept: Kept) -> None:
    kept.ingest("travel.md", TRAVEL)
    (version_id,) = [each.version_id for each in kept.library.documents() if each.name == "travel.md"]
    kept.vault.delete(version_id)
    ended = kept.reindex()
    assert (ended.built, ended.switched) == (True, False)
    assert [(each.name, each.code) for each in ended.failed] == [("travel.md", "original_missing")]
    assert (embedder_of(kept), kept.found("flight")[-1:]) == ("hashed", ["travel.md"])
    ended = kept.reindex(leave_out=True)
    assert (ended.switched, ended.indexed) == (True, 0)
    assert (embedder_of(kept), kept.found("fridge")) == ("wide", sorted(NOTES))


def test_two_runs_at_once_are_refused(kept: Kept) -> None:
    with exclusive(kept.database, "reindexing") as alone, pytest.raises(ReindexingError, match="Somebody else"):
        assert alone
        kept.reindex()
    assert kept.reindex().switched


def test_an_unfinished_one_for_another_embedder_is_given_up(kept: Kept) -> None:
    with pytest.raises(ZeroDivisionError):
        kept.reindex(WideEmbedder(lambda _text: 1 / 0))
    (begun,) = kept.store.others()
    assert not kept.reindex(EMBEDDERS["hashed"]).built
    assert begun not in kept.store.others()


def test_back_to_the_embedder_before_costs_only_what_has_changed(kept: Kept) -> None:
    kept.reindex()
    kept.forgetter.forget(kept.library.document_id("note-1.md"))
    kept.ingest("leave.md", VACATION)
    ended = kept.reindex(EMBEDDERS["hashed"])
    assert (ended.switched, ended.indexed) == (True, 1)
    assert sorted(kept.whole()) == sorted({*NOTES, "leave.md"} - {"note-1.md"})


KILLED = """
import os, signal
from pathlib import Path
from bot.engine_parts import without_torch
with without_torch():
    from tests.ingest.generations import Kept, WideEmbedder

def die(text):
    if {at!r} in text:
        os.kill(os.getpid(), signal.SIGKILL)

kept = Kept(Path({folder!r}))
kept.store.switch = lambda generation: os.kill(os.getpid(), signal.SIGKILL) if {at!r} == "switch" else None
kept.reindex(WideEmbedder(die))
"""


@pytest.mark.parametrize(("at", "left"), [("floor 0", 6), ("floor 3", 3), ("switch", 0)])
def test_a_killed_run_is_taken_up_where_it_was(kept: Kept, tmp_path: Path, at: str, left: int) -> None:
    script = KILLED.format(at=at, folder=str(tmp_path))
    killed = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert (embedder_of(kept), kept.found("fridge")) == ("hashed", sorted(NOTES))
    ended = kept.reindex()
    assert (ended.switched, ended.indexed) == (True, left)
    assert sorted(kept.whole()) == sorted(NOTES)
    assert os.listdir(tmp_path).count("index.db") == 1
