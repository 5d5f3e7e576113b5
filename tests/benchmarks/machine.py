"""What a run ran on: processor, instruction sets, memory, versions, and how busy it was."""

import os
import platform
import sqlite3
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

INSTRUCTIONS = ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_int8", "amx_bf16")
PACKAGES = (
    "haystack-ai",
    "sentence-transformers-haystack",
    "sentence-transformers",
    "transformers",
    "torch",
    "openvino",
    "numpy",
    "pypdf",
    "pypdfium2",
)


def processor() -> str:
    """Model, cores and the instruction sets that matter to matrix products."""
    facts: dict[str, str] = {}
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            name, _, value = line.partition(":")
            facts.setdefault(name.strip(), value.strip())
    model = facts.get("model name") or platform.processor() or platform.machine()
    flags = set(facts.get("flags", "").split())
    sets = ", ".join(name for name in INSTRUCTIONS if name in flags) or "no wide ones told"
    return f"{model}, {cores()} cores, {sets}"


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def memory() -> str:
    """The machine's memory in GB of 2**30 bytes."""
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB"


def versions() -> str:
    """Python, SQLite and the libraries that do the work, with their versions."""
    found = [f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"]
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} not installed")
    return ", ".join(found)


def load() -> str:
    """The load average of the last minute; well under the number of cores on a machine that does nothing else."""
    return f"{os.getloadavg()[0]:.1f}"
