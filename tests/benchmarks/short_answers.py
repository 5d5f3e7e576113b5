"""How well the check tells short answers: those that people gave, those to other questions, and words that say nothing.

    python -m tests.benchmarks.short_answers --squad2 DIR [--questions 250]

Run by hand; the figures are in docs/evaluation.md. An answer is short with fewer than three words that carry meaning.
"""

import argparse
import random
from pathlib import Path

from bot.settings import BotSettings
from bot.wiring import Engine
from pipelines.checking.checker import SentenceChecker
from pipelines.text.words import content_stems
from pipelines.types import Passage
from tests.benchmarks.evidence_gate import json_rows

NOTHING = ("Done", "END", "Okay", "Thanks", "Yes", "Approved", "Unknown")


def main() -> None:
    """Reads the arguments and prints three shares."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--squad2", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=250)
    given = parser.parse_args()
    texts = {row["pid"]: row["text"] for row in json_rows(given.squad2 / "dev" / "passages.jsonl")}
    rows = [row for row in json_rows(given.squad2 / "dev" / "questions.jsonl") if row["answerable"]]
    chance = random.Random(3)
    short = [row for row in rows if len(content_stems(row["answers"][0])) < 3]
    short = chance.sample(short, min(given.questions, len(short)))
    passed = dict.fromkeys(("answers", "answers to other questions", "words that say nothing"), 0)
    with Engine(BotSettings()) as engine:
        checker = SentenceChecker(engine.embedder.encode)
        for place, row in enumerate(short):
            other = short[(place + 7) % len(short)]["answers"][0]
            reading = checker.reading([_passage(texts[row["pid"]])], row["question"])
            for kind, said in zip(passed, (row["answers"][0], other, chance.choice(NOTHING)), strict=True):
                passed[kind] += reading.check(said, [0]).ok
    for kind, count in passed.items():
        print(f"{kind}: {count / len(short):.3f} of {len(short)} pass")


def _passage(text: str) -> Passage:
    return Passage("1", "1", "passage", "", 1, 1, None, text, 1.0)


if __name__ == "__main__":
    main()
