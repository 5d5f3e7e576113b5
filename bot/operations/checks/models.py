"""The models: embedder, reranker, the one that writes and the one that checks."""

import time

from bot.engine_parts import is_prepared, models_folder, open_judge, open_reranker, ping_generator, precision_of
from bot.operations.check import QUICK, Finding
from bot.settings import BotSettings
from bot.wiring import Engine


def look_at_embedder(settings: BotSettings, engine: Engine) -> Finding:
    prepared = is_prepared(settings)
    embedder = engine.embedder
    begun = time.perf_counter()
    embedder.encode(["How many days of vacation carry over?"])
    spent = (time.perf_counter() - begun) * 1000
    note = "" if prepared else f", converted into {models_folder(settings)}"
    precision = precision_of(embedder)
    computed = f" in {precision}" if precision else ""
    return Finding(f"{embedder.name}{computed}, {embedder.dimensions} dimensions, {spent:.0f} ms a question{note}")


def look_at_reranker(engine: Engine) -> Finding:
    reranker = open_reranker(engine.settings, engine.embedder, engine.index)
    return Finding(reranker.name)


def look_at_model(settings: BotSettings) -> Finding:
    if settings.llm_provider == "none":
        return Finding("not set: answers are quotes, word for word")
    return Finding(ping_generator(settings, timeout=QUICK))


def look_at_judge(settings: BotSettings) -> Finding:
    judge = open_judge(settings)
    if judge is None:
        return Finding("not set: late interaction and rules check each sentence")
    judge.probabilities("The sky is blue.", ["The sky is blue."])
    return Finding(settings.check_model)
