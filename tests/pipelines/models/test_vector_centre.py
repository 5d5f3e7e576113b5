"""The centre of crowded vectors: taken out where texts of any kind are alike, and nowhere else."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from pipelines.models.vector_centre import CROWDED, Centre, parallel_sentences
from pipelines.ports import EncodedText

DIMENSIONS = 48
Encode = Callable[[Sequence[str]], list[EncodedText]]


def encoding(shared: float) -> Encode:
    """Vectors of a direction a text, all with so much of one common direction."""

    def encode(texts: Sequence[str]) -> list[EncodedText]:
        return [vectors_of(text) for text in texts]

    def vectors_of(text: str) -> EncodedText:
        own = np.random.default_rng(len(text) * 1000 + ord(text[0])).standard_normal((3, DIMENSIONS))
        own /= np.linalg.norm(own, axis=1, keepdims=True)
        own[:, 0] += shared
        unit = (own / np.linalg.norm(own, axis=1, keepdims=True)).astype(np.float32)
        return EncodedText(unit[0], ("a", "b", "c"), unit)

    return encode


def test_the_sentences_are_the_same_in_every_language() -> None:
    languages = parallel_sentences()
    assert len(languages) == 23
    assert {len(of_language) for of_language in languages} == {6}
    assert len({sentence for of_language in languages for sentence in of_language}) == 23 * 6
    assert all("2019" in of_language[3] and "31" in of_language[1] for of_language in languages)


def test_crowded_vectors_have_a_centre_and_spread_without_it() -> None:
    encode = encoding(shared=3.0)
    centre = Centre.of(encode)
    assert centre.text[0] > 0.8 < centre.piece[0]
    vectors = np.stack([text.vector for text in encode(["a pump", "the roof", "red wine", "north", "to sail"])])
    apart = vectors - centre.text
    apart /= np.linalg.norm(apart, axis=1, keepdims=True)
    is_other = ~np.eye(len(vectors), dtype=bool)
    assert (vectors @ vectors.T)[is_other].mean() > CROWDED > 0.2 > (apart @ apart.T)[is_other].mean()


def test_vectors_that_are_not_crowded_stay_as_they_are() -> None:
    centre = Centre.of(encoding(shared=0.3))
    assert not centre.text.any()
    assert not centre.piece.any()


@pytest.mark.parametrize("shared", [0.3, 3.0])
def test_texts_may_have_other_dimensions_than_their_words(shared: float) -> None:
    encode = encoding(shared)

    def projected(texts: Sequence[str]) -> list[EncodedText]:
        return [EncodedText(text.vector[:16], text.tokens, text.token_vectors) for text in encode(texts)]

    centre = Centre.of(projected)
    assert (centre.text.shape, centre.piece.shape) == ((16,), (DIMENSIONS,))


def test_the_same_sentence_in_two_languages_may_be_as_alike_as_it_likes() -> None:
    directions = np.eye(DIMENSIONS, dtype=np.float32)
    place = {sentence: n for of_language in parallel_sentences() for n, sentence in enumerate(of_language)}
    centre = Centre.of(lambda texts: [EncodedText(directions[place[t]], ("a",), directions[[0]]) for t in texts])
    assert not centre.text.any()


def test_a_kept_centre_is_not_measured_again(tmp_path: Path) -> None:
    measured = Centre.of(encoding(shared=3.0))
    first = Centre.kept(tmp_path / "centre.npz", lambda: measured)
    again = Centre.kept(tmp_path / "centre.npz", lambda: pytest.fail("measured again"))
    for each in (first, again):
        np.testing.assert_array_equal(each.text, measured.text)
        np.testing.assert_array_equal(each.piece, measured.piece)
    assert [path.name for path in tmp_path.iterdir()] == ["centre.npz"]


@pytest.mark.parametrize("held", [b"", b"no archive", b"PK\x03\x04torn"])
def test_a_file_that_holds_no_centre_is_written_anew(tmp_path: Path, held: bytes) -> None:
    (tmp_path / "centre.npz").write_bytes(held)
    measured = Centre.of(encoding(shared=3.0))
    assert Centre.kept(tmp_path / "centre.npz", lambda: measured) is measured
    assert Centre.kept(tmp_path / "centre.npz", lambda: pytest.fail("measured again")).text.any()


def test_where_nothing_can_be_written_it_is_measured_at_each_start(tmp_path: Path) -> None:
    measured = Centre.of(encoding(shared=3.0))
    assert Centre.kept(tmp_path / "nowhere" / "centre.npz", lambda: measured) is measured
