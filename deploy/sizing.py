"""How many machines for how many people and pages: `python deploy/sizing.py`, with `--write` into deploy/sizing.md.

Speeds and sizes are read from docs/benchmarks.md, so that a new measurement changes the tables. What is assumed stands
in `ASSUMED`; other numbers of people and chunks: `--people 250 --chunks 40000`.
"""

import argparse
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "deploy" / "sizing.md"
BEGIN, END = "<!-- tables: written by `python deploy/sizing.py --write` -->", "<!-- end of tables -->"
PEOPLE = (100, 1_000, 10_000)
CHUNKS = (10_000, 100_000, 1_000_000, 10_000_000)


@dataclass(frozen=True)
class Assumed:
    """What isn't measured. Change it here where yours is another."""

    questions_an_hour: float = 6.0
    """Of a person, in the busiest hour."""
    peak: float = 3.0
    """How much busier the busiest minute is than the busiest hour's mean."""
    answer_tokens: int = 250
    """Of a written answer."""
    prompt_tokens: int = 5500
    """LLM_PROMPT_TOKENS."""
    search_cores: float = 1.0
    """Of Elasticsearch, for each core of a bot."""
    dimensions: int = 384
    graph_bytes: int = 132
    """Of a vector's neighbours in HNSW (32 of 4 bytes), and its own correction."""
    disk_a_node: int = 1000
    memory_a_node: int = 64
    """GB of a node of Elasticsearch; half of its memory is left to the system, which holds the vectors."""
    store_memory: int = 4
    store_cores: int = 4
    """Memory in GB and cores of PostgreSQL, Redis and nginx together."""


ASSUMED = Assumed()


@dataclass(frozen=True)
class Measured:
    """What docs/benchmarks.md says."""

    cores: int
    questions: float
    """A second, of all cores, at which the whole reply comes in under a second for 95 of 100."""
    bot_mb: float
    worker_mb: float
    chunks_a_second: float
    chunks_a_page: float
    bytes_a_chunk: float

    @classmethod
    def read(cls) -> "Measured":
        """The figures as they stand there; raises `ValueError` with the words of a line that is missing."""
        text = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")

        def figure(pattern: str) -> float:
            found = re.search(pattern, text)
            if found is None:
                raise ValueError(f"docs/benchmarks.md has no line like this any more: {pattern}")
            return float(found[1].replace(",", ""))

        chunks, grown = figure(r"pages with text, ([\d,]+) chunks"), figure(r"\n\| 20,000 \|.*\| ([\d,]+) \|\n")
        return cls(
            cores=int(figure(r"Machine: [^\n]*?(\d+) cores")),
            questions=figure(r"again after 5 to 15 s: some (\d+) questions a second"),
            bot_mb=figure(r"\| peak memory, MB \| ([\d,]+) \| [\d,]+ \| 8"),
            worker_mb=figure(r"peak memory of a worker with its parser[^|]*\| ([\d,]+)"),
            chunks_a_second=figure(r"\| chunks ingested a second \| ([\d.]+)"),
            chunks_a_page=chunks / figure(r"(\d+) pages with text"),
            bytes_a_chunk=grown * 1e6 / 20_000,
        )


@dataclass(frozen=True)
class People:
    """What so many people take."""

    questions: float
    bot_cores: int
    bots: int
    bot_gb: float
    prompt_tokens: float
    answer_tokens: float

    @classmethod
    def of(cls, people: int, measured: Measured) -> "People":
        """By the busiest minute; never fewer than three bots, so that two are there while one goes."""
        questions = people * ASSUMED.questions_an_hour / 3600 * ASSUMED.peak
        cores = math.ceil(questions / (measured.questions / measured.cores))
        bots = max(3, math.ceil(cores / measured.cores))
        spare = math.ceil(cores * bots / (bots - 1))  # one of them may be away
        gb = bots * math.ceil(measured.bot_mb * 2 / 1000)
        tokens = questions * ASSUMED.prompt_tokens, questions * ASSUMED.answer_tokens
        return cls(questions, max(3, spare), bots, gb, *tokens)


@dataclass(frozen=True)
class Index:
    """What so many chunks take, on Elasticsearch with a copy of each shard."""

    disk_gb: float
    vectors_gb: float
    nodes: int
    node_gb: int
    fill_hours: float

    @classmethod
    def of(cls, chunks: int, measured: Measured) -> "Index":
        """Nodes by disk and by the vectors, which have to stay in memory; `fill_hours` are of one core."""
        disk = 2 * chunks * measured.bytes_a_chunk / 1e9
        vectors = 2 * chunks * (ASSUMED.dimensions + ASSUMED.graph_bytes) / 1e9
        usable = ASSUMED.disk_a_node * 0.8, ASSUMED.memory_a_node / 2
        nodes = max(1 if chunks <= 100_000 else 3, math.ceil(disk / usable[0]), math.ceil(vectors / usable[1]))
        hot = vectors + disk * 0.1  # a tenth of what rerankers read
        memory = min(ASSUMED.memory_a_node, max(4, 2 ** math.ceil(math.log2(2 * hot / nodes))))
        return cls(disk, vectors, nodes, memory, chunks / (measured.chunks_a_second / measured.cores) / 3600)


def amount(value: float) -> str:
    """Two digits that count: 0.52, 5.2, 52, 520."""
    digits = max(0, 1 - math.floor(math.log10(value))) if value > 0 else 0
    return f"{round(value, digits):,.{digits}f}" if value < 10 else f"{value:,.0f}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table with figures to the right."""
    lines = [head, ["---:"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def whole(people: People, index: Index, measured: Measured) -> str:
    """Cores, memory and disk of all machines together, without a model server."""
    worker_cores = 2 if index.fill_hours < 24 else 8
    search = max(2 * index.nodes, math.ceil(people.bot_cores * ASSUMED.search_cores))
    cores = people.bot_cores + search + worker_cores + ASSUMED.store_cores
    memory = people.bot_gb + index.nodes * index.node_gb + worker_cores * math.ceil(measured.worker_mb * 2 / 1000)
    return f"{cores} · {memory + ASSUMED.store_memory:.0f} · {amount(max(20, index.disk_gb * 1.25 + 20))}"


def tables(people: Sequence[int], chunks: Sequence[int]) -> str:
    """The three tables of the page."""
    measured = Measured.read()
    crowd = {number: People.of(number, measured) for number in people}
    held = {number: Index.of(number, measured) for number in chunks}
    asked = [
        [
            f"{number:,}",
            amount(each.questions),
            str(each.bots),
            str(each.bot_cores),
            f"{each.bot_gb:.0f}",
            amount(each.prompt_tokens),
            amount(each.answer_tokens),
        ]
        for number, each in crowd.items()
    ]
    kept = [
        [
            f"{number:,}",
            amount(number / measured.chunks_a_page),
            amount(each.disk_gb),
            amount(each.vectors_gb),
            f"{each.nodes} × {each.node_gb} GB",
            amount(each.fill_hours),
        ]
        for number, each in held.items()
    ]
    both = [
        [f"{number:,}", *(whole(each, index, measured) for index in held.values())] for number, each in crowd.items()
    ]
    return "\n\n".join(
        [
            table(
                ["people", "questions a second", "bots", "cores", "GB", "prompt tokens a second", "written a second"],
                asked,
            ),
            table(["chunks", "pages", "disk, GB", "vectors in memory, GB", "nodes", "to fill, hours of a core"], kept),
            table(["people", *(f"{number:,} chunks" for number in chunks)], both),
        ]
    )


def main() -> None:
    """Prints the tables, or writes them into the page."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, nargs="+", default=PEOPLE)
    options.add_argument("--chunks", type=int, nargs="+", default=CHUNKS)
    options.add_argument("--write", action="store_true", help="write deploy/sizing.md")
    given = options.parse_args()
    if min(*given.people, *given.chunks, 1) < 1:
        options.error("People and chunks are counted from 1.")
    said = tables(given.people, given.chunks)
    if not given.write:
        print(said)
        return
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n\n{said}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
