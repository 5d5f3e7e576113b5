"""Makes the set of questions over the sample documents anew, after the rules or the samples changed, and prints how its
questions end. Run by hand: `python -m tests.pipelines.evaluation.sample_set`.
"""

import tempfile
from pathlib import Path

from pipelines.evaluation.made_figures import made_figures
from pipelines.models.embedder import OpenVinoEmbedder, packaged_model
from tests.pipelines.evaluation.sample_set.sample_set import MOST, SampleSet, parsed_samples, write


def main() -> None:
    """Writes, asks, prints."""
    samples = parsed_samples()
    write(samples, MOST)
    with tempfile.TemporaryDirectory() as folder:
        embedder = OpenVinoEmbedder(packaged_model(), Path(folder) / "models")
        kept = SampleSet.read()
        results = kept.ask(samples, embedder, Path(folder))
        for name, figure in made_figures(kept.questions, results).items():
            print(name, figure)
        for question, result in zip(kept.questions, results, strict=True):
            print(question.id, question.expected, result["outcome"], result["remarks"], question.text, sep=" | ")


if __name__ == "__main__":
    main()
