"""What there is to say of a file in the language of whoever shared it; English is the one of `ingest` itself."""

from collections.abc import Mapping, Sequence

from bot.words import german_files
from ingest.errors import SENTENCES, describe
from ingest.job_reasons import describe_reason
from pipelines.types import Unit


def reason_words(reason: str, details: Mapping[str, str], locale: str) -> str:
    """Why a job waits or failed, and what to do about it."""
    template = german_files.REASONS.get(reason) if _is_german(locale) else None
    if template is None:
        return describe_reason(reason, details)
    return template.format_map({"readable": german_files.READABLE, **details})


def warning_words(code: str, pages: Sequence[int], unit: Unit, locale: str) -> str:
    """What of a file was lost, and where."""
    template = german_files.WARNINGS.get(code) if _is_german(locale) else None
    if template is None:
        return describe(code, pages, unit)
    return template.format(pages=_places(pages, unit))


def is_about_content(reason: str) -> bool:
    """Whether the file itself is at fault, so that reading it once more comes to the same."""
    return reason in SENTENCES


def _places(pages: Sequence[int], unit: Unit) -> str:
    one, several = german_files.UNITS[unit]
    shown = [str(page) for page in sorted(set(pages))]
    if not shown:
        return f"einige {several}"
    if len(shown) == 1:
        return f"{one} {shown[0]}"
    if len(shown) > 8:
        return f"{several} {', '.join(shown[:8])} und {len(shown) - 8} weitere"
    return f"{several} {', '.join(shown[:-1])} und {shown[-1]}"


def _is_german(locale: str) -> bool:
    return locale.replace("_", "-").split("-")[0].lower() == "de"
