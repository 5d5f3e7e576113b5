"""On the disk nothing of a document can be read, keys change while all is in use, and forgetting can be proven."""

import sqlite3
import subprocess
import threading
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from tests.ingest.paper import pdf
from tests.journeys.conftest import Tcbot

pytestmark = pytest.mark.slow

QUESTION = "How much does the zanthrope of Quillmark weigh?"
WORDS = ["zanthrope", "quillmark", "velvetine", "ledgerline", "4321.5"]
"""Words of the document, its title and its name, which occur nowhere else."""


def unusual(folder: Path) -> Path:
    return pdf(
        folder / "Velvetine.pdf",
        [("Ledgerline of the zanthrope", 22), "This report is about the animals that are kept in Quillmark."],
        ["The zanthrope of Quillmark weighs 4321.5 kilograms. It is fed twice a day by the keeper."],
    )


def in_plain(home: Path, words: Iterable[str] = WORDS) -> set[tuple[str, str]]:
    """(file, word) for each word that some file or folder below `home` holds or is named by, in any usual encoding."""
    found = set()
    for path in home.rglob("*"):
        name = str(path.relative_to(home)).lower()
        if name.startswith("models"):
            continue
        try:
            held = path.read_bytes().lower() if path.is_file() else b""
        except FileNotFoundError:  # a temporary file that went meanwhile
            held = b""
        for word in words:
            if word in name or any(word.encode(code) in held for code in ("utf-8", "utf-16-le", "utf-16-be")):
                found.add((name, word))
    return found


def watched(tcbot: Tcbot, *arguments: str) -> tuple[int, set[tuple[str, str]]]:
    """How a command ended, and what stood in plain while it ran."""
    found: set[tuple[str, str]] = set()
    with subprocess.Popen(
        tcbot.command(*arguments),
        env=tcbot.environment(),
        cwd=tcbot.home.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as running:
        while running.poll() is None:
            found |= in_plain(tcbot.home)
    return running.returncode, found


def document_id(tcbot: Tcbot) -> str:
    (listed,) = tcbot("documents", "--json").json()
    return str(listed["id"])


def test_no_word_of_a_document_is_on_the_disk_in_plain(tcbot: Tcbot, tmp_path: Path) -> None:
    file = unusual(tmp_path)
    assert watched(tcbot, "ingest", str(file)) == (0, set())
    assert in_plain(tcbot.home) == set()
    assert in_plain(tcbot.home, [document_id(tcbot)])  # what is looked for would be found
    answer = tcbot("ask", QUESTION, "--json").json()
    assert "4321.5 kilograms" in answer["answer"]
    assert watched(tcbot, "ask", QUESTION) == (0, set())
    assert watched(tcbot, "forget", "Velvetine.pdf") == (0, set())
    assert in_plain(tcbot.home) == set()


def test_keys_change_while_questions_are_answered(tcbot: Tcbot, tmp_path: Path) -> None:
    assert tcbot("ingest", unusual(tmp_path)).code == 0
    answers: list[str] = []

    def ask() -> None:
        for _ in range(2):
            answers.append(tcbot("ask", QUESTION, "--json").json()["answer"])

    asking = threading.Thread(target=ask)
    asking.start()
    for _ in range(2):
        assert tcbot("keys", "rotate").code == 0
    asking.join()
    assert [answer for answer in answers if "4321.5" not in answer] == []
    shown = tcbot("keys").out.splitlines()
    assert shown[0].endswith("seals · 1 original, the index, the records")
    assert all(line.endswith("opens what it sealed · nothing") for line in shown[1:]) and len(shown) == 3
    keys = tcbot.home / "keys" / "encryption.keys"
    old = keys.read_text()
    keys.write_text("\n".join(line for line in old.splitlines() if not line.startswith(shown[0].split()[0])))
    refused = tcbot("ask", QUESTION)
    assert refused.code == 1
    assert shown[0].split()[0] in refused.out + refused.err
    keys.write_text(old)
    assert "4321.5" in tcbot("ask", QUESTION, "--json").json()["answer"]


def test_forgetting_is_proven_and_a_leftover_anywhere_is_found(tcbot: Tcbot, tmp_path: Path) -> None:
    assert tcbot("ingest", unusual(tmp_path)).code == 0
    identity = document_id(tcbot)
    (original,) = (path.stem for path in (tcbot.home / "originals").glob("*.key"))
    held = tcbot("documents", "verify-forgotten", identity)
    assert held.code == 1 and "In search: " in held.out and "In records: " in held.out
    assert tcbot("forget", "Velvetine.pdf").code == 0
    proven = tcbot("documents", "verify-forgotten", identity)
    looked = (
        "search, records, vault, cache, temporary files and what deleted rows leave on the disk were looked through"
    )
    assert proven.out == f"Nothing is left of {identity}: {looked}.\n"

    (tcbot.home / "originals" / f"{original}.left").write_bytes(b"x")
    (tcbot.home / "cache").mkdir()
    (tcbot.home / "cache" / f"{original}.pages").write_bytes(b"x")
    with closing(sqlite3.connect(tcbot.home / "records.db", isolation_level=None)) as db:
        grant = "INSERT INTO grants (document_id, label, place, granted_by, created_at) VALUES (?, 'a', 'b', 'c', '')"
        db.execute(grant, (identity,))
    with closing(sqlite3.connect(tcbot.home / "index.db", isolation_level=None)) as db:
        db.execute("INSERT INTO tokens VALUES (1234567, x'00')")
    found = tcbot("documents", "verify-forgotten", identity)
    assert found.code == 1
    assert [line.partition(":")[0] for line in found.out.splitlines()[1:]] == [
        "In search", "In records", "In vault", "In cache",
    ]  # fmt: skip


def test_the_sweep_repairs_and_forgets_in_time(tcbot: Tcbot, tmp_path: Path) -> None:
    assert tcbot("ingest", unusual(tmp_path)).code == 0
    assert tcbot("sweep").out == "All is as it should be.\n"
    for path in tcbot.home.glob("index.db*"):
        path.unlink()
    assert tcbot("sweep", "--json").json() == {"reindexed": 1}
    assert "4321.5" in tcbot("ask", QUESTION, "--json").json()["answer"]
    with closing(sqlite3.connect(tcbot.home / "records.db", isolation_level=None)) as db:
        db.execute("UPDATE versions SET live_at = '2020-01-01 00:00:00'")
    assert tcbot("sweep", RETENTION_DAYS="365").out == "1 document was forgotten: the time was over.\n"
    assert tcbot("ask", QUESTION, "--json").json()["outcome"] == "refused"
    assert list((tcbot.home / "originals").iterdir()) == []
