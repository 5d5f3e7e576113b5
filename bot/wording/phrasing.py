"""What an answer says, in lines of plain words; every surface lays out the same lines in its own way.

Where an answer brings a text of its own, that text is said; else its outcome and reason choose the sentences.
"""

from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any, Literal

from bot.wording.language_names import language_name
from bot.wording.sentences import ENGLISH, confidence_words, counted, duration_words, page_reference, say
from pipelines.types import Answer, Citation, Outcome

Surface = Literal["terminal", "chat", "api"]
SOURCE_QUOTE = 110
"""Characters of a quote in the list of sources: about one line."""
PASSAGE_QUOTE = 600
"""Characters of a quote that stands for the answer itself."""


MOST_MISSING = 5
"""Names of a question that a refusal says weren't found."""


def shown_names(names: Iterable[str]) -> dict[str, str]:
    """For each file name, in order, the name that people see: without its suffix, unless two would look the same."""
    names = list(dict.fromkeys(names))
    stems = [PurePath(name).stem for name in names]
    return {name: stem if stems.count(stem := PurePath(name).stem) == 1 else name for name in names}


def one_line(text: str, limit: int) -> str:
    """The text on one line, cut at a word to at most `limit` characters, with an ellipsis where it was cut."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    head = text[: limit - 2]
    cut = head.rfind(" ")
    return (head[:cut] if cut > limit // 2 else head).rstrip(" ,;:.") + " …"


def reading_line(documents: Iterable[str], locale: str = "en") -> str:
    """`Reading Employee Handbook and 2 more…`, from the file names of the passages in their order."""
    names = list(dict.fromkeys(documents))
    first = shown_names(names)[names[0]]
    if len(names) == 1:
        return say("reading", locale, document=first)
    return say("reading_more", locale, document=first, more=len(names) - 1)


def place(citation: Citation, names: dict[str, str], locale: str = "en") -> str:
    """Where a citation stands: `Employee Handbook, p. 12 (printed 10)`."""
    page = page_reference(citation.page, citation.last_page, citation.label, locale, unit=citation.unit)
    return say("place", locale, document=names[citation.document], page=page)


def source_lines(answer: Answer, locale: str = "en") -> list[tuple[str, str]]:
    """The list of sources as pairs of mark and line, in the order of the answer's citations; empty without any.

    Quotes are cut to a line where they back a sentence, and longer where they are the answer.
    """
    names = shown_names(citation.document for citation in answer.citations)
    limit = PASSAGE_QUOTE if answer.outcome is Outcome.QUOTED else SOURCE_QUOTE
    return [
        (
            f"[{citation.n}]",
            say("source", locale, place=place(citation, names, locale), quote=one_line(citation.quote, limit)),
        )
        for citation in answer.citations
    ]


def remark(answer: Answer, locale: str = "en") -> str:
    """What stands beside an answer or above quotes: why there are only quotes, or what is not covered; may be empty."""
    if answer.outcome is Outcome.QUOTED:
        key = f"quotes_{answer.reason}"
        head = say(key if key in ENGLISH.sentences else "quotes_model_away", locale)
        return " ".join([head, *_beside(answer, locale)])
    if answer.outcome is not Outcome.ANSWERED:
        return ""
    said = _beside(answer, locale)
    if answer.reason == "partial" and answer.missing:
        said.append(say("partial", locale, topic=list(answer.missing)))
    elif answer.reason in {"partial", "model_away_mid_answer"}:
        said.append(say("partial_open" if answer.reason == "partial" else answer.reason, locale))
    return " ".join(said)


def _beside(answer: Answer, locale: str) -> list[str]:
    said = []
    for each in answer.remarks:
        values: dict[str, Any] = _shortened(dict(each.values))
        if each.key == "other_languages":
            values = {"languages": [language_name(code, locale) for code in str(values["languages"]).split(",")]}
        said.append(say(each.key, locale, **values))
    return said


def _shortened(values: Mapping[str, str | int]) -> dict[str, Any]:
    return {name: one_line(value, 60) if isinstance(value, str) else value for name, value in values.items()}


def closing_line(answer: Answer, locale: str = "en") -> str:
    """`Well supported · 2 documents · 1.4 s`; empty for refusals and failures, which have nothing to weigh."""
    if answer.outcome not in {Outcome.ANSWERED, Outcome.QUOTED}:
        return ""
    return say(
        "closing",
        locale,
        confidence=confidence_words(answer.confidence, locale),
        documents=len({citation.document for citation in answer.citations}),
        duration=duration_words(answer.timings_ms.get("total", 0.0) / 1000, locale),
    )


def refusal_lines(answer: Answer, surface: Surface = "terminal", locale: str = "en") -> list[str]:
    """The lines of a refusal: that nothing was found and where, what came closest, what the asker can do."""
    if answer.text:
        return answer.text.splitlines()
    if answer.reason == "nothing_shared" or (answer.searched == 0 and answer.reason != "filters_match_nothing"):
        return [say("nothing_shared", locale), say(f"first_{surface}", locale)]
    if answer.reason == "filters_match_nothing":
        return [say(answer.reason, locale)]
    names = shown_names(nearest.document for nearest in answer.nearest)
    key = answer.reason if answer.reason in {"unsupported", "not_found_channel"} else "not_found"
    lines = [say(key, locale, documents=counted(answer.searched))]
    if answer.reason == "name_missing":
        missing = [one_line(name, 60) for name in answer.missing[:MOST_MISSING]]
        about = [one_line(name, 60) for name in dict.fromkeys(names.values())]
        key = "name_missing_near" if about else "name_missing"
        lines = [say(key, locale, names=missing, nearest=about)]
    elif answer.reason == "said_otherwise":
        lines = [say(answer.reason, locale)]
    elif answer.reason in {"name_elsewhere", "year_missing"}:
        lines = [say(answer.reason, locale, names=[one_line(name, 60) for name in answer.missing[:MOST_MISSING]])]
    if answer.reason == "unfit_filter":
        lines = [say("unfit_filter", locale, names=[one_line(word, 60) for word in answer.missing[:MOST_MISSING]])]
    lines[1:] = _beside(answer, locale)
    if answer.nearest:
        items = [
            say(
                "closest_item_topic" if nearest.topic else "closest_item",
                locale,
                document=names[nearest.document],
                page=page_reference(
                    nearest.page, nearest.page, nearest.label, locale, unit=nearest.unit, in_brackets=True
                ),
                topic=one_line(nearest.topic, 60),
            )
            for nearest in answer.nearest
        ]
        lines.append(say("closest", locale, nearest=" · ".join(items)))
    if surface == "chat" and answer.nearest:
        lines.append(say("next_chat_owner", locale, document=names[answer.nearest[0].document]))
    else:
        lines.append(say(f"next_{surface}", locale))
    return lines


def failure_lines(answer: Answer, reference: str = "", surface: Surface = "terminal", locale: str = "en") -> list[str]:
    """The lines of a failure: what failed, what one can do, and the reference that finds its trace."""
    away = {"search_away", "model_away", "records_away"}
    known = answer.reason if answer.reason in {*away, "evidence_withdrawn"} else "unexpected"
    lines = [answer.text or say(known, locale)]
    if surface == "terminal" and answer.reason in away:
        lines.append(say("retry_terminal", locale))
    if reference:
        lines.append(say("reference", locale, reference=reference))
    return lines


def question_problem(code: str, values: Mapping[str, Any], locale: str = "en") -> str:
    """The sentence for a question that can't be asked as it is, from the code and values of its `QuestionError`."""
    fitting = {name: one_line(value, 60) if isinstance(value, str) else value for name, value in values.items()}
    if code == "unknown_document" and fitting.get("nearest"):
        fitting["nearest"] = [shown_names(fitting["nearest"])[name] for name in fitting["nearest"]]
        return say("unknown_document_near", locale, **fitting)
    return say(code, locale, **fitting)
