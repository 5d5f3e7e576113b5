"""The questions that are asked: general ones on annual reports, and one a heading of the documents at hand."""

import random
import re
from collections.abc import Sequence

GENERAL = (
    "What was the total revenue of the year?",
    "How did the gross margin change against the year before?",
    "Which risks could hurt the company's results?",
    "How many people does the company employ?",
    "What dividends were paid to shareholders?",
    "How many shares were bought back, and for how much?",
    "Who audits the financial statements?",
    "What is the effective tax rate and why did it change?",
    "How much did the company spend on advertising?",
    "Which lawsuits is the company involved in?",
    "How are inventories valued?",
    "What are the company's obligations under its leases?",
    "How much long-term debt is outstanding, and when is it due?",
    "What does the company say about competition?",
    "Which segments does the company report?",
    "How does the company protect personal data?",
    "What happened to operating cash flow?",
    "How is goodwill tested for impairment?",
    "Which suppliers does the company depend on?",
    "What does the company do about climate change?",
    "How is the pay of executives decided?",
    "Is the internal control over financial reporting effective?",
    "What would a rise in interest rates cost?",
    "When does the fiscal year end?",
)


def questions(titles_and_headings: Sequence[tuple[str, str]], count: int) -> list[str]:
    """`count` questions, the same ones for the same documents: general ones and those made of headings by turns."""
    forms = (
        "What does {title} say about {heading}?",
        "{heading}: what are the main points?",
        "Where can I read about {heading}, and what is the latest figure?",
        "Explain {heading} in one sentence.",
    )
    pairs = sorted({pair for pair in titles_and_headings if _is_topic(pair[1])})
    random.Random(count).shuffle(pairs)
    made = [forms[n % len(forms)].format(title=title, heading=heading) for n, (title, heading) in enumerate(pairs)]
    asked: list[str] = []
    for n in range(max(len(made), len(GENERAL))):
        asked += [*GENERAL[n : n + 1], *made[n : n + 1]]
    while asked and len(asked) < count:
        asked.append(f"Once more: {asked[len(asked) - len(GENERAL)]}")
    return asked[:count]


def _is_topic(heading: str) -> bool:
    return (
        8 <= len(heading) <= 80 and "contents" not in heading.lower() and len(re.findall(r"[A-Za-z]{3,}", heading)) >= 2
    )
