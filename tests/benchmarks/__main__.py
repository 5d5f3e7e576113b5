"""`make bench`: measures speed and memory beside Haystack's stock components and prints the tables."""

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks.documents import cut, default_documents, found
from tests.benchmarks.plan import Plan
from tests.benchmarks.report import report, write
from tests.benchmarks.run import run, trained_cross_encoder

QUICK: dict[str, Any] = {
    "pages": 3,
    "repeats": 1,
    "size": 200,
    "growth": (100,),
    "questions": 6,
    "stock_growth_questions": 3,
    "threads": 4,
    "cross_encoder_passages": 4,
    "one_thread": True,
}
"""Sizes that prove that everything runs. Their figures mean nothing."""


def main() -> None:
    """Runs what the arguments say."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="tcbot-bench-") as work:
        models = arguments.models.resolve()
        models.mkdir(parents=True, exist_ok=True)
        sizes = QUICK if arguments.quick else {"pages": arguments.pages, "repeats": arguments.repeats}
        files = cut(found(arguments.documents or default_documents()), sizes["pages"], Path(work))
        documents = tuple(str(file.resolve()) for file in files)
        plan = Plan(documents, work, str(models), cross_encoder=trained_cross_encoder(), **sizes)
        figures = run(plan)
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1))
    tables = report(figures)
    print(tables)
    if arguments.write:
        write(tables)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="toy sizes, under two minutes: proves that all of it runs")
    parser.add_argument("--documents", nargs="+", type=Path, help="PDFs or folders of PDFs to read")
    parser.add_argument("--pages", type=int, default=Plan.__dataclass_fields__["pages"].default, help="of each PDF")
    parser.add_argument("--repeats", type=int, default=Plan.__dataclass_fields__["repeats"].default)
    parser.add_argument(
        "--models", type=Path, default=Path(".cache/benchmarks"), help="where converted models are kept"
    )
    parser.add_argument("--json", type=Path, help="write every figure to this file")
    parser.add_argument("--write", action="store_true", help="rewrite the figures in docs/benchmarks.md")
    arguments = parser.parse_args()
    if arguments.quick and arguments.write:
        parser.error("--write needs the full sizes: leave out --quick.")
    return arguments


if __name__ == "__main__":
    main()
