"""One whole run: every variant in turn, each alone in its process, so that nothing measured shares the machine."""

import dataclasses
import sys
import time
from pathlib import Path
from typing import Any

from tests.benchmarks import cross_encoder, machine
from tests.benchmarks.child import Figures, run_variant
from tests.benchmarks.plan import Plan


def run(plan: Plan) -> Figures:
    """All figures of the plan, by variant; some quarter of an hour at the default sizes on two idle cores."""
    started, load = time.perf_counter(), machine.load()
    told: Figures = {"documents": [Path(path).name for path in plan.documents]}
    told["pages"], told["repeats"] = plan.pages, plan.repeats
    if plan.cross_encoder:
        told["cross_encoder"] = "trained"
    else:
        plan = dataclasses.replace(plan, cross_encoder=_step(plan, "cross_encoder", "make")["folder"])
        told["cross_encoder"] = "untrained"
    base = _step(plan, "stores", "prepare")
    told["base"] = {"pages": base["pages"], "chunks": base["chunks"]}
    told["ingestion"] = {who: _step(plan, "ingestion", who) for who in ("ours", "stock")}
    told["latency"] = [_latency(plan, size, base["questions"]) for size in sorted({plan.size, *plan.growth})]
    told["size"], told["threads"], told["passages"] = plan.size, plan.threads, plan.cross_encoder_passages
    told["machine"] = {
        "processor": machine.processor(),
        "memory": machine.memory(),
        "versions": machine.versions(),
        "load_before": load,
        "load_after": machine.load(),
        "minutes": (time.perf_counter() - started) / 60,
    }
    return told


def _latency(plan: Plan, size: int, questions: list[str]) -> Figures:
    """All variants over one store, which exists only as long: it holds some 10 kB a chunk."""
    whole = size == plan.size
    figures: Figures = {"chunks": size, "store": _step(plan, "stores", "make", size=size)}
    asked = {"size": size, "questions": questions, "crowd": whole}
    figures["ours"] = _step(plan, "latency", "ours", **asked)
    if whole:
        figures["ours_elasticsearch"] = _step(plan, "latency", "ours_elasticsearch", size=size, questions=questions)
        figures["ours_cross_encoder"] = _step(plan, "latency", "ours_cross_encoder", **asked)
    else:
        asked["questions"] = questions[: plan.stock_growth_questions]
    figures["stock"] = _step(plan, "latency", "stock", **asked)
    for file in plan.store(size).parent.glob(f"{plan.store(size).stem}.*"):
        file.unlink()
    return figures


def _step(plan: Plan, module: str, function: str, **arguments: Any) -> Figures:
    size = f", {arguments['size']:,} chunks" if "size" in arguments else ""
    print(f"  {module}: {function}{size} …", end=" ", file=sys.stderr, flush=True)
    figures = run_variant(plan, module, function, **arguments)
    print(f"{figures['seconds']:.0f} s", file=sys.stderr)
    return figures


def trained_cross_encoder() -> str:
    """The folder of a trained cross-encoder beside this one; empty where there is none."""
    return str(cross_encoder.TRAINED.resolve()) if (cross_encoder.TRAINED / "config.json").exists() else ""
