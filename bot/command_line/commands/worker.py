"""`tcbot worker`: takes files out of the queue."""

import sys


def worker() -> None:
    """Make queued files searchable, one after the other, until it is told to stop (SIGTERM, Ctrl+C).

    Start as many as there are cores to spare, on as many machines as you like; beyond one machine they need
    DATABASE_URL, ELASTICSEARCH_URL, REDIS_URL and VAULT_URL.
    """
    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.processes.start import start
    from bot.processes.traced import traced
    from bot.processes.worker_metrics import WorkerMetrics
    from bot.processes.worker_process import work
    from bot.wiring import Engine
    from bot.wording.sentences import say

    settings, metrics = start(), WorkerMetrics()
    if settings.worker_metrics_port:
        metrics.serve(settings.worker_metrics_host, settings.worker_metrics_port)
    with traced(settings), Engine(settings) as engine:
        work(engine, lambda: print_lines(open_console(sys.stderr), [Line(say("worker_ready"))]), metrics)
