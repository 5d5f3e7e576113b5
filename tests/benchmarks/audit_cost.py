"""What the audit's chain costs: an answer that is recorded with its entry and without, and processes at once.

    python -m tests.benchmarks.audit_cost [--answers 400] [--processes 8] [--databases PostgreSQL]

Run by hand, on SQLite and on a PostgreSQL that it starts, which writes each commit to the disk; the figures are in
docs/audit.md. The two ways are measured in turns, answer by answer; CPU is that of the process that records.
"""

import argparse
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import text

from bot.audit.chain_check import verify
from bot.records.question_log import QuestionLog
from pipelines.access import Scope
from pipelines.audit import audit
from pipelines.records.database import Database
from pipelines.records.tables import Document
from tests.contracts.chats import answered, hold, question
from tests.servers.postgres import PostgresServer, new_database

SCOPE = Scope.of("everyone", "slack:T1", *(f"slack:T1:C{n}" for n in range(20)))
SECONDS = 4.0


def main() -> None:
    """Reads the arguments and prints a table for each database."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--answers", type=int, default=400)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--databases", nargs="+", default=["SQLite", "PostgreSQL"])
    given = parser.parse_args()
    for kind in given.databases:
        with tempfile.TemporaryDirectory(prefix="tcbot-audit-") as folder, _address(kind) as address:
            database = Database(address, Path(folder))
            database.migrate()
            print(f"{kind}, {os.cpu_count()} cores")
            _paired(database, given.answers)
            for processes in dict.fromkeys((1, given.processes)):
                _at_once(database, Path(folder), processes, with_entry=False)
                _at_once(database, Path(folder), processes, with_entry=True)
            begun = time.perf_counter()
            found = verify(database)
            print(f"  verified: {found.entries / (time.perf_counter() - begun):,.0f} entries a second")
            assert found.is_good
            database.close()


@contextmanager
def _address(kind: str) -> Iterator[str | None]:
    if kind == "SQLite":
        yield None
        return
    with closing(PostgresServer()) as server:
        server.start()
        address = new_database(server.address)
        admin = Database(server.address, Path(tempfile.gettempdir()))
        with admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ALTER SYSTEM SET fsync = on"))  # as it is where records matter
            connection.execute(text("SELECT pg_reload_conf()"))
        admin.close()
        yield address


def _paired(database: Database, answers: int) -> None:
    """The same answers recorded by turns with their entry and without."""
    log, ended = QuestionLog(database), answered(hold(database))
    spent: dict[bool, list[tuple[float, float]]] = {False: [], True: []}
    for n in range(answers + 20):
        for with_entry in (False, True) if n % 2 else (True, False):
            asked = question(f"{with_entry}-{n}")
            untold = patch("bot.records.question_log.audit_answer", lambda *_: None)
            with nullcontext() if with_entry else untold:
                begun, worked = time.perf_counter(), time.process_time()
                log.record(asked, SCOPE, ended)
                took = ((time.perf_counter() - begun) * 1000, (time.process_time() - worked) * 1000)
            if n >= 20:
                spent[with_entry].append(took)
    for at, name in enumerate(("ms", "ms of CPU")):
        untold, told = ([each[at] for each in spent[with_entry]] for with_entry in (False, True))
        more = statistics.median(one - other for one, other in zip(told, untold, strict=True))
        print(f"  an answer without and with its entry, {name}: ", end="")
        print(f"{statistics.median(untold):.2f}, {statistics.median(told):.2f}, a pair differs by {more:.2f}")


def _at_once(database: Database, folder: Path, processes: int, *, with_entry: bool) -> None:
    spawn = multiprocessing.get_context("spawn")
    start, counts = spawn.Barrier(processes), spawn.Queue()
    arguments = (database.url, folder, start, counts, with_entry)
    writers = [spawn.Process(target=_write, args=(*arguments, f"{processes}-{n}")) for n in range(processes)]
    for each in writers:
        each.start()
    told = [counts.get(timeout=600) for _ in writers]
    for each in writers:
        each.join()
    waits = sorted(wait for _, found in told for wait in found)
    name = "with" if with_entry else "without"
    rate, half, most = sum(count for count, _ in told) / SECONDS, waits[len(waits) // 2], waits[-len(waits) // 100]
    print(f"  {processes} at once {name} entries: {rate:,.0f} a second, ms: {half * 1000:.1f} (99 % {most * 1000:.1f})")


def _write(url: str, folder: Path, start: object, counts: object, with_entry: bool, name: str) -> None:
    """Adds documents for some seconds, each with an entry or without; says how many, and how long each took."""
    database, spent = Database(url, folder), list[float]()
    database.chain_key()
    start.wait(600)  # type: ignore[attr-defined]
    until = time.perf_counter() + SECONDS
    while (begun := time.perf_counter()) < until:
        with database.session() as session:
            session.add(Document(id=f"{name}-{with_entry}-{len(spent)}", team="t", name="n", title="t"))
            if with_entry:
                audit(session, name, "grant", f"{name}-{len(spent)}", label="everyone", place="p")
        spent.append(time.perf_counter() - begun)
    counts.put((len(spent), spent))  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
