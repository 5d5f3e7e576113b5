"""How much of a question a sentence has: in any language, other forms and slips of the pen forgiven."""

import pytest

from pipelines.checking.sentence_cover import SentenceCover
from pipelines.text.function_words import language_of_question
from pipelines.text.lexical_cover import SLIP, AskedWords, is_slip


def cover(question: str, *texts: str) -> float:
    return SentenceCover.of(AskedWords.of(question), [(text, "") for text in texts]).best


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How much does a lost badge cost?", "A lost badge costs 45 francs."),
        ("Wann schließt die Werkstatt am Freitag?", "Die Werkstatt schließt freitags um drei."),
        ("Quel est le prix du badge perdu ?", "Le badge perdu : prix 45 francs."),
        ("¿Cuánto cuesta el pase perdido?", "El pase perdido cuesta 45 francos."),
        ("会議室はどこで予約しますか？", "会議室は受付で予約します。"),
        ("会议室怎么预订？", "会议室可以在前台预订。"),
    ],
)
def test_a_sentence_in_the_questions_words_covers_it(question: str, text: str) -> None:
    assert cover(question, text) == 1.0
    assert cover(question, "Lorem ipsum.") == 0.0


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Когда открыты мастерские?", "Мастерская открыта с девяти."),
        ("متى تفتح الورشة؟", "تفتح ورشتنا في التاسعة."),
        ("När gäller korten?", "Kortet gäller i ett år."),
        ("Hvem betaler reparationerne?", "Lejeren betaler reparationen."),
        ("Hvor oppbevares koppene?", "Koppen oppbevares i skapet."),
        ("Mistä avaimet saa?", "Avaimen saa porttivahdilta."),
        ("Hol vannak a kulcsok?", "A kulcsot a portás őrzi."),
        ("Unde sunt scaunele?", "Scaunul este la portar."),
        ("Anahtarlar nerede?", "Anahtarın yeri dolap."),
    ],
)
def test_forms_of_a_word_that_the_index_takes_for_one_meet_it(question: str, text: str) -> None:
    asked = AskedWords.of(question)
    assert asked.met([text])[0] == [1.0] * len(asked.plain), asked
    assert set(asked.met(["Lorem ipsum."])[0]) == {0.0}


def test_words_of_the_next_sentence_count_and_those_of_far_ones_do_not() -> None:
    near = "The badge is blue. It costs 45 francs."
    far = "The badge is blue. Bread comes late. The oven costs 45 francs."
    assert cover("What does the badge cost?", near) == 1.0
    assert cover("What does the badge cost?", far) == 0.5


def test_the_context_line_counts_half() -> None:
    asked = AskedWords.of("What does the badge cost?")
    assert SentenceCover.of(asked, [("It costs 45 francs.", "Badge")]).best == 0.75


def test_a_lone_word_is_not_enough() -> None:
    assert cover("What is bread?", "Bread comes late.") == 0.5


def test_a_lone_word_is_enough_where_a_sentence_says_what_it_is() -> None:
    assert cover("What is the deposit?", "The deposit is three months' rent.") == 1.0
    assert cover("Wie hoch ist die Kaution?", "Die Kaution ist drei Monatsmieten.") == 1.0
    assert cover("How much is the rent?", "The deposit is three months' rent.") == 0.5


def test_a_row_that_the_lone_word_heads_is_enough() -> None:
    assert cover("Who is the maker?", "Maker: Brix") == 1.0
    assert cover("Who is the maker?", "Kind: mill | Maker: Brix") == 1.0
    assert cover("Who is the maker?", "Maker of the mill: Brix") == cover("Who is the maker?", "Maker:") == 0.5


def test_a_lone_word_of_a_script_without_spaces_is_enough_where_a_sentence_is_about_it() -> None:
    assert cover("昼食はどこですか？", "昼食は二階だけです。") == 1.0
    assert cover("昼食はどこですか？", "二階で昼食をとる人もいます。") == 0.5


def test_how_large_something_is_asks_about_the_thing_alone() -> None:
    assert cover("How large is the yard of the mill?", "The yard of the mill has 450 square metres.") == 1.0
    assert cover("Is the large yard locked?", "The yard is locked.") == pytest.approx(2 / 3)


@pytest.mark.parametrize(("asked", "told"), [("orders", "ordered"), ("smoke", "smoking"), ("bakes", "baking")])
def test_other_forms_of_a_word_meet_it(asked: str, told: str) -> None:
    assert AskedWords.of(f"Who {asked} here?").met([f"It is {told} here."])[0][0] == 1.0


@pytest.mark.parametrize("opens", ["Re:", "AW: ", "Fwd: ", "Quick question: ", "Frage:"])
def test_what_stands_before_a_question_is_no_word_of_it(opens: str) -> None:
    assert AskedWords.of(f"{opens} How long are parcels kept?").plain == ("parcels", "kept")


def test_a_slip_counts_nearly_as_much_and_only_where_the_word_stands_nowhere() -> None:
    assert cover("lost bagde", "A lost badge.") == pytest.approx((1 + SLIP) / 2)
    asked = AskedWords.of("horse shed")
    assert asked.met(["a house shed", "a horse shed"])[0][0] == 0.0
    assert asked.met(["a house shed"])[0][0] == SLIP


@pytest.mark.parametrize(
    ("word", "other", "is_one"),
    [
        ("perid", "period", True),
        ("depositt", "deposit", True),
        ("bagde", "badge", True),
        ("warehose", "warehouse", True),
        ("commitmnet", "commitment", True),
        ("bycicle", "bicycle", True),
        ("lost", "cost", False),
        ("tenant", "tension", False),
    ],
)
def test_a_slip_is_one_letter_or_two_in_a_long_word(word: str, other: str, is_one: bool) -> None:
    assert (len(word) > 4 and is_slip(word, other)) is is_one


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What is the notice period?", "en"),
        ("Notice period?", "en"),
        ("Wie lange ist die Frist?", "de"),
        ("Où est le parking ?", "fr"),
        ("¿Dónde está la oficina?", "es"),
        ("Где находится офис?", "ru"),
        ("Hur ansöker jag om ledighet, och när?", "sv"),
        ("Hvornår skal jeg betale?", "da"),
        ("Milloin se on auki?", "fi"),
        ("Mikor van nyitva az iroda?", "hu"),
        ("Când este deschis și unde?", "ro"),
        ("Ofis ne zaman açık ve nerede?", "tr"),
        ("متى يفتح المكتب؟", "ar"),
        ("会議室はどこですか", "ja"),
        ("会议室在哪里", "zh"),
        ("회의실은 어디", "ko"),
    ],
)
def test_the_language_of_a_question_is_told(question: str, language: str) -> None:
    assert language_of_question(question) == language
