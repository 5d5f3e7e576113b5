"""One variant in a process of its own, so that imports, threads and memory are its own: what it measured, as JSON."""

import importlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.memory import Memory
from tests.benchmarks.plan import Plan

THREAD_VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
OURS = {"OPENBLAS_NUM_THREADS": "1"}
"""What the product sets for itself. The stock components run with their libraries' own defaults."""

Figures = dict[str, Any]


def run_variant(plan: Plan, module: str, function: str, **arguments: Any) -> Figures:
    """Calls `function(plan, **arguments)` of `tests.benchmarks.<module>` in a new process; its figures and memory.

    Adds `seconds` (the whole process) and `peak_mb`. Raises `CalledProcessError`; errors are printed by the child.
    """
    environment = {name: value for name, value in os.environ.items() if name not in THREAD_VARIABLES}
    environment |= {"TOKENIZERS_PARALLELISM": "true", "TQDM_DISABLE": "1"}
    if not function.startswith("stock"):
        environment |= OURS
    if plan.one_thread:
        environment |= dict.fromkeys(THREAD_VARIABLES, "1")
    out = Path(plan.work) / f"{module}-{function}.json"
    request = json.dumps({"plan": plan.to_json(), "arguments": arguments, "out": str(out)})
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.child", module, function],
        input=request,
        text=True,
        check=True,
        env=environment,
    )
    figures: Figures = json.loads(out.read_text())
    return {**figures, "seconds": time.perf_counter() - started}


def main() -> None:
    """Reads a request from standard input and writes the figures where it says."""
    from pipelines.privacy import contact_nobody

    contact_nobody()
    import warnings

    warnings.simplefilter("ignore")
    request = json.loads(sys.stdin.read())
    module, function = sys.argv[1:]
    measure = getattr(importlib.import_module(f"tests.benchmarks.{module}"), function)
    with Memory(watch_children=module == "ingestion") as memory:
        figures: Figures = measure(Plan.from_json(request["plan"]), **request["arguments"])
    Path(request["out"]).write_text(json.dumps({**figures, "peak_mb": memory.peak_mb}))


if __name__ == "__main__":
    main()
