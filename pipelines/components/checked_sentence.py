"""A sentence of an answer that has passed the check."""

from dataclasses import dataclass

from pipelines.types import Citation


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence that may be shown as it is: `text` carries its final marks, `opens` is what stands before it.

    `citations` are those that it carries; `support` in 0..1; `attributed` says that the citation was found by us,
    not given by the model.
    """

    text: str
    citations: tuple[Citation, ...]
    support: float
    attributed: bool = False
    opens: str = " "


def answer_text(sentences: list[CheckedSentence]) -> str:
    """The answer as one text, its sentences, lines and bullets in order."""
    return "".join(f"{sentence.opens}{sentence.text}" for sentence in sentences).strip()
