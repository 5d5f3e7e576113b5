"""Where a kernel can't hold native code in a parser's place, doctor and start say so, and an operator may insist."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.operations.checks import reading
from bot.settings import load_settings
from ingest.confinement.steps import GAPS, Confinement, NotConfinedError

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the Linux kernel holds it")


def under_a_kernel_without(lacks: str, code: str, confinement: str) -> tuple[str, str]:
    """(what the code prints, what it says on standard error)."""
    begun = [sys.executable, "-m", "tests.ingest.confinement.kernel_without", lacks, str(os.getuid())]
    environment = {"PYTHONPATH": str(ROOT), "PARSE_CONFINEMENT": confinement, "TCBOT_HOME": "/nonexistent"}
    command = [*begun, sys.executable, "-c", code]
    ended = subprocess.run(command, env=environment, cwd="/", check=False, capture_output=True, timeout=120)
    return ended.stdout.decode(), ended.stderr.decode()


EXAMINED = (
    "from bot.operations import doctor; from bot.operations.checks import reading; "
    "from bot.settings import load_settings; s = load_settings(); "
)
DOCTOR = (
    EXAMINED + "c = doctor.within(60, 'confinement', 'embedded', lambda: reading.look_at_confinement(s), s); "
    "print(c.state, '|', c.detail, '|', c.remedy)"
)
START = """
import sys
from bot.command_line.exit_codes import ended_by
from bot.engine_parts import open_parsers
from bot.processes.start import start
try:
    open_parsers(start()).close()
    print("reads")
except Exception as error:
    sys.exit(ended_by(error))
"""


def test_the_doctor_says_what_holds() -> None:
    found = reading.look_at_confinement(load_settings())
    assert found.detail.startswith("what reads files is held by ")


def test_the_doctor_names_what_the_kernel_lacks() -> None:
    told, errors = under_a_kernel_without("landlock", DOCTOR, "best")
    told = told.splitlines()[-1]  # behind the log's line
    assert told.startswith("warning") and GAPS["files"] in told and GAPS["system_calls"] not in told, errors


def test_who_insists_is_told_by_the_doctor_and_stopped_at_the_start() -> None:
    told, errors = under_a_kernel_without("landlock", DOCTOR, "required")
    assert told.startswith("broken") and GAPS["files"] in told, errors
    told, errors = under_a_kernel_without("landlock", START, "required")
    assert told == "" and GAPS["files"] in " ".join(errors.split()), errors


def test_the_start_warns_where_nobody_insists() -> None:
    told, errors = under_a_kernel_without("landlock", START, "best")
    assert told == "reads\n" and "parsers_not_confined" in errors


def test_a_gap_s_sentence_ends_with_what_to_do() -> None:
    error = NotConfinedError(Confinement().gaps)
    assert all(sentence in str(error) for sentence in GAPS.values()) and str(error).endswith(error.remedy)


@pytest.mark.parametrize(
    ("held", "gaps"),
    [
        (Confinement(7, True, True, True), ()),
        (Confinement(1, True, False, True), ()),
        (Confinement(0, True, True, True), ("files",)),
        (Confinement(7, False, True, True), ("system_calls",)),
        (Confinement(7, False, False, True), ("system_calls", "network")),
        (Confinement(7, True, True, False), ("memory",)),
        (Confinement(), ("files", "system_calls", "network", "memory")),
    ],
)
def test_what_is_missing_follows_from_what_the_kernel_gave(held: Confinement, gaps: tuple[str, ...]) -> None:
    assert held.gaps == gaps
