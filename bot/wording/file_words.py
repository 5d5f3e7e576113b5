"""What there is to say of a file in the language of whoever shared it; English is the one of `ingest` itself."""

import re
from collections.abc import Mapping, Sequence

from bot.wording.languages import german_files
from ingest.formats.errors import KINDS_OF_PERSONAL_DATA, SENTENCES, describe, page_runs
from ingest.jobs.job_reasons import describe_reason
from pipelines.types import Unit


def reason_words(reason: str, details: Mapping[str, str], locale: str) -> str:
    """Why a job waits or failed, and what to do about it."""
    template = german_files.REASONS.get(reason) if _is_german(locale) else None
    if template is None:
        return describe_reason(reason, details)
    translated = {name: _TRANSLATED.get(name, str)(value) for name, value in details.items()}
    return template.format_map({"readable": german_files.READABLE, **translated})


def warning_words(code: str, pages: Sequence[int], unit: Unit, locale: str) -> str:
    """What of a file was lost, and where."""
    template = german_files.WARNINGS.get(code) if _is_german(locale) else None
    if template is None:
        return describe(code, pages, unit)
    return template.format(pages=_places(pages, unit), count=len(pages))


def is_about_content(reason: str) -> bool:
    """Whether the file itself is at fault, so that reading it once more comes to the same."""
    return reason in SENTENCES


def _places(pages: Sequence[int], unit: Unit) -> str:
    one, several = german_files.UNITS[unit]
    shown, more = page_runs(pages)
    if not shown:
        return f"einige {several}"
    if len(set(pages)) == 1:
        return f"{one} {shown[0]}"
    if more:
        shown.append(f"{more} weitere")
    joined = shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} und {shown[-1]}"
    return f"{several} {joined}"


def _kind(english: str) -> str:
    return german_files.KINDS.get(english, english)


def _limit(english: str) -> str:
    """`1,000` as `1.000`, `2 minutes` as `2 Minuten`."""
    words = re.sub(r"(?<=\d),(?=\d{3})", ".", english)
    if words.endswith(" times its size"):
        return german_files.TIMES_ITS_SIZE.format(times=words.removesuffix(" times its size"))
    unit = next((unit for unit in german_files.LIMITS if words.endswith(unit)), "")
    return words.removesuffix(unit) + german_files.LIMITS.get(unit, "")


def _found(english: str) -> str:
    """`e-mail addresses (3)` as `E-Mail-Adressen (3)`."""
    for kind, name in KINDS_OF_PERSONAL_DATA.items():
        english = english.replace(f"{name} (", f"{german_files.PERSONAL[kind]} (")
    return english


_TRANSLATED = {"kind": _kind, "limit": _limit, "found": _found}
"""How details are said that hold English words or numbers; a virus's name, a suffix, a reference stay as they are."""


def _is_german(locale: str) -> bool:
    return locale.replace("_", "-").split("-")[0].lower() == "de"
