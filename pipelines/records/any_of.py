"""A condition that a column holds one of many texts, handed over as one parameter however many there are.

A parameter each costs a millisecond a hundred before the database sees any, and neither database takes 65,536 of them.
"""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class _TextsOf(GenericFunction[str]):
    """The texts of a list in JSON, a row each, in the column `value`."""

    name = "texts_of"
    inherit_cache = True


@compiles(_TextsOf, "sqlite")
def _in_sqlite(element: _TextsOf, compiler: SQLCompiler, **more: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **more)})"


@compiles(_TextsOf, "postgresql")
def _in_postgresql(element: _TextsOf, compiler: SQLCompiler, **more: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(element.clauses, **more)} AS JSON))"


def is_any_of(column: InstrumentedAttribute[str], texts: Collection[str]) -> ColumnElement[bool]:
    """The condition; false where there are no texts."""
    return _is_in(column, as_parameter(texts))


def is_any_given(column: InstrumentedAttribute[str], texts: BindParameter[str]) -> ColumnElement[bool]:
    """The same in a statement that is made once: each time it is run, the parameter is what `as_parameter` gives."""
    return _is_in(column, texts)


def as_parameter(texts: Collection[str]) -> str:
    """Some texts as the one parameter."""
    return json.dumps(sorted(texts))


def _is_in(column: InstrumentedAttribute[str], texts: str | BindParameter[str]) -> ColumnElement[bool]:
    each = _TextsOf(texts).table_valued("value")
    return column.in_(select(each.c.value))
