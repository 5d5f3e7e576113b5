"""Numbers, dates and names: what a passage holds of a sentence."""

import pytest

from pipelines.checking.facts import missing_facts, source_facts

HELD = [
    # sentence, passage, context line
    ("Revenue was $4.2 billion.", "Revenue 4,213 3,980", "Annual Report (in millions)"),
    ("Revenue was $4,213 million.", "Revenue (in millions) $ 4,213", ""),
    ("Revenue was 51.8 billion.", "Revenue $ 51,761", "($ in millions)"),
    ("Cash flow was $406.1 million in 2022.", "approximately $406.1 million and $306.3 million for 2022 and 2021", ""),
    ("It fell by 70.2 million dollars.", "NET DECREASE (70.2) 129.1", "in millions"),
    ("Capital expenditures were $930 million.", "Additions to property (930)", "in millions"),
    ("Up to 5 days carry over.", "Employees may carry over up to five (5) days", ""),
    ("Twenty-five people came.", "25 people", ""),
    ("They expire on 31 March 2026.", "expire on March 31.", "Leave Policy 2026"),
    ("They expire on March 31, 2026.", "due 03/31/2026", ""),
    ("They expire on 31. März 2026.", "due 2026-03-31", ""),
    ("Notice must be given by March.", "no later than March 15", ""),
    ("The rate is 8.5%.", "rate 8.5 percent", ""),
    ("The rate is about 8%.", "rate 8.46 percent", ""),
    ("It holds 1,234.56 kg.", "1.234,56 kg", ""),
    ("The company paid ₹5 crore.", "Rs. 5 crore", ""),
    ("The 16-week leave is paid.", "Leave: 16 weeks", ""),
    ("FY2026 sales rose.", "fiscal 2026 sales rose", ""),
    ("Q2 sales rose.", "second quarter sales rose", ""),
    ("The FDA approved it.", "the Food and Drug Administration approved it", ""),
    ("The Food and Drug Administration approved it.", "the FDA approved it", ""),
    ("Employees of Acme Corp get 16 weeks.", "Parental leave is 16 weeks.", "Acme handbook"),
    ("WoZ2.0 and MultiWoZ are used.", "WoZ 2.0 and MultiWOZ datasets", ""),
    ("The 3M Company filed a 10-K.", "3M Company, Form 10-K", ""),
    ("“Up to five days” applies.", "up to five\ndays", ""),
    ("One of them applies.", "the rule applies", ""),
]

MISSING = [
    # sentence, passage, context line, the kind that is missing
    ("Revenue was $4.3 billion.", "Revenue 4,213 3,980", "(in millions)", "number"),
    ("Revenue was $406.1.", "approximately $406.1 million", "", "number"),
    ("It takes 5 weeks.", "it takes 5 days", "", "number"),
    ("The share is 7%.", "7 units", "", "number"),
    ("It costs $7.", "it costs €7", "", "number"),
    ("It costs $5 million.", "about 5 people", "", "number"),
    ("It grew to 4,300.", "4,213", "", "number"),
    ("Net income was $70.2 million.", "Net loss (70.2)", "in millions", "number"),
    ("It expires on 30 March.", "31 March", "", "date"),
    ("It expires on March 31, 2025.", "31 March", "Policy 2026", "date"),
    ("John Miller approved it.", "John Smith approved it", "", "name"),
    ("The EPA approved it.", "the FDA approved it", "", "name"),
    ("GPT-4 scored well.", "GPT-3.5 scored well", "", "name"),
    ("The 10-Q shows it.", "Form 10-K", "", "name"),
    ("The “six days” rule applies.", "five days", "", "name"),
]


@pytest.mark.parametrize(("sentence", "passage", "context"), HELD)
def test_the_same_fact_in_another_form_is_held(sentence: str, passage: str, context: str) -> None:
    assert missing_facts(sentence, source_facts(passage, context)) == []


@pytest.mark.parametrize(("sentence", "passage", "context", "kind"), MISSING)
def test_another_fact_is_missing(sentence: str, passage: str, context: str, kind: str) -> None:
    assert kind in [fact.kind for fact in missing_facts(sentence, source_facts(passage, context))]


def test_a_number_that_only_the_question_names_is_missing() -> None:
    found = missing_facts("Yes, 30 days carry over.", source_facts("days carry over"), "Do 30 days carry over?")
    assert [fact.written for fact in found] == ["30"]


def test_a_first_word_counts_as_a_name_where_the_question_has_it_as_one() -> None:
    passage = source_facts("Best Buy reported 5 stores")
    assert missing_facts("Stores reported 5.", passage, "How many stores?") == []
    assert [fact.kind for fact in missing_facts("Amazon reported 5.", passage, "How many has Amazon?")] == ["name"]


def test_odd_capitals_and_hyphens_break_nothing() -> None:
    assert missing_facts("All is well.", source_facts("A- B-- Well-\nKnown - The -X")) == []
