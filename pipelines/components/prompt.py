"""The messages that the writing model gets: numbered sources inside a fence that no document can close."""

import re
import secrets
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from haystack import component
from haystack.dataclasses import ChatMessage
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipelines.locators import numbered_locator
from pipelines.text.asked_computation import asks_to_compute
from pipelines.text.orders_to_models import without_orders
from pipelines.text.sentences import cut_at_a_sentence
from pipelines.types import Passage

REFUSAL = "NOT IN SOURCES"
"""What the model is asked to reply, alone, where the sources hold no answer."""
MISSING = "MISSING:"
"""Starts the line in which the model repeats the words of the question that have no answer."""
SIMILAR = "SIMILAR:"
"""Starts the line in which the model repeats the words of the question that what it found differs in."""
COMPUTE = "COMPUTE:"
"""Starts the line in which the model says what is to be computed, see `checking.computation_lines`."""

PROMPT_TOKENS = 5500
"""What a prompt may take where nothing else is said: fits a window of 8,192 with room for the reply."""
FENCE = 40
"""Tokens of the two lines around a source, without its heading."""

_TEMPLATES = Path(__file__).parent.parent / "prompts"
_SHORTEST_SOURCE = 200  # characters; less than that of a cut passage is not worth its heading

_MARK = re.compile(r"[\[\u3010]\s*(\d{1,3}(?:\s*[,;\u2013-]\s*\d{1,3})*)\s*[\]\u3011]")
_TOKEN = re.compile(r"<(?=[|/!]?\s*[|a-zA-Z_\uff5c\u2581])|<(?=<)")
_BRACKET_TOKEN = re.compile(r"\[(?=/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\b)", re.IGNORECASE)
_ROLE = re.compile(
    r"^(\W{0,4})(system|assistant|user|human|developer|tool|ai|instructions?|question|answer)(\s+\w+)?\W{0,3}:",
    re.IGNORECASE | re.MULTILINE,
)
_HEADER = re.compile(
    r"^(\W{0,4})(source(?=\W{0,3}\d)|(?:begin|end)(?=\W{1,3}\S+\W{1,3}source\b))", re.IGNORECASE | re.MULTILINE
)


@cache
def _environment() -> Environment:
    # Plain text, not HTML: escaping would change the numbers and names that have to be copied exactly. Documents are
    # passed as values and are never parsed as templates.
    return Environment(  # nosec B701 # it makes no HTML
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        autoescape=False,  # noqa: S701
    )


def render(template: str, **values: object) -> str:
    """The named file of `pipelines/prompts`, filled in; an unknown name or a missing value raises a jinja2 error."""
    return _environment().get_template(template).render(**values).strip()


def neutral(text: str) -> str:
    """The text with everything defused that could pass for the prompt's own structure; letters and figures stay.

    Chat-template tokens lose their bracket, lines that start like a role or a source header are put in quotation
    marks, `[3]` becomes `(3)`, and characters that cannot be seen are removed.
    """
    visible = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cs"})
    visible = _MARK.sub(r"(\1)", visible)
    visible = _TOKEN.sub("\u2039", visible)
    visible = _BRACKET_TOKEN.sub("(", visible)
    visible = _ROLE.sub(r'\1"\2\3" -', visible)
    return _HEADER.sub(r'\1"\2"', visible)


def estimated_tokens(text: str) -> int:
    """About how many tokens a model sees: one a digit, 1.5 signs, 4 letters or spaces of ASCII, 1.2 of other scripts.

    Within a fifth of what a tokenizer that takes figures apart counts for tables and prose; others count fewer.
    """
    digits = sum("0" <= c <= "9" for c in text)
    letters = sum(c < "\x80" and (c.isalpha() or c.isspace()) for c in text)
    others = sum(c >= "\x80" for c in text)
    signs = len(text) - digits - letters - others
    return int(digits + signs / 1.5 + letters / 4 + others / 1.2) + 1


@dataclass(frozen=True, slots=True)
class _Source:
    n: int
    heading: str
    text: str


@component
class AnswerPrompt:
    """Turns a question and its evidence into the messages of one model call; orders to a model are left out of it.

    `budget` is the number of tokens the messages may take (estimated; the reply's own tokens come on top): passages
    are left out from the last-ranked up, and the first one is cut where it alone is too long. `new_boundary` makes
    the fence of each request; it must be unguessable.
    """

    def __init__(self, budget: int = 5500, new_boundary: Callable[[], str] | None = None) -> None:
        if budget < 800:
            raise ValueError(f"The prompt's budget is {budget} tokens; it needs at least 800.")
        self.budget = budget
        self.new_boundary = new_boundary or (lambda: secrets.token_hex(6))

    @component.output_types(messages=list[ChatMessage], evidence=list[Passage])
    def run(self, question: str, evidence: list[Passage], contexts: dict[str, str] | None = None) -> dict[str, object]:
        """The messages, and the passages that are in them: mark [n] stands for `evidence[n - 1]`.

        `contexts` gives the context line (title, heading path) by chunk id; without one, the title stands there.
        """
        boundary = self._boundary(evidence)
        asked = " ".join(neutral(question).split())
        system = render(
            "answer_system.j2", boundary=boundary, refusal=REFUSAL, missing=MISSING, similar=SIMILAR, compute=COMPUTE
        )
        closing = {"compute": COMPUTE, "to_compute": asks_to_compute(question)}
        frame = render("answer_user.j2", boundary=boundary, question=asked, sources=[], **closing)
        left = self.budget - estimated_tokens(system) - estimated_tokens(frame)
        sources = self._fitting(evidence, contexts or {}, left)
        user = render("answer_user.j2", boundary=boundary, question=asked, sources=sources, **closing)
        messages = [ChatMessage.from_system(system), ChatMessage.from_user(user)]
        return {"messages": messages, "evidence": list(evidence[: len(sources)])}

    def _boundary(self, evidence: Sequence[Passage]) -> str:
        while True:
            boundary = self.new_boundary()
            if not any(boundary in passage.text for passage in evidence):
                return boundary

    def _fitting(self, evidence: Sequence[Passage], contexts: dict[str, str], left: int) -> list[_Source]:
        sources: list[_Source] = []
        for n, passage in enumerate(evidence, start=1):
            heading = _heading(passage, contexts.get(passage.chunk_id))
            text = neutral(without_orders(passage.text))
            left -= estimated_tokens(heading) + FENCE
            if estimated_tokens(text) > left:
                if sources or left < estimated_tokens(text[:_SHORTEST_SOURCE]):
                    break
                text = cut_at_a_sentence(text, int(len(text) * left / estimated_tokens(text)))
            left -= estimated_tokens(text)
            sources.append(_Source(n, heading, text))
        return sources


def _heading(passage: Passage, context: str | None) -> str:
    line = " ".join(neutral(without_orders(context or passage.title or passage.document)).split())
    where = " ".join(neutral(numbered_locator(passage)).split())
    return f"{line[:200]}, {where[:80]}"
