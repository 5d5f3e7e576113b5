"""The newcomer's first minutes: `tcbot demo`, twice, and at a terminal."""

import os
import pty
import select
import signal
import subprocess
import time
from pathlib import Path

import pytest

from bot.samples.catalogue import DEMO_QUESTIONS, SAMPLES, DemoQuestion
from tests.journeys.conftest import Ran, Tcbot, with_model

pytestmark = pytest.mark.slow

ANSWERED = [question for question in DEMO_QUESTIONS if question.document]


def section(demo: Ran, question: DemoQuestion) -> str:
    """What was said to a question."""
    return demo.out.partition(f"? {question.text}\n")[2].partition("\n? ")[0]


def test_the_demo_runs_through_without_a_terminal(newcomer: tuple[Tcbot, Ran]) -> None:
    _, demo = newcomer
    assert demo.code == 0, demo.err
    assert all(f"{path.name} · " in demo.out for path in SAMPLES)
    assert demo.out.rstrip().endswith("To use your own documents: tcbot ingest PATH, then tcbot ask “…”")


@pytest.mark.parametrize("question", ANSWERED, ids=lambda question: question.document)
def test_each_sample_answers_its_question_at_the_right_page(
    newcomer: tuple[Tcbot, Ran], question: DemoQuestion
) -> None:
    said = section(newcomer[1], question)
    assert f"• {Path(question.document or '').stem}, p. {question.page}" in said
    assert question.words in said


def test_an_answer_is_shown_once(newcomer: tuple[Tcbot, Ran]) -> None:
    assert section(newcomer[1], ANSWERED[0]).count(ANSWERED[0].words) == 1


def test_what_no_sample_answers_is_refused_with_what_came_closest(newcomer: tuple[Tcbot, Ran]) -> None:
    said = section(newcomer[1], DEMO_QUESTIONS[-1])
    assert said.startswith("I couldn't find this in the 3 documents you can read here.\nClosest: ")


def test_the_demo_keeps_to_its_own_folder(newcomer: tuple[Tcbot, Ran]) -> None:
    home = newcomer[0].home
    assert {path.name for path in home.iterdir()} <= {"demo", "models"}
    assert not list(home.parent.glob("intel*"))  # OpenVINO's converter would count its uses here


def test_a_second_demo_embeds_nothing_again(newcomer: tuple[Tcbot, Ran], samples: Tcbot) -> None:
    index = samples.home / "index.db"
    before = index.stat().st_size, index.read_bytes()
    again = newcomer[0]("demo")
    assert again.code == 0
    assert again.out.count("I already know this one.") == len(SAMPLES)
    assert (index.stat().st_size, index.read_bytes()) == before


def test_at_a_terminal_a_person_asks_until_an_empty_line(newcomer: tuple[Tcbot, Ran], samples: Tcbot) -> None:
    screen, keyboard = pty.openpty()
    tcbot = newcomer[0]
    process = subprocess.Popen(
        tcbot.command("demo"),
        env=tcbot.environment(TERM="xterm"),
        cwd=tcbot.home.parent,
        stdin=keyboard,
        stdout=keyboard,
        stderr=keyboard,
    )
    os.close(keyboard)
    seen = read_until(screen, "an empty line ends): ")
    os.write(screen, b"How long is the probation period?\n")
    seen += read_until(screen, "an empty line ends): ")
    os.write(screen, b"\n")
    seen += read_until(screen, "To use your own documents")
    assert process.wait(60) == 0
    assert "probation" in seen.rpartition("How long is the probation period?")[2]
    os.close(screen)


def test_an_interruption_is_quiet(samples: Tcbot, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    tcbot = Tcbot(with_model(samples.home, tmp_path / "home"))
    process = subprocess.Popen(
        tcbot.command("demo"),
        env=tcbot.environment(PYTHONUNBUFFERED="1"),
        cwd=tcbot.home.parent,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("I'm reading 3 sample documents")
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in said


def read_until(screen: int, words: str, limit: float = 200.0) -> str:
    """What appears on the terminal up to these words."""
    seen, until = "", time.monotonic() + limit
    while words not in seen:
        ready, _, _ = select.select([screen], [], [], max(0.0, until - time.monotonic()))
        assert ready, f"{words!r} didn't appear in {seen[-2000:]!r}"
        seen += os.read(screen, 65536).decode("utf-8", "replace")
    return seen
