"""Answers, cards and lists as Slack's blocks. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.asking import Ended
from bot.phrasing import closing_line, failure_lines, refusal_lines, remark, source_lines
from bot.slack.words import escaped
from bot.wording import count_words, say
from ingest.errors import describe
from ingest.job import ACTIVE, RETRIABLE, JobView
from ingest.job_reasons import describe_reason
from ingest.library import HeldDocument
from pipelines.types import Outcome, Passage

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SlackMessage:
    """A message: `text` is what notifications show, at most 4,000 characters."""

    text: str
    blocks: tuple[Block, ...]


def answer_messages(
    ended: Ended,
    *,
    locale: str,
    question_id: str,
    notes: Sequence[str] = (),
    links: Mapping[str, str] | None = None,
) -> list[SlackMessage]:
    """The answer in as many messages as it takes; the first holds sources and buttons."""
    answer = ended.answer
    if answer.outcome is Outcome.REFUSED:
        lines = refusal_lines(answer, "chat", locale)
    elif answer.outcome is Outcome.FAILED:
        lines = failure_lines(answer, ended.reference, "chat", locale=locale)
    else:
        lines = [answer.text] if answer.outcome is Outcome.ANSWERED else []
        lines += [remark(answer, locale)] if remark(answer, locale) else []
        lines += [f"{mark} {line}" for mark, line in source_lines(answer, locale)]
        lines.append(closing_line(answer, locale))
    blocks = [_section(line) for line in [*lines, *notes] if line]
    if answer.outcome in {Outcome.ANSWERED, Outcome.QUOTED}:
        blocks.append(_feedback(question_id, locale))
        blocks.append(_buttons(("more_passages", "more_passages", question_id), locale=locale))
    if answer.outcome is Outcome.FAILED:
        blocks.append(_buttons(("retry_question", "try_again", question_id), locale=locale))
    return [SlackMessage(escaped("\n".join(lines))[:3900], tuple(blocks))]


def sentence_text(sentence: str) -> str:
    """One checked sentence for a stream."""
    return escaped(sentence)


def passages_message(passages: Sequence[Passage], locale: str) -> SlackMessage:
    """Passages."""
    lines = [f"{each.document}, p. {each.page}: {each.text[:300]}" for each in passages[:8]]
    return SlackMessage(escaped("\n".join(lines))[:3900] or "-", tuple(_section(line) for line in lines))


def card_message(
    job: JobView, *, record_id: str, shared_by: str, channel: str, locale: str, notes: Sequence[str] = ()
) -> SlackMessage:
    """The card of a file."""
    lines = [f"{job.name} · {say(f'job_{job.state.value}', locale)}"]
    if job.pages:
        lines[0] += f" · {count_words(job.pages, job.unit, locale)}"
    if job.reason:
        lines.append(describe_reason(job.reason, job.details))
    lines += [describe(code, pages, job.unit) for code, pages in job.warnings]
    blocks = [_section(line) for line in [*lines, *notes]]
    if job.state in ACTIVE:
        blocks.append(_buttons(("job_cancel", "cancel", record_id), locale=locale))
    elif job.state in RETRIABLE:
        blocks.append(_buttons(("job_retry", "try_again", record_id), locale=locale))
    return SlackMessage(escaped(lines[0]), tuple(blocks))


def card_refused(name: str, sentence: str, locale: str) -> SlackMessage:
    """The card of a file that isn't taken up."""
    line = f"{name} · {sentence}"
    return SlackMessage(escaped(line)[:3900], (_section(line),))


def documents_message(documents: Sequence[HeldDocument], locale: str, page: int = 0) -> SlackMessage:
    """A list of documents."""
    text = "\n".join(each.name for each in documents[:50]) or say("nothing_shared", locale)
    return SlackMessage(escaped(text)[:3900], (_section(text),))


def help_message(locale: str) -> SlackMessage:
    """Help."""
    return SlackMessage("help", (_section("help"),))


def status_message(documents: int, jobs: Sequence[JobView], locale: str) -> SlackMessage:
    """How things stand."""
    text = "\n".join([f"{documents} documents", *(f"{job.name} · {job.state}" for job in jobs)])
    return SlackMessage(escaped(text)[:3900], (_section(text),))


def greeting(locale: str, prompts: Sequence[str]) -> SlackMessage:
    """The greeting."""
    return SlackMessage("Hi", (_section("Hi"),))


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "plain_text", "text": text[:2900], "emoji": False}}


def _buttons(*buttons: tuple[str, str, str], locale: str) -> Block:
    elements = [
        {"type": "button", "action_id": action, "text": {"type": "plain_text", "text": label}, "value": value}
        for action, label, value in buttons
    ]
    return {"type": "actions", "elements": elements}


def _feedback(question_id: str, locale: str) -> Block:
    element = {
        "type": "feedback_buttons",
        "action_id": "feedback",
        "positive_button": {"text": {"type": "plain_text", "text": "Yes"}, "value": f"helpful:{question_id}"},
        "negative_button": {"text": {"type": "plain_text", "text": "No"}, "value": f"unhelpful:{question_id}"},
    }
    return {"type": "context_actions", "elements": [element]}
