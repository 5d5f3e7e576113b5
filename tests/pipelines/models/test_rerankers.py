"""The rerankers that need no server: late interaction over stored vectors, and a real cross-encoder."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipelines.access import Scope, scope_filter
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.indexing.indexer import Indexer
from pipelines.models.models import LATE_INTERACTION, ModelUnavailableError, build_reranker
from pipelines.models.rerankers import LateInteractionReranker
from pipelines.ports import Hit
from pipelines.types import Page, Source
from tests.pipelines.hashed_embedder import HashedEmbedder
from tests.pipelines.hits import hit
from tests.pipelines.put_document import put_document

EMBEDDER = HashedEmbedder()
QUESTION = "torque of the bearing"
ENCODED = EMBEDDER.encode([QUESTION])[0]
TRAINED = Path(__file__).parents[4] / "shared" / "models" / "reranker"


class Counting(HashedEmbedder):
    """Notes which texts it has encoded."""

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: list[str]) -> list:  # type: ignore[override, type-arg]
        self.encoded += texts
        return super().encode(texts)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[EmbeddedIndex]:
    made = EmbeddedIndex(tmp_path / "index.sqlite", EMBEDDER.name, EMBEDDER.dimensions)
    pages = [Page(1, "Drain the oil each year."), Page(2, "The torque of the bearing is forty newton metres.")]
    put_document(Indexer(made, EMBEDDER), Source("d1", "v1", "pump.pdf", "Pump", ("everyone",)), pages)
    yield made
    made.close()


def stored_hits(index: EmbeddedIndex) -> list[Hit]:
    hits = index.search_vectors(ENCODED.vector, scope_filter(Scope.of("everyone")), 10)
    return sorted(hits, key=lambda each: each.page)


def test_late_interaction_reads_stored_vectors_and_runs_no_model(index: EmbeddedIndex) -> None:
    embedder = Counting()
    oil, torque = LateInteractionReranker(index, embedder).scores(QUESTION, ENCODED, stored_hits(index))
    assert torque > 0.95 > oil
    assert embedder.encoded == []


def test_passages_without_stored_vectors_are_encoded_and_score_the_same(index: EmbeddedIndex) -> None:
    embedder = Counting()
    reranker = LateInteractionReranker(index, embedder)
    oil, torque = stored_hits(index)
    elsewhere = hit("not-in-the-index", title=torque.context, text=torque.text)
    stored, fresh, other = reranker.scores(QUESTION, ENCODED, [torque, elsewhere, oil])
    assert embedder.encoded == [f"{torque.context}\n{torque.text}"]
    assert fresh == pytest.approx(stored, abs=0.02)
    assert other < fresh


def test_no_passages_have_no_scores(index: EmbeddedIndex) -> None:
    assert LateInteractionReranker(index, EMBEDDER).scores(QUESTION, ENCODED, []) == []


def test_the_settings_word_gives_late_interaction(index: EmbeddedIndex) -> None:
    assert isinstance(build_reranker(LATE_INTERACTION, EMBEDDER, index), LateInteractionReranker)


@pytest.mark.slow
def test_a_model_that_is_not_there_is_told_with_the_setting(index: EmbeddedIndex) -> None:
    with pytest.raises(ModelUnavailableError, match=r"RERANKER_MODEL is 'nobody/nothing'"):
        build_reranker("nobody/nothing", EMBEDDER, index)


def random_cross_encoder(folder: Path) -> Path:
    """A cross-encoder with one small layer and random weights: it ranks by chance, but by the real path."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "torque", "oil", "pump", "bearing", "the", "of"]
    raw = Tokenizer(models.WordLevel({word: i for i, word in enumerate(words)}, unk_token="[UNK]"))
    raw.pre_tokenizer = pre_tokenizers.Whitespace()
    raw.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    marks = {"unk_token": "[UNK]", "pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    PreTrainedTokenizerFast(tokenizer_object=raw, **marks).save_pretrained(folder)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        num_labels=1,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The trained model where the machine has one, else one that is made here."""
    if (TRAINED / "config.json").exists() and json.loads((TRAINED / "config.json").read_text()):
        return TRAINED
    return random_cross_encoder(tmp_path_factory.mktemp("cross-encoder"))


@pytest.mark.slow
def test_a_cross_encoder_scores_each_passage_whatever_stands_beside_it(
    cross_encoder: Path, index: EmbeddedIndex
) -> None:
    reranker = build_reranker(str(cross_encoder), EMBEDDER, index)
    hits = [hit(f"c{n}", text=text) for n, text in enumerate(["oil " * 900, "torque of the bearing", "", "pump"])]
    together = reranker.scores(QUESTION, ENCODED, hits)
    alone = [reranker.scores(QUESTION, ENCODED, [each])[0] for each in hits]
    assert together == pytest.approx(alone, abs=1e-3)
    assert len(set(together)) > 1
    if cross_encoder == TRAINED:
        assert max(together) == together[1]


@pytest.mark.slow
def test_a_cross_encoder_may_be_asked_from_several_threads(cross_encoder: Path, index: EmbeddedIndex) -> None:
    reranker = build_reranker(str(cross_encoder), EMBEDDER, index)
    rounds = [[hit(f"c{n}", text="torque " * (n + 1)) for n in range(size)] for size in (1, 5, 2, 4, 3) * 3]
    expected = [reranker.scores(QUESTION, ENCODED, hits) for hits in rounds]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda hits: reranker.scores(QUESTION, ENCODED, hits), rounds))
    for one, other in zip(found, expected, strict=True):
        assert one == pytest.approx(other, abs=1e-3)


@pytest.mark.slow
def test_a_cross_encoder_made_on_the_spot_works_too(tmp_path: Path, index: EmbeddedIndex) -> None:
    reranker = build_reranker(str(random_cross_encoder(tmp_path)), EMBEDDER, index)
    assert len(reranker.scores(QUESTION, ENCODED, stored_hits(index))) == 2
