"""The direction that all vectors of a model share, which is taken out of them.

Many encoders put every text into one narrow cone: multilingual-e5-small gives unrelated texts a cosine of .8. Then no
cosine tells what fits from what doesn't, and the signs of a vector, which is all that is stored of a word's, say what
every word has. The mean is that of the same sentences in 23 languages: of one language's texts alone it would leave
the others in a cone of their own. Without it the cosines spread as those of a model do whose vectors aren't crowded,
and one set of thresholds serves both (Mu and Viswanath, "All-but-the-Top", ICLR 2018, of which this is the first step).
"""

import contextlib
import os
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipelines.ports import EncodedText, Vector

SENTENCES = Path(__file__).with_name("parallel_sentences.txt")
CROWDED = 0.5
"""The mean cosine of unrelated sentences from which on vectors are centred; .8 for multilingual-e5-small."""


def parallel_sentences() -> list[list[str]]:
    """A list a language: the same sentences in the same order, of which no two have to do with each other."""
    blocks = SENTENCES.read_text(encoding="utf-8").strip().split("\n\n")
    return [block.split("\n")[1:] for block in blocks]


@dataclass(frozen=True, slots=True)
class Centre:
    """The means of a model's vectors of texts and of word pieces, float32 (dimensions,); zeros change nothing."""

    text: Vector
    piece: Vector

    @classmethod
    def of(cls, encode: Callable[[Sequence[str]], Sequence[EncodedText]]) -> "Centre":
        """That of the vectors which `encode` gives; zeros where they aren't crowded. A few seconds."""
        sentences = parallel_sentences()
        texts = encode([sentence for of_language in sentences for sentence in of_language])
        vectors = np.stack([text.vector for text in texts])
        number = np.tile(np.arange(len(sentences[0])), len(sentences))
        is_unrelated = number[:, None] != number
        pieces = np.concatenate([text.token_vectors for text in texts])
        # Of other dimensions than the texts' where a model projects these.
        centre = cls(vectors.mean(axis=0).astype(np.float32), pieces.mean(axis=0).astype(np.float32))
        is_crowded = (vectors @ vectors.T)[is_unrelated].mean() >= CROWDED
        return centre if is_crowded else cls(np.zeros_like(centre.text), np.zeros_like(centre.piece))

    @classmethod
    def kept(cls, path: Path, measure: Callable[[], "Centre"]) -> "Centre":
        """The one in a file; where there is none, it is measured, and written there if that is allowed."""
        try:
            with np.load(path, allow_pickle=False) as held:
                return cls(held["text"], held["piece"])
        except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile):
            pass
        measured = measure()
        with contextlib.suppress(OSError):
            _write(path, measured)
        return measured


def _write(path: Path, centre: Centre) -> None:
    """In one step: another process may read it meanwhile."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name, suffix=".partial", delete=False) as partial:
        np.savez(partial, text=centre.text, piece=centre.piece)
    os.replace(partial.name, path)
