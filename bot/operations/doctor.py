"""Every part: embedded or real, reachable or not, and what to do about it. Never waits longer than its limits."""

import threading
import time
from collections.abc import Callable, Mapping
from functools import partial

from bot.chats import CHATS
from bot.operations.check import QUICK, SLOW, Check, Finding
from bot.operations.checks import machine, models, reading, sign_in, stores, told, work
from bot.processes.system_parts import Kind, system_parts
from bot.service.chat_connection import ChatConnection
from bot.settings import BotSettings
from bot.wiring import Engine
from bot.wording.problems import problem_of

Look = Callable[[], Finding]


def examine(settings: BotSettings, on_part: Callable[[str], None] = lambda _part: None) -> list[Check]:
    """All checks in the order of the table; `on_part` hears which one is next."""
    checks = []
    with Engine(settings) as engine:
        looks = looks_at(settings, engine)
        for part in system_parts(settings, engine):
            on_part(part.name)
            seconds, look = looks[part.name]
            checks.append(within(seconds, part.name, part.kind, look, settings))
    return checks


def settings_check(problem: str) -> Check:
    """The one check that can be made where the settings are wrong."""
    return Check("settings", "off", "broken", problem, "Correct the environment or .env.")


def looks_at(settings: BotSettings, engine: Engine) -> Mapping[str, tuple[float, Look]]:
    """How each of the `system_parts` is looked at, and how many seconds that may take."""
    return {
        "program": (QUICK, machine.look_at_program),
        "home folder": (QUICK, lambda: machine.look_at_home(settings.tcbot_home)),
        "keys": (QUICK, lambda: stores.look_at_keys(engine)),
        "records": (QUICK, lambda: stores.look_at_records(engine)),
        "audit": (QUICK, lambda: stores.look_at_audit(engine)),
        "originals": (QUICK, lambda: Finding(engine.vault.ping())),
        "embedder": (SLOW, lambda: models.look_at_embedder(settings, engine)),
        "index": (QUICK, lambda: stores.look_at_index(settings, engine)),
        "reranker": (SLOW, lambda: models.look_at_reranker(engine)),
        "model": (QUICK + 10, lambda: models.look_at_model(settings)),
        "check model": (SLOW, lambda: models.look_at_judge(settings)),
        "text recognition": (SLOW, lambda: reading.look_at_recognition(settings)),
        "old Office files": (SLOW, lambda: reading.look_at_office(settings)),
        "confinement": (QUICK + 10, lambda: reading.look_at_confinement(settings)),
        "virus scan": (QUICK, lambda: reading.look_at_virus_scan(settings)),
        "redis": (QUICK, lambda: stores.look_at_redis(settings, engine)),
        "queue": (QUICK, lambda: work.look_at_queue(engine)),
        "shared files": (QUICK, lambda: work.look_at_shared_files(engine)),
        "inbox": (QUICK, lambda: work.look_at_inbox(engine)),
        **{chat.name: (QUICK + 10, partial(_look_at_chat, chat, settings)) for chat in CHATS},
        "sign-in": (QUICK + 10, lambda: sign_in.look_at_sign_in(settings)),
        "error reports": (QUICK, lambda: told.look_at_error_reports(settings)),
        "traces": (QUICK, lambda: told.look_at_traces(settings)),
    }


def within(limit: float, part: str, kind: Kind, look: Look, settings: BotSettings) -> Check:
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


def _look_at_chat(chat: ChatConnection, settings: BotSettings) -> Finding:
    if not chat.is_set(settings):
        return Finding(f"not set: the bot isn't in {chat.name.capitalize()}")
    return Finding(*chat.examine(settings))


def _told(error: Exception, settings: BotSettings) -> tuple[str, str]:
    """(what is wrong, what to do); the messages of our own errors hold both, the remedy last."""
    remedy = getattr(error, "remedy", "")
    if remedy:
        return str(error).removesuffix(remedy).strip(), remedy
    sentence = problem_of(error, settings.tcbot_home, stage="doctor").lines().replace("\n", " ")
    first, dot, rest = sentence.partition(". ")
    return (first + dot.strip(), rest) if rest else (sentence, "The log says more: LOG_LEVEL=DEBUG tcbot doctor")
