"""Every regular expression of the product takes time in proportion to what it is given, however hostile that is."""

import ast
import importlib
import math
import pkgutil
import re
import signal
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import bot
import ingest
import pipelines

PACKAGES = (bot, ingest, pipelines)
LEFT_OUT = re.compile(r"\.(__main__|worker_child|samples|migrations)\b")
LONG = 16_000
"""Characters of the longest attack; the weakest square seen here takes twice the limit for them."""
MOST_SECONDS = 0.2
MOST_SPENT = 1.0
"""Seconds of the process after which a pattern is interrupted, which may have run for ever."""
ROUNDS = ((24, 40), (100, 20), (300, 10), (1000, 5))
"""Sizes of the first attacks, and how many of the slowest go on from each to the next."""
METHODS = frozenset("search match fullmatch finditer findall sub subn split".split())
ANCHORED = frozenset({"match", "fullmatch"})
ATOMS = (
    " ", "\n", "\t", "\xa0", "a", "A", "1", ".", ",", "-", "_", "*", "[", "(", "<", ":", "`", "/", "'", "\\", "|", "1.",
    "1_", "a-", "a.", "A of ", "Aa ", "no ", "ok ", "<@", "<!", "<http:", "](", "x:\n", "<!-- ", "\n ", "and ",
)  # fmt: skip


def _modules() -> Iterator[Any]:
    for package in PACKAGES:
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not LEFT_OUT.search(found.name):
                yield importlib.import_module(found.name)


def _trees() -> Iterator[tuple[Any, ast.Module]]:
    for module in _modules():
        yield module, ast.parse(Path(module.__file__).read_text(encoding="utf-8"))


def _spelled(tree: ast.Module) -> Iterator[tuple["re.Pattern[Any]", str]]:
    """The patterns that a module spells out where it uses them, each with the method."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "re":
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and node.func.attr not in {"compile", "escape"}:
                flags = next((ast.unparse(each.value) for each in node.keywords if each.arg == "flags"), "0")
                yield re.compile(first.value, eval(flags, {"re": re})), node.func.attr


def _methods(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Which methods a module calls on which names; a name that is used in another way is searched with, too."""
    called = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in METHODS]
    for node in called:
        yield ast.unparse(node.value).rpartition(".")[2], node.attr
    inside = {id(node.value) for node in called}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in inside:
            yield node.id, "search"


def patterns() -> dict["re.Pattern[Any]", set[str]]:
    """All of them, with the methods that they are used by: those that modules hold, those that they spell out."""
    found: dict[re.Pattern[Any], set[str]] = defaultdict(set)
    trees = list(_trees())
    everywhere: dict[str, set[str]] = defaultdict(set)
    for _, tree in trees:
        for name, method in _methods(tree):
            everywhere[name].add(method)
    for module, tree in trees:
        own: dict[str, set[str]] = defaultdict(set)
        for name, method in _methods(tree):
            own[name].add(method)
        for pattern, method in _spelled(tree):
            found[pattern].add(method)
        for name, value in vars(module).items():
            for each in value if isinstance(value, tuple) else (value,):
                if isinstance(each, re.Pattern):
                    used = own[name] if name.startswith("_") else everywhere[name]
                    found[each] |= used or {"search"}
    return dict(found)


def attacks(pattern: "re.Pattern[Any]") -> Iterator[tuple[str, str]]:
    """What may stand before a repetition, and what is then repeated: by the pattern's own parts, and by habit."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    own = list(dict.fromkeys(_repeats(tree, "")))
    pumps = [pump for _, pump in own]
    own += [(before, first + second) for before, first in own[:6] for second in pumps[:6] if first != second]
    yield from dict.fromkeys(own[:40])
    for atom in ATOMS:
        yield "", atom
        yield "<[(a", atom


def _repeats(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """Each repetition of a parsed pattern as (an example of what stands before it, an example of what repeats)."""
    for kind, value in tree:
        name = str(kind)
        if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            _, most, body = value
            if most > 20:
                yield before, _example(body)
            yield from _repeats(body, before)
        elif name == "SUBPATTERN":
            yield from _repeats(value[3], before)
        elif name == "ATOMIC_GROUP":
            yield from _repeats(value, before)
        elif name == "BRANCH":
            for branch in value[1]:
                yield from _repeats(branch, before)
        elif name in {"ASSERT", "ASSERT_NOT"}:
            yield from _repeats(value[1], before)
        before += _example([(kind, value)])


def _example(tree: Any) -> str:
    """A short text that a parsed pattern, or a part of one, takes."""
    return "".join(_sample(str(kind), value) for kind, value in tree)


def _sample(kind: str, value: Any) -> str:
    samples = {"CATEGORY_DIGIT": "1", "CATEGORY_WORD": "a", "CATEGORY_SPACE": " "}
    if kind == "LITERAL":
        return chr(value)
    if kind in {"NOT_LITERAL", "ANY"}:
        return "a"
    if kind == "CATEGORY":
        return samples.get(str(value), "-")
    if kind == "RANGE":
        return chr(value[0])
    if kind == "IN":
        if str(value[0][0]) == "NEGATE":
            return "a"
        return _sample(str(value[0][0]), value[0][1])
    if kind in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        return _example(value[2]) * min(max(value[0], 1), 4)
    if kind == "SUBPATTERN":
        return _example(value[3])
    if kind == "ATOMIC_GROUP":
        return _example(value)
    return _example(value[1][0]) if kind == "BRANCH" else ""


class _TooLongError(Exception):
    """A pattern was interrupted."""


_bounding: list[bool] = []
"""Not empty while something is bounded."""


def _interrupt(*_: object) -> None:
    if _bounding:
        raise _TooLongError


@contextmanager
def _bounded() -> Iterator[None]:
    """Interrupts what takes too long: the matching of patterns looks for signals now and then.

    The handler stays: without one, a signal that comes late would end the process.
    """
    signal.signal(signal.SIGVTALRM, _interrupt)
    _bounding.append(True)
    signal.setitimer(signal.ITIMER_VIRTUAL, MOST_SPENT)
    try:
        yield
    finally:
        _bounding.clear()
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _seconds(pattern: "re.Pattern[Any]", methods: set[str], attack: tuple[str, str], size: int) -> float:
    """Processor time of this thread for what is done with the pattern, over a text of about so many characters."""
    before, pump = attack
    text: Any = f"{before}{pump * (size // max(len(pump), 1))}\x00!"
    if isinstance(pattern.pattern, bytes):
        text = text.encode("latin-1", "replace")
    begun = time.thread_time()
    try:
        with _bounded():
            if methods - ANCHORED:
                for _ in pattern.finditer(text):
                    pass
            for method in methods & ANCHORED:
                getattr(pattern, method)(text)
    except _TooLongError:
        return math.inf
    return time.thread_time() - begun


def slow(pattern: "re.Pattern[Any]", methods: set[str]) -> str:
    """The attack for which a pattern takes too long, with its seconds; empty where there is none."""
    left = list(attacks(pattern))
    for size, kept in ROUNDS:
        times: dict[tuple[str, str], float] = {}
        for attack in left:
            times[attack] = _seconds(pattern, methods, attack, size)
            if times[attack] > MOST_SECONDS / 4:
                return f"{attack!r} * {size}: {times[attack]:.2f} s"
        left = sorted(left, key=lambda attack: -times[attack])[:kept]
    for attack in left:
        for size in (LONG // 4, LONG):
            took = _seconds(pattern, methods, attack, size)
            if took > MOST_SECONDS * size / LONG:
                return f"{attack!r} * {size}: {took:.2f} s"
    return ""


@pytest.mark.slow
def test_no_regular_expression_takes_more_than_linear_time() -> None:
    found = patterns()
    assert len(found) > 150
    told = {pattern.pattern: slow(pattern, methods) for pattern, methods in found.items()}
    assert not {name: attack for name, attack in told.items() if attack}


@pytest.mark.parametrize(
    "hostile",
    [r"(\w+_?)+$", r"\s*(?:a\s*)*b", r"[ \t]+$", r"[\w.]*\d[\w.]*(?:[-_/][\w.]+)*$", r"(?:<!--.*?-->\s*)*<html"],
)
def test_a_pattern_that_backtracks_is_told(hostile: str) -> None:
    assert slow(re.compile(hostile), {"search"})
