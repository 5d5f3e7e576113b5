"""The names, codes and years of a question: what a document has to mention so that it can answer it."""

import re
from dataclasses import dataclass

from pipelines.text.codes_in_text import Code, amounts, codes
from pipelines.text.function_words import language_of_question
from pipelines.text.names_in_text import named_in

_GENERIC = frozenset(
    "fy cy usa us uk eu un uae ceo cfo cto coo cio hr it is vat gdp faq pdf id ids kpi kpis usd eur gbp chf ifrs "
    "gaap sec agm egm ebit ebitda ebt eps roe roa roi roic capex opex p&l cogs sg&a r&d esg csr ipo m&a api ui "
    "ux url ip tv pc os nlp ml ai llm gpu cpu ram usb led dna rna ph am pm bc ad tbd asap fyi nda sla sop ppe "
    "q&a b2b b2c dso cagr yoy qoq nr str german english french spanish italian dutch monday tuesday wednesday "
    "thursday friday saturday sunday".split()
)
"""Abbreviations and words with a capital that name nobody: documents write them out or leave them unsaid."""
_YEAR = re.compile(
    r"(?<![\w.,-])(?:(?:FY|CY)[ '\u2019-]?)?((?:19|20)\d\d)(?![\w.,]\d|\w|-\d)|\b(?:FY|CY)[ '\u2019]?(\d\d)\b"
)
_TITLE_CASE = 0.6
"""Share of capitalised words from which capitals say nothing, as in a headline."""
_CAPITALS_ON_NOUNS = frozenset({"de"})


@dataclass(frozen=True, slots=True)
class AskedNames:
    """What a question names: capitalised words and acronyms, exact codes, years of four digits, amounts as written."""

    names: tuple[str, ...]
    codes: tuple[Code, ...]
    years: tuple[str, ...]
    amounts: tuple[str, ...]

    @classmethod
    def of(cls, question: str) -> "AskedNames":
        """Those of a question, each once. German writes every noun with a capital: there, two make a name."""
        names = [name for name in named_in(question) if name.lower() not in _GENERIC]
        if language_of_question(question) in _CAPITALS_ON_NOUNS or _is_headline(question):
            is_shouted = question.isupper()
            names = [name for name in names if sum(char.isupper() for char in name) > 1 and not is_shouted]
        found = codes(question)
        within = {part for code in found for part in code.written.split()}
        years = [match[1] or f"20{match[2]}" for match in _YEAR.finditer(question)]
        return cls(
            tuple(dict.fromkeys(name for name in names if name not in within)),
            tuple(found),
            tuple(dict.fromkeys(years)),
            tuple(dict.fromkeys(amounts(question))),
        )


def _is_headline(question: str) -> bool:
    found = re.findall(r"[^\W\d_]{2,}", question)
    return len(found) > 3 and sum(word[0].isupper() for word in found) > _TITLE_CASE * len(found)
