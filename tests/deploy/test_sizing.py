"""deploy/sizing.md says what deploy/sizing.py computes from the figures as they are now."""

import subprocess
import sys

from tests.deploy.programs import DEPLOY


def sized(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(DEPLOY / "sizing.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def rows(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("| ").split("|")] for line in text.splitlines() if line[:1] == "|"]


def test_the_page_says_what_the_script_computes() -> None:
    page = (DEPLOY / "sizing.md").read_text(encoding="utf-8")
    told = page.partition("--write` -->")[2].partition("<!-- end")[0]
    assert told.strip() == sized().stdout.strip()


def test_more_people_never_take_less_and_one_bot_may_always_be_away() -> None:
    crowds = [1, 500, 2_000, 8_000, 40_000]
    asked = rows(sized("--people", *map(str, crowds), "--chunks", "1000").stdout)[2 : 2 + len(crowds)]
    bots, cores = [int(row[2]) for row in asked], [int(row[3]) for row in asked]
    assert bots == sorted(bots) and cores == sorted(cores) and bots[0] == 3 and cores[-1] > 40


def test_more_chunks_never_take_less_and_many_get_three_nodes() -> None:
    held = ["1000", "200000", "3000000", "50000000"]
    kept = rows(sized("--people", "100", "--chunks", *held).stdout)[5:9]
    disk = [float(row[2].replace(",", "")) for row in kept]
    nodes = [int(row[4].split(" ")[0]) for row in kept]
    assert disk == sorted(disk) and nodes == sorted(nodes) and nodes[:2] == [1, 3] and nodes[-1] > 3


def test_nobody_and_nothing_is_refused() -> None:
    refused = sized("--people", "0")
    assert refused.returncode == 2 and "counted from 1" in refused.stderr
