"""What a run measures and where its files are; handed to each child process as JSON."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Plan:
    """The sizes of one run.

    `documents` are PDFs, `pages` how many of each are read; `size` is the store, in chunks, that latency is told for,
    `growth` the stores that show how it grows. `questions` are asked of our variants and of the stock one at `size`,
    `stock_growth_questions` of the stock one elsewhere: a question costs it seconds.
    `one_thread` holds every library to one thread: slower, but it ends on a machine that is busy with other things.
    """

    documents: tuple[str, ...]
    work: str
    models: str
    pages: int = 40
    repeats: int = 3
    size: int = 10_000
    growth: tuple[int, ...] = (1_250, 5_000, 20_000)
    questions: int = 50
    stock_growth_questions: int = 12
    threads: int = 8
    cross_encoder: str = ""
    cross_encoder_passages: int = 30
    one_thread: bool = False

    @property
    def base(self) -> Path:
        """The file with the chunks that every store is made of."""
        return Path(self.work) / "base.pickle"

    def store(self, size: int) -> Path:
        """The file of our store of `size` chunks; the stock one's texts and vectors lie beside it."""
        return Path(self.work) / f"store-{size}.db"

    def to_json(self) -> str:
        """The plan as `from_json` reads it."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Plan":
        """The plan that `to_json` wrote."""
        values = json.loads(text)
        for name in ("documents", "growth"):
            values[name] = tuple(values[name])
        return cls(**values)
