"""A bot process and a worker process: their start, their parts, their metrics."""
