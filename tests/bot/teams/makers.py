"""Ids and documents as they are in Teams, and text that means no good there, for the tests of what Teams shows."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from bot.records.logged_questions import LoggedQuestion
from pipelines.types import Outcome
from tests.bot.slack.limits import HOSTILE as HOSTILE_ANYWHERE
from tests.bot.slack.makers import document, units

TENANT = "8a4e7c1e-5d3f-4c58-9e1a-0b7f2f6f0a11"
ALICE = "0f9a4f3e-8f0e-4b93-bb0a-0b1e5ac0a001"
FINANCE = "19:5a1b2c3d4e5f60718293a4b5c6d7e8f9@thread.tacv2"
FINANCE_LABEL = f"teams:{TENANT}:{FINANCE.replace(':', '%3A')}"
ALICE_LABEL = f"teams:{TENANT}:user:{ALICE}"
NAMES = {ALICE: "Alice *Archer* <at>TCBot</at>", FINANCE: "Finance [x](http://evil.example)"}
HOSTILE = (
    *HOSTILE_ANYWHERE,
    "<at>TCBot</at>",
    '<at id="0">Alice</at>',
    "<b>bold</b> <script>alert(1)</script> <!-- x --> <img src=x onerror=alert(1)>",
    "&lt;at&gt;Alice&lt;/at&gt; &copy; &#60;b&#62;",
    "{{DATE(2026-03-03T12:00:00Z, SHORT)}} {{TIME(x)}}",
    "[1] [2](http://evil.example) [3]: http://evil.example",
    "www.evil.example https://evil.example mailto:a@evil.example a@evil.example",
    "~~gone~~ __init__ snake_case_name 2 * 3 * 4 **",
    "---",
    "===",
    "+ plus\n1. one\n    code",
    "\\",
    "\\[x](http://evil.example)",
    "]( [[ ]] ](http://evil.example)",
    "![1](http://evil.example)",
)

words = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=40),
    st.text(alphabet="ab <>&*_~`|[]()#:!\\-+=1.\n", max_size=60),
    st.integers(1, 3_000).map(lambda length: "w" * length),
    st.integers(1, 400).map(lambda length: "&<> _*` 👩" * length),
)
texts = st.lists(words, max_size=10).map(" ".join)
lines = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30)), min_size=1, max_size=4).map(" ".join)
labels = st.sampled_from((FINANCE_LABEL, ALICE_LABEL, f"teams:{TENANT}", "everyone", "x:<at>"))
documents = st.lists(st.builds(document, lines, st.lists(labels, max_size=8).map(tuple), unit=units), max_size=60)
names = st.dictionaries(st.sampled_from((ALICE, FINANCE)), lines)


def logged(text: str) -> LoggedQuestion:
    """A question that was asked in March."""
    return LoggedQuestion(
        id="q",
        text=text,
        standalone="",
        answer="",
        conversation="",
        message="",
        asker="",
        outcome=Outcome.ANSWERED,
        asked_at=datetime(2026, 3, 3, tzinfo=UTC),
        citations=(),
    )
