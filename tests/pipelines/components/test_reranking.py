"""The final order: the reranker's judgement, the fused rank, and documents that the question names."""

import dataclasses
import logging
from collections.abc import Sequence

import pytest

from pipelines.components.reranking import Reranking, covering, named
from pipelines.models.rerankers import LateInteractionReranker, RerankerUnavailableError
from pipelines.ports import EncodedText, Hit
from tests.pipelines.hashed_embedder import HashedEmbedder
from tests.pipelines.hits import hit

QUESTION = "What is the torque?"
ENCODED = HashedEmbedder().encode([QUESTION])[0]


class Judging:
    """A reranker that gives the scores it was made with, by chunk id."""

    name = "judging"

    def __init__(self, share: float = 0.7, **scores: float) -> None:
        self.share = share
        self._scores = scores

    def scores(self, question: str, encoded: EncodedText, hits: Sequence[Hit]) -> list[float]:
        return [self._scores[each.chunk_id] for each in hits]


class Away:
    """A reranker whose server doesn't answer."""

    name = "away"
    share = 0.7

    def scores(self, question: str, encoded: EncodedText, hits: Sequence[Hit]) -> list[float]:
        raise RerankerUnavailableError("ConnectError")


def order(hits: list[Hit], reranker: Judging | Away, depth: int = 10, question: str = QUESTION) -> list[str]:
    return [each.chunk_id for each in Reranking(reranker, depth).run(question, ENCODED, hits)["hits"]]


def test_the_rerankers_judgement_outweighs_the_fused_rank() -> None:
    assert order([hit("a", 0.03), hit("b", 0.02), hit("c", 0.01)], Judging(a=-3, b=-7, c=9)) == ["c", "a", "b"]


def test_the_fused_rank_decides_between_equals() -> None:
    assert order([hit("a", 0.03), hit("b", 0.02)], Judging(a=5, b=5)) == ["a", "b"]


def test_scales_of_rerankers_do_not_matter() -> None:
    hits = [hit("a", 0.03), hit("b", 0.02), hit("c", 0.01)]
    scaled = Judging(a=0.1, b=0.5, c=0.2), Judging(a=-900, b=-100, c=-700)
    assert order(hits, scaled[0]) == order(hits, scaled[1])


def test_words_that_the_embedder_only_spells_leave_the_fused_order_to_late_interaction_alone() -> None:
    hits = [hit("a", 0.03), hit("b", 0.02)]
    spelt = dataclasses.replace(ENCODED, tokens=("н", "##а", "##с", "##о", "##с"))
    judging, late = Judging(a=0.1, b=0.9), Judging(a=0.1, b=0.9)
    late.name = LateInteractionReranker.name
    ranked = {
        (reranker is late, encoded is spelt): [
            each.chunk_id for each in Reranking(reranker, 9).run(QUESTION, encoded, hits)["hits"]
        ]
        for reranker in (judging, late)
        for encoded in (ENCODED, spelt)
    }
    assert ranked == {
        (False, False): ["b", "a"],
        (False, True): ["b", "a"],
        (True, False): ["b", "a"],
        (True, True): ["a", "b"],
    }


def test_a_reranker_that_is_away_leaves_the_fused_order() -> None:
    assert order([hit("a", 0.03), hit("b", 0.02), hit("c", 0.01)], Away()) == ["a", "b", "c"]


def test_what_stands_beyond_the_depth_follows_as_it_was() -> None:
    hits = [hit("a", 0.04), hit("b", 0.03), hit("c", 0.02), hit("d", 0.01)]
    assert order(hits, Judging(a=1, b=2), depth=2) == ["b", "a", "c", "d"]
    last = Reranking(Judging(a=1, b=2), 2).run(QUESTION, ENCODED, hits)["hits"][-1]
    assert last.score == 0


def test_scores_fall_with_the_rank_and_stay_between_0_and_1_2() -> None:
    hits = [hit(f"c{n}", 1 / (60 + n), document=f"d{n % 3}", title=f"Torque {n % 3}") for n in range(9)]
    ranked = Reranking(Judging(**{f"c{n}": float(-n * n) for n in range(9)}), 9).run(QUESTION, ENCODED, hits)["hits"]
    scores = [each.score for each in ranked]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= scores[-1] <= scores[0] <= 1.2 + 1e-6


def test_no_hits_stay_none() -> None:
    ended = Reranking(Judging(), 5).run(QUESTION, ENCODED, [])
    assert (list(ended["hits"]), ended["best"]) == ([], 0.0)


def test_a_single_hit_has_a_finite_score() -> None:
    (only,) = Reranking(Judging(a=3), 5).run(QUESTION, ENCODED, [hit("a", 0.5)])["hits"]
    assert 0 <= only.score <= 1.2


def test_a_document_that_the_question_names_goes_first_among_equals() -> None:
    hits = [
        hit("a", 0.02, document="d1", name="annual-report-2022.pdf", title="Annual Report 2022"),
        hit("b", 0.02, document="d2", name="annual-report-2023.pdf", title="Annual Report 2023"),
    ]
    judged = Judging(a=1, b=1)
    assert order(hits, judged, question="What were sales in the annual report of 2023?") == ["b", "a"]
    assert order(hits, judged, question="What were sales?") == ["a", "b"]


def test_the_asked_kind_of_page_goes_first_in_the_document_that_is_named() -> None:
    hits = [
        hit("note", 0.02, document="d1", title="Nordwind"),
        hit("sheet", 0.02, document="d1", title="Nordwind", kinds=("balance_sheet",)),
        hit("other", 0.02, document="d2", title="Suedstern", kinds=("balance_sheet",)),
    ]
    judged = Judging(note=1, sheet=1, other=1)
    assert order(hits, judged, question="What is the current ratio of Nordwind?") == ["sheet", "note", "other"]
    assert order(hits, judged, question="What is the slogan of Nordwind?") == ["note", "sheet", "other"]
    assert order(hits, judged, question="Why did the inventory of Nordwind grow?") == ["note", "sheet", "other"]


def test_the_best_named_document_counts_one_and_common_words_of_names_less() -> None:
    hits = [
        hit("a", document="d1", title="Annual Report Nordwind"),
        hit("b", document="d2", title="Annual Report Südstern"),
        hit("c", document="d3", name="menu.pdf", title="Menu"),
    ]
    shares = named("the annual report of Südstern", hits)
    assert shares[1] == 1
    assert 0 < shares[0] < 0.5
    assert shares[2] == 0


def test_the_file_name_names_a_document_too() -> None:
    hits = [hit("a", document="d1", name="TD-40_manual.pdf"), hit("b", document="d2", name="handbook.pdf")]
    assert named("torque of the TD-40", hits).tolist() == [1, 0]


@pytest.mark.parametrize("question", ["", "???", "what is it"])
def test_a_question_without_words_names_nothing(question: str) -> None:
    assert named(question, [hit("a", title="Menu")]).tolist() == [0]


def test_a_reranker_that_is_away_is_logged_without_the_question(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        order([hit("a", 0.03)], Away())
    assert [record.message for record in caplog.records] == ["reranker_unavailable"]
    assert "torque" not in caplog.text


def test_the_words_of_a_question_count_in_a_language_that_the_embedder_hardly_knows() -> None:
    hits = [
        hit("a", 0.02, text="Der Garten ist gro\u00df."),
        hit("b", 0.02, text="Die Sauna ist ab acht ge\u00f6ffnet."),
    ]
    asked, known = "Wann ist die Sauna ge\u00f6ffnet?", HashedEmbedder().encode_question
    pieces = ("wan", "##n", "ist", "die", "sa", "##una", "ge", "##of", "##fnet", "?")
    in_pieces = dataclasses.replace(ENCODED, tokens=pieces)
    judged = Reranking(Judging(a=1, b=0), 10)
    assert [each.chunk_id for each in judged.run(asked, in_pieces, hits)["hits"]] == ["b", "a"]
    assert [each.chunk_id for each in judged.run(asked, known(asked), hits)["hits"]] == ["a", "b"]
    assert covering("When is the sauna open?", in_pieces, hits).tolist() == [0, 0]


def test_the_words_of_a_question_count_in_a_script_without_spaces_however_it_is_read() -> None:
    asked = "\u6851\u62ff\u51e0\u70b9\u5f00\u653e\uff1f"
    hits = [
        hit("a", text="\u82b1\u56ed\u5f88\u5927\u3002"),
        hit("b", text="\u6851\u62ff\u516b\u70b9\u5f00\u653e\u3002"),
    ]
    garden, sauna = covering(asked, HashedEmbedder().encode_question(asked), hits).tolist()
    assert garden < sauna
