"""Late interaction: what packing keeps, and how passages are scored word by word."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.models.late_interaction import max_similarities, pack, unpack
from pipelines.ports import EncodedText, Vector
from tests.pipelines.hashed_embedder import HashedEmbedder


def encoded(vectors: Vector, tokens: tuple[str, ...] | None = None) -> EncodedText:
    unit = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return EncodedText(unit[0], tokens or tuple(f"word{n}" for n in range(len(unit))), unit)


def random_text(seed: int, tokens: int, dimensions: int) -> EncodedText:
    return encoded(np.random.default_rng(seed).standard_normal((tokens, dimensions)))


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 40), st.integers(8, 385))
def test_packed_vectors_keep_their_direction_and_length(seed: int, tokens: int, dimensions: int) -> None:
    given_text = random_text(seed, tokens, dimensions)
    back = unpack(pack(given_text))
    assert back.shape == (tokens, dimensions)
    assert back.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(back, axis=1), 1, atol=1e-5)
    assert (back * given_text.token_vectors).sum(axis=1).min() >= 0.98


@pytest.mark.parametrize("dimensions", [1, 3, 383, 384, 1024])
def test_a_value_takes_half_a_byte_whether_their_number_is_odd_or_even(dimensions: int) -> None:
    packed = pack(random_text(1, 5, dimensions))
    assert len(packed) == 2 + 5 * ((dimensions + 1) // 2)
    assert unpack(packed).shape == (5, dimensions)


def test_a_few_large_values_do_not_wash_out_the_sign_of_the_rest() -> None:
    vectors = np.array([[10.0, 1.0, -1.0, 0.0], [0.0, 0.0, 0.0, -3.0]])
    back = unpack(pack(encoded(vectors)))
    assert np.sign(back[0]).tolist() == [1, 1, -1, 0]
    np.testing.assert_array_equal(back[1], [0, 0, 0, -1])


def test_a_vector_of_zeros_stays_one() -> None:
    zeros = EncodedText(np.zeros(4, np.float32), ("word",), np.zeros((1, 4), np.float32))
    assert not unpack(pack(zeros)).any()


def test_marks_and_punctuation_are_not_stored() -> None:
    text = encoded(np.eye(4) + 0.1, ("[CLS]", "pump", ".", "[SEP]"))
    back = unpack(pack(text))
    assert len(back) == 1
    assert back[0] @ text.token_vectors[1] > 0.98


def test_a_passage_without_words_comes_last_and_breaks_nothing() -> None:
    nothing = encoded(np.eye(3), ("[CLS]", "—", "[SEP]"))
    assert unpack(pack(nothing)).shape == (0, 3)
    question = encoded(np.eye(3)[1:2])
    far = encoded(-np.eye(3)[1:2] + 0.5)
    stored, fresh, met = max_similarities(question, [pack(nothing), nothing, pack(far)])
    assert stored == fresh == -1
    assert met > -1


def test_a_question_without_words_prefers_no_passage() -> None:
    question = encoded(np.eye(3), ("[CLS]", "?", "[SEP]"))
    assert max_similarities(question, [random_text(1, 4, 3), random_text(2, 4, 3)]) == [0.0, 0.0]


def test_no_passages_have_no_scores() -> None:
    assert max_similarities(random_text(1, 4, 8), []) == []


def test_packing_does_not_change_the_ranking() -> None:
    question = random_text(0, 9, 384)
    # Passages that meet the question ever better, a hundredth of its direction at a time.
    passages = []
    for step in range(60):
        noise = np.random.default_rng(step + 1).standard_normal((30, 384))
        noise /= np.linalg.norm(noise, axis=1, keepdims=True)
        noise[:9] += 0.02 * step * question.token_vectors
        passages.append(encoded(noise))
    exact = np.array(max_similarities(question, passages))
    packed = np.array(max_similarities(question, [pack(passage) for passage in passages]))
    assert np.abs(exact - packed).max() < 0.01
    clear = [(a, b) for a in range(60) for b in range(60) if exact[a] - exact[b] > 0.005]
    assert len(clear) > 1500
    assert all(packed[a] > packed[b] for a, b in clear)


def test_the_score_is_the_mean_over_the_questions_words_of_the_best_cosine() -> None:
    question = encoded(np.array([[1.0, 0, 0], [0, 1.0, 0]]))
    passage = encoded(np.array([[1.0, 0, 0], [1.0, 1.0, 0], [0, 0, 1.0]]))
    assert max_similarities(question, [passage]) == pytest.approx([(1 + np.sqrt(0.5)) / 2])


def test_stop_words_of_a_question_hardly_count() -> None:
    embedder = HashedEmbedder()
    question, names_it, sounds_alike = embedder.encode(
        ["what is the voltage of the pump", "pump voltage", "what is the age of the"]
    )
    right, wrong = max_similarities(question, [names_it, sounds_alike])
    assert right > 0.7 > 0.5 > wrong
