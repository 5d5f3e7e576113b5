"""What becomes of questions in other languages than English: `python -m tests.benchmarks.languages --xquad DIR`.

DIR holds the same passages and questions in several languages (`de.passages.jsonl`, `de.questions.jsonl`). Every second
passage is indexed, as a section of one document a language, which has readers of its own; half of the questions are
about the others, and have no answer there. The embedder is that of the settings (`EMBEDDING_MODEL`). `--out FILE`
keeps what came of each question, so that two runs can be compared question by question.
"""

import argparse
import asyncio
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bot.command_line.ingesting import ingest_files
from bot.processes.start import start
from bot.wiring import Engine
from pipelines.access import Scope
from pipelines.types import Answer, Outcome

LANGUAGES = ("ar", "de", "es", "ru", "zh")
BRIDGE = "en"
FOUND_AMONG = 5
_HEAD = (
    "| questions | passages | found | answered | rightly | refused, said in which language | replied though not there |"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the number of its passage, and whether that is indexed."""

    text: str
    passage: int
    is_there: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """What came: whether the passage was among the best, is cited, and whether a reply was given at all."""

    asked: Asked
    is_found: bool
    is_answered: bool
    is_right: bool
    is_language_told: bool
    reason: str
    inputs: Mapping[str, float]


def _rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def questions(folder: Path, language: str, most: int) -> list[Asked]:
    """So many questions, drawn by chance, the same in all languages; half of them about what isn't indexed."""
    numbers = {row["pid"]: n for n, row in enumerate(_rows(folder / f"{language}.passages.jsonl"))}
    all_ = [(row["question"], numbers[row["pid"]]) for row in _rows(folder / f"{language}.questions.jsonl")]
    chance = Random(1)
    there, away = ([each for each in all_ if each[1] % 2 == rest] for rest in (0, 1))
    chosen = [*chance.sample(there, most // 2), *chance.sample(away, most // 2)]
    return [Asked(text, passage, passage % 2 == 0) for text, passage in chosen]


def written(folder: Path, language: str, out: Path) -> Path:
    """A document of every second passage, below a heading each."""
    texts = [" ".join(row["text"].split()) for row in _rows(folder / f"{language}.passages.jsonl")][::2]
    path = out / f"passages-{language}.md"
    path.write_text("\n\n".join(f"# {n}\n\n{text}" for n, text in enumerate(texts, start=1)), encoding="utf-8")
    return path


async def ask(engine: Engine, asked: Asked, scope: Scope) -> Ended:
    """One question."""
    wanted = asked.passage // 2 + 1
    answer: Answer = await engine.answerer.answer(asked.text, scope)
    is_answered = answer.outcome in {Outcome.QUOTED, Outcome.ANSWERED}
    cited = any(citation.page == wanted for citation in answer.citations)
    told = any(remark.key == "other_languages" for remark in answer.remarks)
    is_found = any(passage.page == wanted for passage in answer.passages[:FOUND_AMONG])
    return Ended(asked, is_found, is_answered, is_answered and cited, told, answer.reason, answer.inputs)


def _line(question: str, passage: str, ended: Sequence[Ended]) -> str:
    there = [each for each in ended if each.asked.is_there]
    away = [each for each in ended if not each.asked.is_there]
    refused = [each for each in there if not each.is_answered]
    figures = [
        sum(each.is_found for each in there) / len(there),
        sum(each.is_answered for each in there) / len(there),
        sum(each.is_right for each in there) / len(there),
    ]
    told = f"{sum(each.is_language_told for each in refused)} of {len(refused)}"
    wrongly = sum(each.is_answered for each in away) / len(away)
    return f"| {question} | {passage} | {' | '.join(f'{each:.2f}' for each in figures)} | {told} | {wrongly:.2f} |"


def _keep(out: Path, question: str, passage: str, ended: Sequence[Ended]) -> None:
    """A line a question, without its text."""
    with out.open("a", encoding="utf-8") as lines:
        for number, each in enumerate(ended):
            of = {"questions": question, "passages": passage, "number": number, "there": each.asked.is_there}
            came = {"found": each.is_found, "answered": each.is_answered, "right": each.is_right}
            why = {"reason": each.reason, "inputs": each.inputs}
            lines.write(json.dumps(of | came | why) + "\n")


def _pairs(language: str) -> Iterator[tuple[str, str]]:
    """(language of the questions, of the passages)."""
    yield language, language
    if language != BRIDGE:
        yield BRIDGE, language
        yield language, BRIDGE


def main() -> None:
    """Asks and prints a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--xquad", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    pairs = [pair for language in (BRIDGE, *LANGUAGES) for pair in _pairs(language)]
    print(_HEAD, "|---|---|---|---|---|---|---|", sep="\n")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TCBOT_HOME"] = folder
        with Engine(start()) as engine:
            for of_passages in dict.fromkeys(passages for _, passages in pairs):
                readers = [f"group:{of_passages}"]
                list(ingest_files(engine, [written(given.xquad, of_passages, Path(folder))], readers))
                for of_questions in (asked for asked, passages in pairs if passages == of_passages):
                    every = questions(given.xquad, of_questions, given.questions)
                    ended = [asyncio.run(ask(engine, each, Scope.of(*readers))) for each in every]
                    print(_line(of_questions, of_passages, ended), flush=True)
                    if given.out is not None:
                        _keep(given.out, of_questions, of_passages, ended)


if __name__ == "__main__":
    main()
