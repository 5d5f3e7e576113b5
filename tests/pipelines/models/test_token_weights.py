"""How much each word piece counts."""

import pytest

from pipelines.models.token_weights import STOP_WEIGHT, content_words, is_little_known, is_spelt_out, token_weights


@pytest.mark.parametrize(
    "mark", ["[CLS]", "[SEP]", "[PAD]", "[UNK]", "<s>", "</s>", "<pad>", "<unk>", ".", "—", "▁", "Ġ("]
)
def test_marks_and_punctuation_count_nothing(mark: str) -> None:
    assert token_weights([mark, "pump"]).tolist() == [0, 1]


@pytest.mark.parametrize("stop_word", ["the", "The", "▁of", "Ġis"])
def test_stop_words_count_little(stop_word: str) -> None:
    assert token_weights([stop_word]).tolist() == pytest.approx([STOP_WEIGHT])


def test_the_pieces_of_one_word_share_its_weight() -> None:
    pieces = ["[CLS]", "ni", "##tri", "##ding", "pump", "##s", "[SEP]"]
    assert token_weights(pieces).tolist() == pytest.approx([0, 1 / 3, 1 / 3, 1 / 3, 1 / 2, 1 / 2, 0])


def test_a_piece_whose_beginning_was_cut_off_still_counts() -> None:
    assert token_weights(["##ding", "pump"]).tolist() == [1, 1]


def test_figures_count_as_told() -> None:
    assert token_weights(["2024", "pump"]).tolist() == [1, 1]
    assert token_weights(["2024", "pump"], figures=0.4).tolist() == pytest.approx([0.4, 1])
    assert token_weights(["2024"]).tolist() == [1]


def test_no_tokens_have_no_weights() -> None:
    assert token_weights([]).shape == (0,)


def test_content_words_are_the_words_that_carry_meaning() -> None:
    pieces = ["[CLS]", "the", "weld", "##ing", "pump", ",", "2024", "[SEP]"]
    assert content_words(pieces) == [(2, 4), (4, 5), (6, 7)]


def test_where_no_word_carries_meaning_all_count() -> None:
    assert content_words(["[CLS]", "is", "it", "?", "[SEP]"]) == [(1, 2), (2, 3)]
    assert content_words(["[CLS]", "[SEP]"]) == []


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        (["<s>", "▁weld", "ing", "▁pump", ".", "</s>"], [(1, 3), (3, 4)]),
        (["▁Ein", "fahrt", "-", "s", "tor", "▁2024"], [(0, 2), (3, 5), (5, 6)]),
        (["▁", "会議", "室", "は", "▁pump"], [(1, 2), (2, 3), (3, 4), (4, 5)]),
        (["▁н", "ить", ",", "▁и", "гла"], [(0, 2), (3, 5)]),
        (["▁हिन", "्", "दी"], [(0, 3)]),
        (["Weld", "ing", "Ġpump", "s", ".", "Ġqu", "Ã©", "e"], [(0, 2), (2, 4), (5, 8)]),
    ],
)
def test_pieces_are_joined_as_their_tokeniser_marks_them(pieces: list[str], words: list[tuple[int, int]]) -> None:
    assert content_words(pieces) == words


def test_the_pieces_of_a_word_share_its_weight_whatever_marks_them() -> None:
    assert token_weights(["▁weld", "ing", "▁the", "▁pump"]).tolist() == pytest.approx([1 / 2, 1 / 2, STOP_WEIGHT, 1])


@pytest.mark.parametrize(
    ("pieces", "is_one"),
    [
        (["[CLS]", "н", "##а", "##с", "##о", "##с", "[SEP]"], True),
        (["[CLS]", "н", "##а", "##с", "##о", "##с", "pump", "seal", "ring", "cup", "[SEP]"], False),
        (["[CLS]", "weld", "##ing", "pump", "?", "[SEP]"], False),
        (["[CLS]", "e", "##47", "##11", "##b", "##c", "[SEP]"], False),
        (["<s>", "▁на", "со", "с", "▁", "会议", "室", "</s>"], False),
        (["[CLS]", "[UNK]", "?", "[SEP]"], False),
        ([], False),
    ],
)
def test_a_language_that_the_model_only_spells_is_told_by_its_pieces(pieces: list[str], is_one: bool) -> None:
    assert is_spelt_out(pieces) is is_one


@pytest.mark.parametrize(
    ("pieces", "is_one"),
    [
        (["[CLS]", "wan", "##n", "ist", "die", "sa", "##una", "ge", "##of", "##fnet", "?", "[SEP]"], True),
        (["[CLS]", "weld", "##ing", "the", "pump", "?", "[SEP]"], False),
        (["<s>", "▁Wann", "▁ist", "▁die", "▁Sauna", "▁ge", "öffnet", "</s>"], False),
        ([], False),
    ],
)
def test_a_language_of_which_the_model_has_few_words_whole_is_little_known(pieces: list[str], is_one: bool) -> None:
    assert is_little_known(pieces) is is_one
