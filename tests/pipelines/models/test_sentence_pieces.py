"""A model whose tokeniser marks the beginnings of words: a tiny one of our own, with prompts and random weights."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipelines.models.embedder import OpenVinoEmbedder, TorchEmbedder
from pipelines.models.encoder_precision import Precision
from pipelines.models.late_interaction import pack, unpack
from pipelines.models.token_weights import content_words
from pipelines.models.vector_centre import parallel_sentences

pytestmark = pytest.mark.slow
TEXTS = [
    "The oven is off at night.",
    "Bread comes  on\n\tTuesdays, café!",
    "The badge costs 45 francs.",
    "烤箱在晚上关闭。",
    "Хлеб привозят по вторникам.",
]
WORDS = [2, 4, 4, 8, 4]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the model; what is made of it goes beside it."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    tokenizer: Any = Tokenizer(models.Unigram())
    spaces = normalizers.Replace(Regex(r"\s+"), " ")
    tokenizer.normalizer = normalizers.Sequence([spaces, normalizers.NFKC()])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    trained = trainers.UnigramTrainer(
        vocab_size=900, special_tokens=["<s>", "<pad>", "</s>", "<unk>"], unk_token="<unk>", show_progress=False
    )
    tokenizer.train_from_iterator(
        [*TEXTS, *(each for language in parallel_sentences() for each in language), "query: passage: "], trained
    )
    marks = [("<s>", 0), ("</s>", 2)]
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=marks)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token="<unk>", pad_token="<pad>", cls_token="<s>", sep_token="</s>"
    )
    size = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    bert = BertModel(BertConfig(vocab_size=tokenizer.get_vocab_size(), **size))
    folder = tmp_path_factory.mktemp("model")
    bert.save_pretrained(folder / "bert")
    fast.save_pretrained(folder / "bert")
    modules = [Transformer(str(folder / "bert"), max_seq_length=256), Pooling(32, "mean")]
    prompts = {"query": "query: ", "document": "passage: "}
    SentenceTransformer(modules=modules, device="cpu", prompts=prompts).save(str(folder / "pieces"))
    return folder / "pieces"


@pytest.fixture(params=["openvino", "torch"])
def embedder(request: pytest.FixtureRequest, model: Path) -> OpenVinoEmbedder | TorchEmbedder:
    if request.param == "torch":
        return TorchEmbedder(str(model))
    return OpenVinoEmbedder(str(model), model.parent / "cache", Precision.F32)


def test_each_word_has_one_vector_and_its_place(embedder: OpenVinoEmbedder | TorchEmbedder) -> None:
    for text, count, encoded in zip(TEXTS, WORDS, embedder.encode(TEXTS), strict=True):
        pieces = embedder.pieces(text)
        assert [piece for piece, _ in pieces] == list(encoded.tokens)
        assert not {"query", "passage"} & {piece.strip("▁") for piece, _ in pieces}
        words = content_words(encoded.tokens)
        starts = [pieces[first][1] for first, _ in words]
        if " " in text:
            assert len(unpack(pack(encoded))) == len(words) == count
            assert all(text[start].isalnum() and (start == 0 or text[start - 1].isspace()) for start in starts), starts
        else:
            assert len(words) > 1
        assert starts == sorted(starts)


def test_questions_are_read_by_a_prompt_of_their_own(embedder: OpenVinoEmbedder | TorchEmbedder) -> None:
    (passage,) = embedder.encode(TEXTS[:1])
    question = embedder.encode_question(TEXTS[0])
    assert question.tokens == passage.tokens
    assert question.vector @ passage.vector < 0.9999


def test_crowded_vectors_spread_and_both_ways_of_running_agree(model: Path) -> None:
    """Random weights crowd all texts together."""
    both = OpenVinoEmbedder(str(model), model.parent / "cache", Precision.F32), TorchEmbedder(str(model))
    plain = OpenVinoEmbedder(str(model), model.parent / "cache", Precision.F32, is_plain=True)
    is_other = ~np.eye(len(TEXTS), dtype=bool)
    crowded, *spread = (np.stack([text.vector for text in each.encode(TEXTS)]) for each in (plain, *both))
    alike = (crowded @ crowded.T)[is_other].mean()
    assert alike > 0.5
    for vectors in spread:
        assert (vectors @ vectors.T)[is_other].mean() < alike - 0.1
    assert (spread[0] * spread[1]).sum(axis=1).min() > 0.999
