"""The fit of `pipelines.checking.confidence.ANSWERED`, from runs of `tcbot eval` with a writing model. Run by hand.

    python -m tests.benchmarks.answer_confidence QUESTIONS RESULTS [QUESTIONS RESULTS …]

An answer is right where it cites a page of the evidence and, if a number was asked for, gives it. Prints the line
for `pipelines/checking/confidence.py` and the calibration error: on the answers it was fitted on, and for each set
when it is fitted on the others.
"""

import sys
from pathlib import Path

from pipelines.checking.confidence import Logistic
from pipelines.evaluation.calibration import calibration_error
from pipelines.evaluation.measures import is_right
from pipelines.evaluation.questions import read_questions
from pipelines.evaluation.run import read_results
from tests.benchmarks.regression import Labelled, as_code, fit

INPUTS = ("cosine",)
STRENGTH = 0.1
"""A few dozen answers bear no large weights."""


def answers(questions: Path, results: Path) -> list[Labelled]:
    """The inputs of every written answer, and whether it was right."""
    by_id = {question.id: question for question in read_questions(questions)}
    written = [result for result in read_results(results) if result["outcome"] == "answered"]
    graded = [(result["inputs"], is_right(by_id[str(result["id"])], result)) for result in written]
    return [(inputs, bool(right)) for inputs, right in graded if right is not None]


def error(fitted: Logistic, rows: list[Labelled]) -> float:
    """The calibration error of a fit over some answers."""
    return calibration_error([(fitted(inputs), float(right)) for inputs, right in rows])


def main() -> None:
    """Fits and prints."""
    pairs = list(zip(sys.argv[1::2], sys.argv[2::2], strict=True))
    sets = [answers(Path(questions), Path(results)) for questions, results in pairs]
    fitted = fit(sets, INPUTS, STRENGTH)
    print(as_code("ANSWERED", fitted))
    for i, ((_, results), rows) in enumerate(zip(pairs, sets, strict=True)):
        print(f"{results}: {len(rows)} answers, {sum(right for _, right in rows)} right", end="")
        print(f", calibration error {error(fitted, rows):.3f}", end="")
        others = sets[:i] + sets[i + 1 :]
        print(f", fitted on the others {error(fit(others, INPUTS, STRENGTH), rows):.3f}" if others else "")


if __name__ == "__main__":
    main()
