"""The fit of `pipelines.checking.confidence.QUOTED`, from runs of `tcbot eval` in quotes mode. Run by hand.

    python -m tests.benchmarks.quote_confidence QUESTIONS RESULTS WEIGHT [QUESTIONS RESULTS WEIGHT …]

Real documents weigh more than text sets: 3 for PDFs, 1 for each other set. Prints the line for
`pipelines/checking/confidence.py`; for each set, and for all, the calibration error when the replies about a document
are judged by a fit without it; and how often replies of each confidence are right.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from pipelines.evaluation.calibration import Graded, calibration_error, reliability, root_calibration_error
from pipelines.evaluation.measures import is_right
from pipelines.evaluation.questions import read_questions
from pipelines.evaluation.run import read_results
from tests.benchmarks.regression import Labelled, as_code, fit

INPUTS = ("cosine", "weakest", "cover")
GROUPS = 10
BOUNDS = (0.0, 0.2, 0.4, 0.6, 0.75, 0.85, 1.0)
Grouped = tuple[str, Labelled]
"""The document that a reply is about, and its inputs with whether it was right."""


def replies(questions: Path, results: Path) -> list[Grouped]:
    """Every quoted reply that can be judged."""
    by_id = {question.id: question for question in read_questions(questions)}
    found = []
    for result in read_results(results):
        question = by_id[str(result["id"])]
        right = is_right(question, result) if result["outcome"] == "quoted" else None
        if right is not None:
            about = question.document or result["citations"][0]["document"]
            found.append((about, (result["inputs"], bool(right))))
    return found


def left_out(sets: Sequence[Sequence[Grouped]], weights: Sequence[float]) -> list[list[Graded]]:
    """Each reply with its confidence by a fit that knows nothing of its document."""
    documents = sorted({document for rows in sets for document, _ in rows})
    group = {document: number % GROUPS for number, document in enumerate(documents)}
    fits = [
        fit([[row for document, row in rows if group[document] != number] for rows in sets], INPUTS, weights=weights)
        for number in range(GROUPS)
    ]
    return [[(fits[group[document]](inputs), float(right)) for document, (inputs, right) in rows] for rows in sets]


def main() -> None:
    """Fits and prints."""
    given = list(zip(sys.argv[1::3], sys.argv[2::3], sys.argv[3::3], strict=True))
    sets = [replies(Path(questions), Path(results)) for questions, results, _ in given]
    weights = [float(weight) for _, _, weight in given]
    print(as_code("QUOTED", fit([[row for _, row in rows] for rows in sets], INPUTS, weights=weights)))
    judged = left_out(sets, weights)
    everything = [row for rows in judged for row in rows]
    for name, rows in [*zip((results for _, results, _ in given), judged, strict=True), ("all", everything)]:
        print(f"{name}: {len(rows)} replies, {sum(right for _, right in rows):.0f} right, calibration error", end=" ")
        print(f"{calibration_error(rows):.3f}, corrected {root_calibration_error(rows):.3f}")
        for low, high, count, confidence, right in reliability(rows, BOUNDS):
            print(f"  {low:.2f} to {high:.2f}: {count} replies, mean {confidence:.2f}, right {right:.2f}")


if __name__ == "__main__":
    main()
