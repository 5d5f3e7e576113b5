"""A follow-up made understandable without the conversation before it."""

import logging
import re
from typing import Any

from haystack import component
from haystack.dataclasses import ChatMessage

from pipelines.checking.facts import missing_facts, source_facts
from pipelines.components.prompt import neutral, render
from pipelines.models.generators import Generator, unavailable
from pipelines.models.model_call import model_call
from pipelines.text.asked_form import without_form
from pipelines.text.words import STOP_WORDS, content_stems, words
from pipelines.types import Turn

logger = logging.getLogger(__name__)

_REFERS = re.compile(
    r"\b(it|its|they|them|their|theirs|this|that|these|those|he|him|his|she|her|hers|ones?|there|then|same|such|former|latter|"
    r"above|previous|mentioned|other|others|another|else|both)\b",
    re.IGNORECASE,
)
_THAT_CLAUSE = re.compile(
    r"\b(?:is|are|was|were|do|does|did|would|will)\s+(?:it|there)\b(?=.{12,}\b(?:that|to|any|a|an)\b)", re.IGNORECASE
)
_CONTINUES = re.compile(
    r"^\W*(and|but|or|so|also|what about|how about|what if|why|why not|how so|really|are you sure|tell me more|more|"
    r"yes|no|ok|okay|i (?:mean|meant)|instead|still|then)\b",
    re.IGNORECASE,
)
_QUANTITY = {"many", "much", "often", "long"}
_TURNS = 3
_ANSWER_LENGTH = 400


@component
class StandaloneQuestion:
    """Gives a question that stands alone. Free where there is no history or nothing in the question refers to it.

    With a generator one short call rewrites the follow-up; its result is used only if it is one bounded question
    that keeps the follow-up's words and names no number, date or name which the conversation lacks. Otherwise, and
    without a generator, the question stays as it was and the words of the question before it are added to what is
    searched for.
    """

    def __init__(self, generator: Generator | None = None, max_tokens: int = 80) -> None:
        self.generator = generator
        self.max_tokens = max_tokens

    @component.output_types(question=str, search=str, rewritten_by=str)
    def run(self, question: str, history: list[Turn] | None = None) -> dict[str, Any]:
        """`question` to be answered, `search` to be searched for, and who rewrote: "" (nobody), "model" or "rule".

        What a question says of the form of its answer isn't searched for.
        """
        turns = (history or [])[-_TURNS:]
        if not turns or not refers_back(question):
            return {"question": question, "search": without_form(question), "rewritten_by": ""}
        if self.generator is not None:
            rewritten = self._by_model(question, turns)
            if rewritten:
                return {"question": rewritten, "search": without_form(rewritten), "rewritten_by": "model"}
        return {"question": question, "search": by_rule(without_form(question), turns), "rewritten_by": "rule"}

    def _by_model(self, question: str, turns: list[Turn]) -> str:
        assert self.generator is not None
        given = [Turn(neutral(turn.question), neutral(turn.answer)[:_ANSWER_LENGTH]) for turn in turns]
        prompt = render("standalone_question.j2", turns=given, question=neutral(question))
        limit = {name: self.max_tokens for name in ("max_tokens",)} if _takes_max_tokens(self.generator) else {}
        try:
            with model_call(self.generator, "rewrite") as call:
                replies = self.generator.run([ChatMessage.from_user(prompt)], generation_kwargs=limit)["replies"]
                call.ended(replies[0].meta if replies else {})
        except Exception as error:  # whatever a server gives instead of a line, the question is answered without it
            problem = unavailable(error)
            code = problem.code if problem else type(error).__name__
            logger.warning("standalone_question_by_rule", extra={"code": code})
            return ""
        written = replies[0].text or "" if replies else ""
        return accepted(written, question, turns)


def _takes_max_tokens(generator: Generator) -> bool:
    return "max_tokens" in (getattr(generator, "generation_kwargs", None) or {})


def refers_back(question: str) -> bool:
    """Whether a question needs the conversation: it starts like a continuation, has a pronoun, or hardly a word."""
    plain = _THAT_CLAUSE.sub(" ", question)
    plain = re.sub(r"\bthat\b(?=\s+(?:i|we|you|every|each)\b)", " ", plain, flags=re.IGNORECASE)
    plain = re.sub(r"\b(?:that|this)\b(?=\s+(?:is|are|was|were|can|may|must|has|have|will)\b.{20,})", " ", plain)
    return bool(_CONTINUES.search(question) or _REFERS.search(plain) or len(content_stems(question)) < 2)


def by_rule(question: str, turns: list[Turn]) -> str:
    """The question with the content words of the last question that stood on its own (and those in between)."""
    added: list[str] = []
    for turn in reversed(turns):
        added = [*_content_words(turn.question), *added]
        if not refers_back(turn.question):
            break
    own = set(words(question))
    extra = [word for word in dict.fromkeys(added) if not set(words(word)) <= own]
    return f"{question} {' '.join(extra)}".strip()


def _content_words(text: str) -> list[str]:
    found = re.findall(r"[^\W_]+(?:[.&'\u2019-][^\W_]+)*", text)
    return [word for word in found if word.lower() not in STOP_WORDS | _QUANTITY and len(word) > 1]


def accepted(written: str, question: str, turns: list[Turn]) -> str:
    """The model's rewriting where it can be trusted, else an empty text."""
    lines = [
        line.strip(" *\"'\u201c\u201d`")
        for line in re.sub(r"(?s)^.*</think>", "", written).strip().splitlines()
        if line.strip()
    ]
    if len(lines) != 1:
        return ""
    line = re.sub(r"^(rewritten |standalone )?question\s*:\s*", "", lines[0], flags=re.IGNORECASE)
    if not 8 <= len(line) <= 300 + len(question) or line.count("?") > max(1, question.count("?")):
        return ""
    own = set(content_stems(_REFERS.sub(" ", question)))
    kept = own & set(content_stems(line))
    talk = "\n".join([question, *(f"{turn.question}\n{turn.answer}" for turn in turns)])
    if len(kept) < 0.6 * len(own) or missing_facts(line, source_facts(talk), question):
        return ""
    return line
