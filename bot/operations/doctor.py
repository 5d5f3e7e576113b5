"""Every part: embedded or real, reachable or not, and what to do about it. Never waits longer than its limits."""

import os
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from bot.engine_parts import (
    MEGABYTE,
    check_confinement,
    embedder_name,
    is_prepared,
    models_folder,
    open_judge,
    ping_generator,
    ping_redis,
)
from bot.inbox.inbox import LONG_WAIT, Inbox
from bot.processes.start import program_version
from bot.settings import BotSettings
from bot.wiring import Engine
from bot.wording.problems import problem_of
from pipelines.addresses import without_credentials

Kind = Literal["embedded", "real", "off"]
State = Literal["ok", "warning", "broken"]

QUICK, SLOW = 15.0, 180.0
"""Seconds a check may take: of a server, and of a model that may have to be converted first."""
ROOM = 1_000_000_000
"""Bytes that the home folder's disk should have free."""
PACKAGES = ("haystack-ai", "openvino", "sentence-transformers", "torch", "elasticsearch", "sqlalchemy", "pypdf")


@dataclass(frozen=True, slots=True)
class Check:
    """What is known of one part; `remedy` is empty where all is well. Only a part that is `broken` stops the work."""

    part: str
    kind: Kind
    state: State
    detail: str
    remedy: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of a check that could be made."""

    detail: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the system, opened and closed by the `Engine`; `name` is what doctor, readiness and metrics call it.

    `look` finds out all about it and may take `seconds`. `ping` is what a running process asks again and again: cheap,
    and None where that isn't asked. Without one that `is_needed` no question can be answered.
    """

    name: str
    kind: Kind
    seconds: float
    look: Callable[[], Finding]
    ping: Callable[[], object] | None = None
    is_needed: bool = False


def examine(settings: BotSettings, on_part: Callable[[str], None] = lambda _part: None) -> list[Check]:
    """All checks in the order of the table; `on_part` hears which one is next."""
    checks = []
    with Engine(settings) as engine:
        for part in system_parts(settings, engine):
            on_part(part.name)
            checks.append(within(part.seconds, part.name, part.kind, part.look, settings))
    return checks


def settings_check(problem: str) -> Check:
    """The one check that can be made where the settings are wrong."""
    return Check("settings", "off", "broken", problem, "Correct the environment or .env.")


def system_parts(settings: BotSettings, engine: Engine) -> list[Part]:
    """Every part there is, those first that others need."""

    def kind(variable: object) -> Kind:
        return "real" if variable else "embedded"

    model_server = settings.llm_provider != "none"
    endpoint = settings.reranker_model.startswith(("http://", "https://"))
    return [
        Part("program", "embedded", QUICK, _program),
        Part("home folder", "embedded", QUICK, lambda: look_at_home(settings.tcbot_home)),
        Part("keys", kind(settings.encryption_keys), QUICK, lambda: _keys(engine)),
        Part(
            "records",
            kind(settings.database_url),
            QUICK,
            lambda: _records(engine),
            lambda: engine.database.ping(),
            True,
        ),
        Part("originals", kind(settings.vault_url), QUICK, lambda: Finding(engine.vault.ping())),
        Part("embedder", "embedded", SLOW, lambda: _embedder(settings, engine)),
        Part(
            "index",
            kind(settings.elasticsearch_url),
            QUICK,
            lambda: _index(settings, engine),
            lambda: engine.index.ping(),
            True,
        ),
        Part("reranker", "real" if endpoint else "embedded", SLOW, lambda: _reranker(engine)),
        Part("model", "real" if model_server else "off", QUICK + 10, lambda: _model(settings)),
        Part("check model", "embedded" if settings.check_model else "off", SLOW, lambda: _judge(settings)),
        Part("text recognition", "embedded" if settings.ocr else "off", SLOW, lambda: examine_recognition(settings)),
        Part("old Office files", "embedded", SLOW, lambda: examine_office(settings)),
        Part("confinement", "embedded", QUICK + 10, lambda: examine_confinement(settings)),
        Part("virus scan", "real" if settings.clamd_url else "off", QUICK, lambda: _virus_scan(settings)),
        Part(
            "redis", kind(settings.redis_url), QUICK, lambda: _redis(settings, engine), lambda: _redis(settings, engine)
        ),
        Part("queue", kind(settings.database_url), QUICK, lambda: _queue(engine)),
        Part("shared files", "embedded", QUICK, lambda: _shared_files(engine)),
        Part("inbox", kind(settings.database_url), QUICK, lambda: _inbox(engine)),
        Part("slack", "real" if _has_slack(settings) else "off", QUICK + 10, lambda: _slack(settings)),
        Part("error reports", "real" if settings.sentry_dsn else "off", QUICK, lambda: _sentry(settings)),
    ]


def within(limit: float, part: str, kind: Kind, look: Callable[[], Finding], settings: BotSettings) -> Check:
    """The check, made in a thread that is left behind where it doesn't come back in time."""
    found: list[Finding | Exception] = []

    def run() -> None:
        try:
            found.append(look())
        except Exception as error:
            found.append(error)

    begun = time.perf_counter()
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(limit)
    seconds = time.perf_counter() - begun
    if not found:
        remedy = "Look whether it is overloaded, or whether its address is right."
        return Check(part, kind, "broken", f"No answer within {limit:.0f} s.", remedy, seconds)
    if isinstance(found[0], Exception):
        detail, remedy = _told(found[0], settings)
        return Check(part, kind, "broken", detail, remedy, seconds)
    return Check(part, kind, "warning" if found[0].remedy else "ok", found[0].detail, found[0].remedy, seconds)


def _told(error: Exception, settings: BotSettings) -> tuple[str, str]:
    """(what is wrong, what to do); the messages of our own errors hold both, the remedy last."""
    remedy = getattr(error, "remedy", "")
    if remedy:
        return str(error).removesuffix(remedy).strip(), remedy
    sentence = problem_of(error, settings.tcbot_home, stage="doctor").lines().replace("\n", " ")
    first, dot, rest = sentence.partition(". ")
    return (first + dot.strip(), rest) if rest else (sentence, "The log says more: LOG_LEVEL=DEBUG tcbot doctor")


def _program() -> Finding:
    held, missing = [], []
    for package in PACKAGES:
        try:
            held.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            missing.append(package)
    if missing:
        raise RuntimeMissingError(missing)
    return Finding(f"tcbot {program_version()} on Python {sys.version.split()[0]}; {', '.join(held)}")


class RuntimeMissingError(RuntimeError):
    """Packages that must be installed aren't."""

    def __init__(self, packages: list[str]) -> None:
        self.remedy = "Install TCBot again: make dev, or pip install --require-hashes -r requirements/base.txt"
        super().__init__(f"Not installed: {', '.join(packages)}.")


def look_at_home(folder: Path) -> Finding:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"x" * 4096)
        file.flush()
        os.fsync(file.fileno())
    free = shutil.disk_usage(folder).free
    detail = f"{folder} can be written, {free / 1e9:,.1f} GB free"
    return Finding(detail, "" if free >= ROOM else "Free some space: an index needs about 100 KB a page.")


def _records(engine: Engine) -> Finding:
    database = engine.database
    with database.reading():  # needs the key that sealed them
        return Finding(database.ping())


def _keys(engine: Engine) -> Finding:
    names = engine.keys.names
    return Finding(f"{names[0]} seals" + (f", {', '.join(names[1:])} can be opened" if names[1:] else ""))


def _embedder(settings: BotSettings, engine: Engine) -> Finding:
    prepared = is_prepared(settings)
    embedder = engine.embedder
    begun = time.perf_counter()
    embedder.encode(["How many days of vacation carry over?"])
    spent = (time.perf_counter() - begun) * 1000
    note = "" if prepared else f", converted into {models_folder(settings)}"
    return Finding(f"{embedder.name}, {embedder.dimensions} dimensions, {spent:.0f} ms a question{note}")


def _index(settings: BotSettings, engine: Engine) -> Finding:
    """What answers; it need not be what the settings ask for."""
    held, live = engine.index.ping(), engine.store.live()
    if live is None or engine.store.fits(live, embedder_name(settings)):
        return Finding(held)
    made_for = live.made_for
    return Finding(
        f"{held}; made for {made_for.embedder} (layout {live.layout}, shards: {live.shards}), not for the settings",
        "Build it for the settings of now, while this one goes on answering: tcbot reindex",
    )


def _reranker(engine: Engine) -> Finding:
    from bot.engine_parts import open_reranker

    reranker = open_reranker(engine.settings, engine.embedder, engine.index)
    return Finding(reranker.name)


def _model(settings: BotSettings) -> Finding:
    if settings.llm_provider == "none":
        return Finding("not set: answers are quotes, word for word")
    return Finding(ping_generator(settings, timeout=QUICK))


def _judge(settings: BotSettings) -> Finding:
    judge = open_judge(settings)
    if judge is None:
        return Finding("not set: late interaction and rules check each sentence")
    judge.probabilities("The sky is blue.", ["The sky is blue."])
    return Finding(settings.check_model)


def examine_recognition(settings: BotSettings) -> Finding:
    from ingest.reading.recognition import REMEDY, open_recogniser

    if not settings.ocr:
        return Finding("switched off: pages that hold only images are named and left out")
    recogniser = open_recogniser(settings.ocr_languages)
    if recogniser is None:
        return Finding("Tesseract isn't installed: pages that hold only images are named and left out", REMEDY)
    return Finding(recogniser.describe())


def examine_office(settings: BotSettings) -> Finding:
    from ingest.reading.old_office import REMEDY, find_converter

    converter = find_converter(settings.parse_memory_mb * MEGABYTE)
    if converter is None:
        return Finding("LibreOffice isn't installed: .doc, .xls and .ppt are refused", REMEDY)
    return Finding(converter.describe())


def examine_confinement(settings: BotSettings) -> Finding:
    """What holds native code in a parser's place; raises `NotConfinedError` where that is required and isn't whole."""
    from ingest.confinement.steps import GAPS

    held = check_confinement(settings)
    detail = f"what reads files is held by {held.describe()}"
    gaps = "; ".join(GAPS[gap] for gap in held.gaps)
    return Finding(detail, f"Where code takes over a parser: {gaps}. Allow these in the container." if gaps else "")


def _virus_scan(settings: BotSettings) -> Finding:
    from ingest.reading.virus_scan import VirusScanner

    if settings.clamd_url is None:
        return Finding("not set: files aren't scanned")
    return Finding(VirusScanner(settings.clamd_url, seconds=QUICK - 5).ping())


def _redis(settings: BotSettings, engine: Engine) -> Finding:
    if settings.redis_url is None:
        runs = engine.redis.answers()
        return Finding(f"our own in {engine.place.folder}, {'running' if runs else 'started by the first worker'}")
    return Finding(ping_redis(settings))


def _queue(engine: Engine) -> Finding:
    counts = engine.jobs.counts()
    workers = engine.redis.workers()
    detail = (
        f"{counts.waiting} waiting, {counts.running} running, {counts.stuck} stuck; "
        f"{workers} {'worker' if workers == 1 else 'workers'}"
    )
    remedy = ""
    if counts.stuck:
        remedy = "Its worker gives no sign of life: another one takes over. Start one: tcbot worker"
    elif counts.waiting and not workers:
        remedy = "Nobody takes the files that wait. Start a worker: tcbot worker"
    return Finding(detail, remedy)


def _shared_files(engine: Engine) -> Finding:
    from bot.records.missing_files import MissingFiles

    counts = MissingFiles(engine.database).counts("slack").values()
    missing = sum(count.missing for count in counts)
    detail = f"{sum(count.held for count in counts)} shared in chats, {missing} of them missing there"
    if not any(count.is_too_many for count in counts):
        return Finding(detail)
    return Finding(detail, "So many are not forgotten by themselves. Look why: tcbot documents missing")


def _inbox(engine: Engine) -> Finding:
    left = Inbox(engine.database, "doctor").overdue()
    if not left:
        return Finding("nothing waits for long")
    named = ", ".join(f"{count} of {surface} ({kind})" for (surface, kind), count in sorted(left.items()))
    return Finding(
        f"waiting for more than {LONG_WAIT / 60:.0f} minutes: {named}",
        "No process that runs takes them. Start one of the newest version: tcbot web",
    )


def _has_slack(settings: BotSettings) -> bool:
    return settings.slack_bot_token is not None or settings.slack_client_id is not None


def _slack(settings: BotSettings) -> Finding:
    from bot.slack.setup.examining import examine_slack

    if not _has_slack(settings):
        return Finding("not set: the bot isn't in Slack")
    return Finding(*examine_slack(settings))


def _sentry(settings: BotSettings) -> Finding:
    if settings.sentry_dsn is None:
        return Finding("not set: errors are logged only")
    address = urlsplit(settings.sentry_dsn)
    host, port = address.hostname or "", address.port or (443 if address.scheme == "https" else 80)
    try:
        socket.create_connection((host, port), timeout=5).close()
    except OSError as error:
        reason = type(error).__name__
        return Finding(
            f"{without_credentials(settings.sentry_dsn)} can't be reached ({reason})",
            "Check SENTRY_DSN and the network; everything else works without it.",
        )
    return Finding(f"{host}:{port} listens; nothing was sent")
