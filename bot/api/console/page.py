"""The console's HTML, by templates that escape all that they are given."""

import base64
import hashlib
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bot.api.console.bars import bars_of
from bot.api.console.shown_figures import NOTHING, shown_age, shown_id, shown_target, shown_time, shown_value
from bot.records.figures.spans import Span
from bot.service.console.kpis import Kpi
from bot.service.console.looking import ConsoleView
from bot.wording.job_lines import job_message, job_progress
from bot.wording.safe_text import clean

TEMPLATES: Final = Path(__file__).parent / "templates"
STYLE: Final = (TEMPLATES / "console.css").read_text()
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS: Final = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
NAMES: Final = {Span.DAY: "24 hours", Span.WEEK: "7 days", Span.MONTH: "30 days"}


def console_page(view: ConsoleView, is_signed_in: bool) -> HTMLResponse:
    """The whole page."""
    html = _TEMPLATES.get_template("console.html").render(
        view=view,
        is_signed_in=is_signed_in,
        spans=list(Span),
        names=NAMES,
        bars=lambda kpi: bars_of(kpi.trends[view.span], kpi.target),
        trend_words=lambda kpi: _trend_words(kpi, view.span),
    )
    return HTMLResponse(html, headers=HEADERS)


def refused_page(sentence: str, status: int, is_signed_in: bool) -> HTMLResponse:
    """Why somebody sees nothing here."""
    html = _TEMPLATES.get_template("refused.html").render(sentence=sentence, is_signed_in=is_signed_in)
    return HTMLResponse(html, status, HEADERS)


def _trend_words(kpi: Kpi, span: Span) -> str:
    """A trend for who doesn't see the picture."""
    trend = kpi.trends[span]
    values = [each.value for each in trend if each.value is not None]
    if not values:
        return "No trend: nothing was counted."
    low, high = (shown_value(each, kpi.target) for each in (min(values), max(values)))
    last = shown_value(trend[-1].value, kpi.target)
    piece = "hours" if span is Span.DAY else "days"
    now = f"; the last one {last}" if last != NOTHING else ""
    return f"Trend over {len(trend)} {piece}: lowest {low}, highest {high}{now}."


def _environment() -> Environment:
    made = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    made.globals["style"] = STYLE
    made.filters |= {
        "figure": shown_value,
        "target": shown_target,
        "moment": shown_time,
        "age": shown_age,
        "cleaned": clean,
        "short": shown_id,
        "progress": job_progress,
        "why": job_message,
    }
    return made


_TEMPLATES: Final = _environment()
