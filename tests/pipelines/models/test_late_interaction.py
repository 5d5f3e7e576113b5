"""Late interaction: what packing keeps, and how passages are scored word by word."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.models.late_interaction import max_similarities, pack, unpack, word_vectors
from pipelines.ports import EncodedText, Vector
from tests.pipelines.hashed_embedder import HashedEmbedder


def encoded(vectors: Vector, tokens: tuple[str, ...] | None = None) -> EncodedText:
    unit = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return EncodedText(unit[0], tokens or tuple(f"word{n}" for n in range(len(unit))), unit)


def random_text(seed: int, tokens: int, dimensions: int) -> EncodedText:
    return encoded(np.random.default_rng(seed).standard_normal((tokens, dimensions)))


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 40), st.integers(8, 385))
def test_packed_vectors_keep_their_direction(seed: int, tokens: int, dimensions: int) -> None:
    given_text = random_text(seed, tokens, dimensions)
    back = unpack(pack(given_text))
    assert back.shape == (tokens, dimensions)
    assert back.dtype == np.float32
    lengths = np.linalg.norm(back, axis=1)
    np.testing.assert_allclose(lengths, np.sqrt(np.pi / 2), atol=1e-5)
    assert ((back * given_text.token_vectors).sum(axis=1) / lengths).min() > 1 / np.sqrt(dimensions)


@pytest.mark.parametrize("dimensions", [1, 3, 383, 384, 1024])
def test_a_value_takes_a_bit_whatever_their_number(dimensions: int) -> None:
    packed = pack(random_text(1, 5, dimensions))
    assert len(packed) == 2 + 5 * ((dimensions + 7) // 8)
    assert unpack(packed).shape == (5, dimensions)


def test_a_product_with_a_packed_vector_is_in_the_mean_the_cosine() -> None:
    vectors, asked = random_text(1, 200, 384), random_text(2, 1, 384).vector
    near = encoded(vectors.token_vectors + asked)
    products, exact = unpack(pack(near)) @ asked, near.token_vectors @ asked
    assert abs(products.mean() - exact.mean()) < 0.02
    assert np.abs(products - exact).max() < 0.15


def test_a_few_large_values_do_not_wash_out_the_sign_of_the_rest() -> None:
    back = unpack(pack(encoded(np.array([[10.0, 1.0, -1.0, 1.0, -1.0]]))))
    assert np.sign(back[0]).tolist() == [1, 1, -1, 1, -1]


def test_marks_punctuation_and_stop_words_are_not_stored() -> None:
    text = random_text(1, 5, 384)
    text = EncodedText(text.vector, ("[CLS]", "the", "pump", ".", "[SEP]"), text.token_vectors)
    back = unpack(pack(text))
    assert len(back) == 1
    assert back[0] @ text.token_vectors[2] > 0.9


def test_the_pieces_of_a_word_share_one_vector() -> None:
    vectors = random_text(1, 4, 384).token_vectors
    text = EncodedText(vectors[0], ("weld", "##ing", "##s", "pump"), vectors)
    first, second = word_vectors(text)
    mean = vectors[:3].mean(axis=0)
    np.testing.assert_allclose(first, mean / np.linalg.norm(mean), atol=1e-6)
    np.testing.assert_allclose(second, vectors[3], atol=1e-6)


def test_a_text_of_stop_words_alone_keeps_them() -> None:
    text = random_text(1, 3, 384)
    text = EncodedText(text.vector, ("to", "be", "."), text.token_vectors)
    assert len(unpack(pack(text))) == 2


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


def test_packing_does_not_change_the_ranking_of_what_is_clearly_better() -> None:
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
    assert np.abs(exact - packed).max() < 0.06
    clear = [(a, b) for a in range(60) for b in range(60) if exact[a] - exact[b] > 0.05]
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
