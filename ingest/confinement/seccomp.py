"""Seccomp: a filter that lets the kernel refuse system calls of this process and all that it starts, for good.

The program that the kernel runs for each call is classic BPF; its form is that of `linux/filter.h` and
`Documentation/userspace-api/seccomp_filter.rst`.
"""

import ctypes
import errno
import struct
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ingest.confinement.system_calls import AUDIT_ARCHITECTURES, FIRST_UNKNOWN, call_numbers, processor

ALLOWED, IGNORED = 0, -1
"""Answers of a rule: the call goes through, or it does nothing and seems to have. Others are the error it ends in."""
SET_MODE_FILTER: Final = 1
RETURN_ALLOW, RETURN_ERROR = 0x7FFF0000, 0x00050000
LOAD, AND, EQUAL, AT_LEAST, RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
NUMBER_AT, ARCHITECTURE_AT, ARGUMENTS_AT = 0, 4, 16
"""Where in `seccomp_data` these stand; arguments are of 64 bits, of which the lower half (first, in memory) is seen."""


@dataclass(frozen=True, slots=True)
class Check:
    """Holds where an argument's lower 32 bits, under a mask, are one of `values`."""

    argument: int
    values: tuple[int, ...]
    mask: int = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Rule:
    """What becomes of one call: `answer` where all checks hold, else `otherwise`."""

    call: str
    answer: int = ALLOWED
    checks: tuple[Check, ...] = ()
    otherwise: int = errno.EPERM


def filter_program(rules: Sequence[Rule], default: int, machine: str) -> bytes:
    """The filter as the kernel takes it; calls of another convention are refused, calls that we don't know are absent.

    A later rule for the same call is never reached.
    """
    known = call_numbers(machine)
    program = [
        _instruction(LOAD, ARCHITECTURE_AT),
        _instruction(EQUAL, AUDIT_ARCHITECTURES[machine], yes=1),
        _answer(errno.EPERM),
        _instruction(LOAD, NUMBER_AT),
        _instruction(AT_LEAST, FIRST_UNKNOWN, no=1),
        _answer(errno.ENOSYS),
    ]
    for rule in rules:
        if rule.call in known:
            block = _block(rule)
            program += [_instruction(EQUAL, known[rule.call], no=len(block)), *block]
    return b"".join([*program, _answer(default)])


def _block(rule: Rule) -> list[bytes]:
    block = []
    for check in rule.checks:
        block += [_instruction(LOAD, ARGUMENTS_AT + 8 * check.argument), _instruction(AND, check.mask)]
        block += [_instruction(EQUAL, value, yes=len(check.values) - place) for place, value in enumerate(check.values)]
        block.append(_answer(rule.otherwise))
    return [*block, _answer(rule.answer)]


def _instruction(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value)


def _answer(answer: int) -> bytes:
    if answer == ALLOWED:
        return _instruction(RETURN, RETURN_ALLOW)
    return _instruction(RETURN, RETURN_ERROR | (0 if answer == IGNORED else answer))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def install_filter(rules: Sequence[Rule], default: int) -> bool:
    """Whether the kernel holds these rules from now on, and `default` for every other call.

    False on other systems, on processors that `system_calls` doesn't know, and where the kernel refuses. Needs
    `confinement.give_up_privileges`. Costs some 0.2 ms.
    """
    machine = processor()
    if not sys.platform.startswith("linux") or machine not in AUDIT_ARCHITECTURES:
        return False
    program = filter_program(rules, default, machine)
    handed = _Program(len(program) // 8, program)
    return bool(
        ctypes.CDLL(None).syscall(call_numbers(machine)["seccomp"], SET_MODE_FILTER, 0, ctypes.byref(handed)) == 0
    )
