"""A cross-encoder of MiniLM's size for both sides: a trained one where one lies at hand, else one that only weighs."""

from pathlib import Path

from tests.benchmarks.child import Figures
from tests.benchmarks.plan import Plan

TRAINED = Path("../shared/models/reranker")


def make(plan: Plan) -> Figures:
    """`folder`: all-MiniLM-L6-v2 with one random output. What it says is noise, but it takes the time of a real one."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    from pipelines.models.embedder import packaged_model

    torch.manual_seed(1)
    folder = str(Path(plan.work) / "cross-encoder")
    AutoModelForSequenceClassification.from_pretrained(packaged_model(), num_labels=1).save_pretrained(folder)
    AutoTokenizer.from_pretrained(packaged_model()).save_pretrained(folder)
    return {"folder": folder}
