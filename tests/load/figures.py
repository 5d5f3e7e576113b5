"""What became of the questions of a crowd, in figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.load.crowd import Asked


@dataclass(frozen=True)
class Figures:
    """Counts, and seconds from the moment that somebody asked; percentiles by rank."""

    asked: int
    lost: int
    doubled: int
    correct: int
    seconds: float
    first: Sequence[float]
    whole: Sequence[float]

    @classmethod
    def of(cls, asked: Sequence[Asked], seconds: float) -> "Figures":
        """Of questions that were asked within so many seconds."""
        return cls(
            asked=len(asked),
            lost=sum(not each.is_ended for each in asked),
            doubled=sum(each.replies > 1 for each in asked),
            correct=sum(each.is_correct for each in asked),
            seconds=seconds,
            first=sorted(each.first - each.at for each in asked if each.first),
            whole=sorted(each.last - each.at for each in asked if each.is_ended),
        )

    def row(self, name: str) -> str:
        """A row of the table."""
        first = " and ".join(f"{percentile(self.first, each):.2f}" for each in (50, 95))
        whole = ", ".join(f"{percentile(self.whole, each):.2f}" for each in (50, 95, 99))
        counts = f"{self.asked} | {self.lost} | {self.doubled} | {100 * self.correct / max(1, self.asked):.1f}"
        return f"| {name} | {self.asked / self.seconds:.1f} | {first} | {whole} | {counts} |"


HEAD = (
    "| | questions a second | first sign, s: p50 and p95 | whole reply, s: p50, p95, p99 | asked | lost | doubled"
    " | the right page, % |\n|---|---:|---:|---:|---:|---:|---:|---:|"
)


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value that this share in percent of them doesn't exceed; 0 of none."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))] if ordered else 0.0
