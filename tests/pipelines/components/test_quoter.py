"""Quotes mode: the best stretches, verbatim, each with its page; and follow-ups made to stand alone."""

from dataclasses import replace

import pytest
from haystack.components.generators.chat import MockChatGenerator

from pipelines.components.quoter import LONGEST, Quoter
from pipelines.components.standalone_question import StandaloneQuestion, accepted, by_rule, refers_back
from pipelines.types import PAGE_BREAK, Passage, Turn
from tests.pipelines.hashed_embedder import HashedEmbedder

LEAVE = Passage(
    "c1", "d1", "handbook.pdf", "Employee Handbook", 12, 12, "10",
    "Leave\nEmployees may carry over up to 5 days of unused\nvacation into the next year. They expire on 31 March.\n"
    "The canteen opens at eleven. Bicycles stand in the yard behind the house.", 1.0,
)  # fmt: skip
TABLE = Passage(
    "c2", "d2", "policy.pdf", "Leave Policy", 3, 4, None,
    "Days of leave by type\nType 2025 2026\nUnused vacation carried over 4 5\nSick leave 10 12\n\nOther matters.", 0.9,
)  # fmt: skip
QUESTION = "How many days of unused vacation carry over?"


@pytest.fixture(params=["words alone", "with vectors"])
def quoter(request: pytest.FixtureRequest) -> Quoter:
    return Quoter(HashedEmbedder() if request.param == "with vectors" else None)


def test_every_quote_is_verbatim_and_cited_with_its_page(quoter: Quoter) -> None:
    result = quoter.run(QUESTION, [LEAVE, TABLE])
    assert 1 <= len(result["quotes"]) <= 4
    for quoted in result["quotes"]:
        assert quoted.text in " ".join(quoted.passage.text.split())
        assert len(quoted.text) <= LONGEST
        assert quoted.citation in [c for c in result["citations"] if c.n == quoted.citation.n]
        assert (quoted.citation.document, quoted.citation.page) == (quoted.passage.document, quoted.passage.page)


def test_the_best_stretch_comes_first_and_idle_ones_not_at_all(quoter: Quoter) -> None:
    result = quoter.run(QUESTION, [LEAVE, TABLE])
    assert "up to 5 days of unused vacation" in result["quotes"][0].text
    assert "canteen" not in result["text"]
    assert "Bicycles" not in result["text"]


@pytest.mark.parametrize(
    ("question", "text", "quoted"),
    [
        (
            "Где хранятся велосипеды жильцов?",
            "Мусор вывозят по средам, рано утром, из контейнеров, что стоят у ворот дома.\n\n"
            "Велосипед жильца хранится в подвале, вход в который со двора, ключ у дворника.\n\n"
            "Стирать можно до десяти вечера, машины стоят в подвале, жетоны продаёт дворник.",
            "Велосипед жильца",
        ),
        (
            "أين تحفظ دراجات السكان؟",
            "تجمع القمامة كل يوم أربعاء في الصباح الباكر من الحاويات الموجودة أمام باب البيت الكبير.\n\n"
            "دراجة الساكن تحفظ في القبو ومدخله من الفناء والمفتاح عند الحارس الذي يسكن في الطابق الأول.\n\n"
            "يسمح بالغسيل حتى العاشرة مساء والآلات موجودة في القبو والقطع المعدنية تباع عند الحارس.",
            "دراجة الساكن",
        ),
    ],
)
def test_other_forms_of_the_questions_words_choose_the_quote_in_other_languages(
    question: str, text: str, quoted: str
) -> None:
    passage = Passage("c9", "d9", "house.md", "1", 1, 1, None, text, 0.9)
    assert Quoter(most=1).run(question, [passage])["quotes"][0].text.startswith(quoted)


def test_a_follow_up_is_quoted_by_its_own_words_though_retrieval_put_the_question_before_it_first() -> None:
    probation = "Probation lasts six months for everybody. Reviews take place after 30 and 90 days."
    other = Passage("c3", "d1", "handbook.pdf", "Employee Handbook", 5, 5, None, probation, 0.93)
    quoter, follow_up = Quoter(HashedEmbedder()), "And how long is probation?"
    joined = HashedEmbedder().encode([f"{follow_up} days unused vacation carry over"])[0]
    assert "vacation" in quoter.run(follow_up, [LEAVE, other], encoded=joined)["quotes"][0].text
    first = quoter.run(follow_up, [LEAVE, other], encoded=joined, rewritten_by="rule")["quotes"][0].text
    assert first.startswith("Probation lasts six months")


def test_each_bullet_names_document_page_and_printed_label(quoter: Quoter) -> None:
    lines = quoter.run(QUESTION, [LEAVE, replace(TABLE, score=LEAVE.score)])["text"].splitlines()
    assert all(line.endswith(f"” [{n}]") for n, line in enumerate(lines, 1))
    assert any(line.startswith("• Employee Handbook, p. 12 (printed 10) — “") for line in lines)
    assert any(line.startswith("• Leave Policy, pp. 3–4 — “") for line in lines)


def test_a_table_line_comes_with_its_neighbours(quoter: Quoter) -> None:
    quote = quoter.run("Unused vacation carried over 2026", [TABLE])["quotes"][0].text
    assert "Type 2025 2026 Unused vacation carried over 4 5" in quote


def test_a_sentence_that_goes_on_is_quoted_whole_with_both_pages(quoter: Quoter) -> None:
    text = (
        "Keeping a dog needs the written consent of the landlord and of all the neighbours of the house.\n"
        f"Tenants of five years must be given notice of at least{PAGE_BREAK}nine months to the end of a quarter."
    )
    passage = Passage("c5", "d5", "lease.pdf", "Lease", 7, 8, None, text, 1.0)
    notice = quoter.run("How much notice must tenants of five years be given?", [passage])
    assert "notice of at least nine months to the end of a quarter." in notice["quotes"][0].text
    assert (notice["citations"][0].page, notice["citations"][0].last_page) == (7, 8)
    assert notice["text"].startswith("\u2022 Lease, pp. 7\u20138 ")
    dog = quoter.run("Whose consent does keeping a dog need?", [passage])["quotes"][0]
    assert dog.text.startswith("Keeping a dog") and (dog.citation.page, dog.citation.last_page) == (7, 7)


def test_what_has_a_figure_more_is_no_copy_of_the_same_words(quoter: Quoter) -> None:
    vague = "Employees may carry over days of unused vacation into the next year as their manager agrees."
    first = Passage("c8", "d8", "notes.pdf", "Notes", 1, 1, None, vague, 1.0)
    quotes = quoter.run(QUESTION, [first, replace(LEAVE, score=0.99)])["quotes"]
    assert any("up to 5 days of unused vacation" in quoted.text for quoted in quotes)


def test_what_says_more_by_itself_is_shown_however_far_below_it_was_found() -> None:
    ahead = Passage("c8", "d8", "notes.pdf", "Notes", 1, 1, None, "Vacation is a matter of the whole team.", 1.0)
    quotes = Quoter().run(QUESTION, [ahead, replace(LEAVE, score=0.5)])["quotes"]
    assert any("up to 5 days of unused vacation" in quoted.text for quoted in quotes)


def test_what_was_left_out_is_no_part_of_a_quote(quoter: Quoter) -> None:
    mail = Passage("c8", "d8", "mail.eml", "Mail", 1, 1, None, f"> {QUESTION}\n\u2026          \nAnn\n", 1.0)
    quotes = quoter.run(QUESTION, [mail, replace(LEAVE, score=0.99)])["quotes"]
    assert [quoted.passage.document for quoted in quotes if "How many" in quoted.text] == []


def test_the_same_words_are_quoted_once(quoter: Quoter) -> None:
    twin = Passage("c9", "d9", "copy.pdf", "Copy", 1, 1, None, LEAVE.text, 0.9)
    texts = [quoted.text for quoted in quoter.run(QUESTION, [LEAVE, twin])["quotes"]]
    assert len(texts) == len(set(texts)) == 1


def test_no_evidence_gives_no_quotes(quoter: Quoter) -> None:
    assert quoter.run(QUESTION, []) == {"quotes": [], "citations": [], "text": "", "remarks": []}


TEAMS = Passage(
    "c3", "d3", "teams.md", "Teams", 1, 1, None,
    "The tool shop (TSH) mends what breaks. Its head is Mara Quell.\n\n"
    "The night desk (NDK) answers calls in all of the four buildings of the company, on every single day. "
    "Its head is Jon Voss. It closes at six.\n\nThe canteen opens at eleven.", 1.0,
)  # fmt: skip


def test_a_quote_stays_in_its_paragraph_and_takes_what_a_pronoun_ties_to_it(quoter: Quoter) -> None:
    quote = quoter.run("Who is the head of the NDK?", [TEAMS])["quotes"][0].text
    assert quote.startswith("The night desk (NDK)")
    assert "Its head is Jon Voss." in quote
    assert "Mara" not in quote
    assert "canteen" not in quote


def test_a_short_sentence_takes_no_neighbour_from_another_paragraph(quoter: Quoter) -> None:
    quotes = [each.text for each in quoter.run("When does the canteen open?", [TEAMS])["quotes"]]
    assert quotes[0] == "The canteen opens at eleven."


def test_the_row_of_a_code_is_quoted_below_its_heads(quoter: Quoter) -> None:
    rows = "\n".join(f"| ZX-20{n} | {12 + n} | {n}.5 |" for n in range(10, 40))
    table = Passage("c4", "d4", "parts.md", "Parts", 1, 1, None, f"| Part | Volt | Amp |\n|---|---|---|\n{rows}", 1.0)
    quote = quoter.run("What is the voltage of ZX2031?", [table])["quotes"][0].text
    assert quote == "| Part | Volt | Amp | \u2026 | ZX-2031 | 43 | 31.5 |"


SHEET = Passage(
    "c10", "d10", "annual.pdf", "Annual Report", 7, 7, None,
    "NORDA PUMPS, INC.\nCONSOLIDATED BALANCE SHEET\nAt December 31,\n2025 2024\n(In millions)\nASSETS\n"
    "Cash | 2025: 12 | 2024: 11\nTotal current assets | 2025: 88 | 2024: 81\nTotal assets | 2025: 140 | 2024: 131\n"
    "Total current liabilities | 2025: 41 | 2024: 44", 1.0,
)  # fmt: skip


def test_the_row_whose_name_stands_in_the_question_comes_first(quoter: Quoter) -> None:
    quote = quoter.run("What are the total current assets of Norda Pumps in 2025?", [SHEET])["quotes"][0].text
    assert quote == "Total current assets | 2025: 88 | 2024: 81"


def test_the_heads_of_a_table_are_not_quoted_for_a_row(quoter: Quoter) -> None:
    quotes = quoter.run("How much cash had Norda Pumps at the end of 2025?", [SHEET])["quotes"]
    assert quotes[0].text.endswith("Cash | 2025: 12 | 2024: 11")


def test_on_one_page_the_words_decide_whichever_part_was_found_first(quoter: Quoter) -> None:
    ahead = Passage(
        "c11", "d1", "handbook.pdf", "Employee Handbook", 12, 12, "10", "Days off are days without work.", 1.2
    )
    assert "up to 5 days of unused vacation" in quoter.run(QUESTION, [ahead, LEAVE])["quotes"][0].text
    elsewhere = [replace(ahead, page=4, last_page=4), LEAVE]
    assert quoter.run(QUESTION, elsewhere)["quotes"][0].passage.page == 4


HISTORY = [Turn("How many vacation days carry over?", "Up to 5 days carry over [1].")]


def test_a_question_without_history_is_untouched() -> None:
    asked = StandaloneQuestion().run("When do they expire?")
    assert asked == {"question": "When do they expire?", "search": "When do they expire?", "rewritten_by": ""}


def test_a_question_that_needs_no_history_is_untouched_and_costs_no_call() -> None:
    class Untouchable:
        def run(self, *args: object, **kwargs: object) -> dict[str, object]:
            raise AssertionError("called")

    asked = StandaloneQuestion(Untouchable()).run("What is the travel budget for 2026?", HISTORY)
    assert asked["rewritten_by"] == ""


@pytest.mark.parametrize(
    "follow_up",
    ["When do they expire?", "And in Germany?", "What about part-time staff?", "Why?", "Is it the same for interns?"],
)
def test_a_follow_up_is_recognised(follow_up: str) -> None:
    assert refers_back(follow_up)


@pytest.mark.parametrize(
    "question",
    ["What is the travel budget for 2026?", "Who approves remote work?", "Is there a limit to the bonus that I get?"],
)
def test_a_question_that_stands_alone_is_recognised(question: str) -> None:
    assert not refers_back(question)


def test_the_rule_adds_the_words_of_the_last_full_question_to_the_search_alone() -> None:
    asked = StandaloneQuestion().run("When do they expire?", HISTORY)
    assert asked["question"] == "When do they expire?"
    assert asked["search"] == "When do they expire? vacation days carry"
    assert asked["rewritten_by"] == "rule"


def test_the_rule_reaches_past_a_chain_of_follow_ups() -> None:
    chain = [*HISTORY, Turn("And in Germany?", "There it is 10 days [1].")]
    assert by_rule("Since when?", chain) == "Since when? vacation days carry Germany"


def test_a_good_rewriting_by_the_model_is_used() -> None:
    model = MockChatGenerator("When do carried-over vacation days expire?")
    asked = StandaloneQuestion(model).run("When do they expire?", HISTORY)
    assert asked["question"] == asked["search"] == "When do carried-over vacation days expire?"
    assert asked["rewritten_by"] == "model"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "They expire on 31 March.\nIs that all?",
        "When do the 12 days expire?",
        "When do vacation days of Globex expire?",
        "What is the weather like?",
        "When? " * 20,
        "When do carried-over days expire? " + "x" * 400,
    ],
)
def test_a_rewriting_that_adds_loses_or_rambles_falls_back_to_the_rule(written: str) -> None:
    assert accepted(written, "When do they expire?", HISTORY) == ""
    if written:
        assert (
            StandaloneQuestion(MockChatGenerator(written)).run("When do they expire?", HISTORY)["rewritten_by"]
            == "rule"
        )


@pytest.mark.parametrize("error", [ConnectionError, AttributeError])
def test_a_model_that_is_away_or_talks_nonsense_leaves_the_rule(error: type[Exception]) -> None:
    class Away:
        def run(self, *args: object, **kwargs: object) -> dict[str, object]:
            raise error

    assert StandaloneQuestion(Away()).run("When do they expire?", HISTORY)["rewritten_by"] == "rule"


def test_a_row_comes_with_those_that_leave_its_first_cell_empty() -> None:
    rows = [
        "Service: Hosting | Setup: 300 | Month: 90",
        "Setup: 120 | Month: 75",
        "Service: Backup | Setup: 15 | Month: 60",
    ]
    table = Passage("c5", "d5", "fees.docx", "Fees", 1, 1, None, "\n\n".join(rows), 1.0)
    for question in ("What is the setup of Hosting?", "Whose setup is 120?", "What are setup and month of Hosting?"):
        assert Quoter(most=1).run(question, [table])["quotes"][0].text == f"{rows[0]} {rows[1]}"
    assert Quoter(most=1).run("What is the setup of Backup?", [table])["quotes"][0].text == rows[2]


def test_names_with_values_don_t_bring_their_neighbours() -> None:
    rows = ["Name: Norda | Founded: 1998", "Seat: Oxbow | Staff: 240"]
    table = Passage("c6", "d6", "norda.docx", "Norda", 1, 1, None, "\n\n".join(rows), 1.0)
    assert Quoter(most=1).run("When was Norda founded?", [table])["quotes"][0].text == rows[0]


CODES = Passage(
    "c6", "d6", "alarms.md", "Alarms", 1, 1, None,
    "# Alarms\n\nAlarm B17: the hatch is open. Shut it.\nAlarm B18: the oil is warm. Wait.\nAlarm B19: no air.", 1.0,
)  # fmt: skip


def test_an_entry_of_a_list_of_codes_is_quoted_without_its_neighbours(quoter: Quoter) -> None:
    quotes = quoter.run("What does alarm B18 mean?", [CODES])["quotes"]
    assert quotes[0].text == "Alarm B18: the oil is warm. Wait."


def test_scripts_without_spaces_are_quoted_by_the_sentence(quoter: Quoter) -> None:
    text = (
        "前台从早上八点开放到下午六点。访客在前台登记并领取胸牌。遗失钥匙的费用为八十欧元。"
        "食堂只接受刷卡。自行车停放在地下室。咖啡机每周五清洗。"
    )
    passage = Passage("c7", "d7", "rules.md", "Rules", 1, 1, None, text, 1.0)
    quote = quoter.run("遗失钥匙要付多少费用？", [passage])["quotes"][0].text
    assert "遗失钥匙的费用为八十欧元。" in quote
    assert "咖啡机" not in quote


def test_the_words_of_a_question_in_another_language_choose_the_quote() -> None:
    """What it means is known less well than that of an English one."""
    near = Passage("c1", "d1", "regeln.md", "Regeln", 2, 2, None, "Die Miete wird am Ersten des Monats bezahlt.", 1.0)
    right = replace(
        near, chunk_id="c2", page=1, last_page=1, text="Der Ruderverein \u00f6ffnet die Halle um acht.", score=0.97
    )
    asked = "Wann \u00f6ffnet der Ruderverein seine Halle?"
    assert Quoter().run(asked, [near, right])["quotes"][0].passage is right
