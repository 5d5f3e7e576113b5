"""SQuAD 2.0 as a folder of documents and a questions file for `tcbot eval`. Run by hand.

    python -m tests.benchmarks.text_set --squad2 DIR --out DIR [--questions 60]

Every passage becomes a text file of one page, so that the page of the evidence is known.
"""

import argparse
import json
import random
from pathlib import Path

from tests.benchmarks.evidence_gate import Labelled, squad2


def write(labelled: Labelled, out: Path, most: int) -> None:
    """Writes `documents/` and `questions.jsonl`; half of the questions, drawn by a fixed seed, have no answer there."""
    (out / "documents").mkdir(parents=True)
    names = {}
    for number, (passage_id, title, text) in enumerate(labelled.passages):
        names[passage_id] = f"{title} {number}.txt".replace("/", "-")
        (out / "documents" / names[passage_id]).write_text(f"{title}\n\n{text}\n", encoding="utf-8")
    chance = random.Random(1)
    chosen = [
        question
        for answerable in (True, False)
        for question in chance.sample([each for each in labelled.questions if each[2] is answerable], most // 2)
    ]
    with (out / "questions.jsonl").open("w", encoding="utf-8") as file:
        for number, (text, passage_id, answerable) in enumerate(chosen):
            row = {"id": number, "question": text, "answerable": answerable, "source": labelled.name}
            if answerable:
                row |= {"doc": names[passage_id], "pages": [1]}
            file.write(json.dumps(row) + "\n")


def main() -> None:
    """Reads the arguments and writes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--squad2", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=60)
    given = parser.parse_args()
    write(squad2(given.squad2), given.out, given.questions)


if __name__ == "__main__":
    main()
