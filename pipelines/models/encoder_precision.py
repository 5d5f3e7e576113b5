"""The precision in which a converted encoder is quickest on this processor: measured once, kept beside its folder.

Which one that is can't be read off a processor's features: many name bf16 and compute it more slowly than f32, since
they have no matrix unit for it. There int8 is worth its making: two to three times as quick, with vectors whose cosine
with the exact ones is .997.
"""

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.models.encoder_conversion import ENCODER
from pipelines.models.encoder_quantization import samples

BATCH = 8
"""Texts a pass: on few cores larger batches are slower, since all are padded to the longest."""
ROUNDS = 3
ENOUGH = 1.6
"""How many times as quick as f32 bf16 must be for int8 not to be made: it would gain no more than a tenth."""
WORTH = 1.3
"""How many times as quick as the best of the others int8 must be to be taken: it is a little less exact."""


class Precision(StrEnum):
    """How the encoder's numbers are computed."""

    F32 = "f32"
    BF16 = "bf16"
    INT8 = "int8"


def compiled(core: Any, folder: Path, precision: Precision, one_core: bool = False) -> Any:
    """The encoder in `folder`, ready to run on all cores, or on one; int8 is made where it isn't there (some 20 s).

    A single text has too little work for several cores: they would wait for each other longer than they compute.
    """
    hints: dict[str, Any] = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": precision.value}
    if one_core:
        # Not pinned: every process on the machine would take the same one.
        hints |= {"INFERENCE_NUM_THREADS": 1, "ENABLE_CPU_PINNING": False}
    if precision is Precision.INT8:
        folder, hints["INFERENCE_PRECISION_HINT"] = _quantized(folder), Precision.F32.value
    return core.compile_model(folder / ENCODER, "CPU", hints)


def quickest(core: Any, folder: Path, tokenizer: Any) -> Precision:
    """The precision to take here: as found before on such a processor, else measured (a few seconds)."""
    kept = folder.with_name(f"{folder.name}-{_processor(core)}.json")
    try:
        return Precision(json.loads(kept.read_text(encoding="utf-8"))["precision"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    batches = list(_batches(tokenizer))
    rates = {each: _rate(compiled(core, folder, each), batches) for each in _exact(core)}
    best = max(rates, key=lambda each: rates[each])
    try:
        if rates[best] < ENOUGH * rates[Precision.F32]:
            rates[Precision.INT8] = _rate(compiled(core, folder, Precision.INT8), batches)
            best = Precision.INT8 if rates[Precision.INT8] >= WORTH * rates[best] else best
        _keep(kept, best, rates)
    except OSError:  # where nothing can be written or made, what is there serves; measured again at the next start
        pass
    return best


def _exact(core: Any) -> list[Precision]:
    named = core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return [Precision.F32, *([Precision.BF16] if "BF16" in named else [])]


def _rate(model: Any, batches: list[dict[str, Any]]) -> float:
    """Batches a second, at its best: what else runs on the machine takes from some rounds, gives to none."""
    request = model.create_infer_request()
    spent = []
    for _ in range(ROUNDS + 1):  # the first is for what is set up only once
        begun = time.perf_counter()
        for batch in batches:
            request.infer({port.get_any_name(): batch[port.get_any_name()] for port in model.inputs})
        spent.append(time.perf_counter() - begun)
    return len(batches) / min(spent[1:])


def _batches(tokenizer: Any) -> Iterator[dict[str, Any]]:
    """Two passes' worth of ordinary text, each of equally long rows."""
    encodings = sorted(tokenizer.encode_batch(samples()[: 2 * BATCH]), key=lambda each: len(each.ids))
    for start in (0, BATCH):
        rows = encodings[start : start + BATCH]
        length = min(len(each.ids) for each in rows)
        ids = np.array([each.ids[:length] for each in rows], np.int64)
        yield {"input_ids": ids, "attention_mask": np.ones_like(ids)}


def _quantized(folder: Path) -> Path:
    """The folder of the encoder in int8, made from the exact one where it isn't there. Raises `OSError`."""
    made = folder / "int8"
    if not (made / ENCODER).exists():
        command = [sys.executable, "-P", "-m", "pipelines.models.encoder_quantization", str(folder), str(made)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if done.returncode:
            raise OSError(f"The encoder's int8 form could not be made (exit code {done.returncode}).")
    return made


def _processor(core: Any) -> str:
    """Changes when the processor does, as where a machine is moved or a folder is shared."""
    told = [core.get_property("CPU", "FULL_DEVICE_NAME"), *core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")]
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        told += [line for line in lines if line.startswith("flags")][:1]
    except OSError:
        pass
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:12]


def _keep(path: Path, best: Precision, rates: Mapping[Precision, float]) -> None:
    partial = path.with_suffix(f".{os.getpid()}.partial")
    told = {"precision": best, "batches_per_second": {each: round(rate, 2) for each, rate in rates.items()}}
    partial.write_text(json.dumps(told), encoding="utf-8")
    partial.replace(path)
