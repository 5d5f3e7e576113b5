"""What a search may be limited to: the fields of a document, checked in the same way before either index sees them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipelines.access import EmptyScopeError, Scope
from pipelines.ports import Filter
from pipelines.types import Immutable, Source

LABELS = "meta.labels"
FIELDS = frozenset({"labels", "type", "date", "document_id", "document", "title", "language"})

_ORDERED: dict[str, Callable[[Any, Any], bool]] = {
    ">": lambda held, asked: held > asked,
    ">=": lambda held, asked: held >= asked,
    "<": lambda held, asked: held < asked,
    "<=": lambda held, asked: held <= asked,
}
_LISTED = {"in", "not in"}
_EQUAL = {"==", "!="}
_LOGICAL = {"AND", "OR", "NOT"}


@dataclass(frozen=True, slots=True)
class Uncopied(Immutable):
    """A filter on its way through a pipeline, which would copy each label of its reader for each component."""

    where: Filter


def as_filter(where: Filter | Uncopied) -> Filter:
    """The filter itself."""
    return where.where if isinstance(where, Uncopied) else where


def checked_filter(where: Filter | None) -> Filter:
    """The same filter, found to name its readers and to hold nothing that one index reads and the other doesn't.

    Raises `EmptyScopeError` where no condition on `meta.labels` holds for everything let through (a top-level AND
    with at least one label), and `ValueError` for unknown fields, operators and values.
    """
    if not where or where.get("operator") != "AND":
        raise EmptyScopeError
    if not any(_names_readers(condition) for condition in where.get("conditions", ())):
        raise EmptyScopeError
    _check(where)
    return where


def readers_of(where: Filter) -> Scope:
    """The scope that a filter of `scope_filter` was made for: the labels of its first condition on them."""
    for condition in where["conditions"]:
        if _names_readers(condition):
            value = condition["value"]
            return Scope(frozenset(value if isinstance(value, list) else [value]))
    raise EmptyScopeError


def matches(where: Filter, fields: Mapping[str, Any]) -> bool:
    """Whether a document lets a checked filter through; `fields` as `fields_of` gives them."""
    if "field" not in where:
        found = (matches(condition, fields) for condition in where["conditions"])
        if where["operator"] == "AND":
            return all(found)
        return any(found) if where["operator"] == "OR" else not all(found)
    held, asked, operator = fields[where["field"].removeprefix("meta.")], where["value"], where["operator"]
    values = held if isinstance(held, tuple) else () if held is None else (held,)
    if operator in _ORDERED:
        return any(_ORDERED[operator](value, asked) for value in values)
    if asked is None:
        return (operator == "==") is (not values)
    wanted = asked if operator in _LISTED else [asked]
    return any(value in wanted for value in values) is (operator in {"in", "=="})


def fields_of(source: Source) -> dict[str, Any]:
    """The fields that a filter can ask for, by name; dates as ISO text, which sorts as they do."""
    return {
        "labels": source.labels,
        "type": source.type.value,
        "date": source.date.isoformat() if source.date else None,
        "document_id": source.document_id,
        "document": source.name,
        "title": source.title,
        "language": source.language,
    }


def _names_readers(condition: Mapping[str, Any]) -> bool:
    if condition.get("field") != LABELS or not condition.get("value"):
        return False
    operator, value = condition.get("operator"), condition["value"]
    return operator == "==" or (operator == "in" and all(value))


def _check(where: Mapping[str, Any]) -> None:
    if "field" in where:
        _check_comparison(where)
        return
    if where.get("operator") not in _LOGICAL:
        raise ValueError(f"A filter joins conditions with AND, OR or NOT, not {where.get('operator')!r}.")
    if not where.get("conditions"):
        raise ValueError(f"A filter's {where['operator']} needs at least one condition.")
    for condition in where["conditions"]:
        _check(condition)


def _check_comparison(where: Mapping[str, Any]) -> None:
    field, operator, value = str(where["field"]), where.get("operator"), where.get("value")
    name = field.removeprefix("meta.")
    if name not in FIELDS or name == field:
        raise ValueError(
            f"A filter can't ask for {field!r}; it can for {', '.join(f'meta.{n}' for n in sorted(FIELDS))}."
        )
    if operator not in _LISTED | _EQUAL | _ORDERED.keys():
        raise ValueError(f"A filter can't compare with {operator!r}; it can with ==, !=, in, not in, >, >=, <, <=.")
    if operator in _LISTED and not isinstance(value, list):
        raise ValueError(f"{field} with {operator!r} needs a list of values.")
    if operator in _ORDERED and (name != "date" or value is None):
        raise ValueError(f"Only meta.date can be compared with {operator!r}, and only with a date.")
    if isinstance(value, list) and operator in _LISTED and name != "date" and set(map(type, value)) <= {str}:
        return  # the labels of a person may be thousands, and are looked at some times a question
    for each in value if isinstance(value, list) and operator in _LISTED else [value]:
        if each is None and operator in _EQUAL:
            continue
        if not isinstance(each, str):
            raise ValueError(f"{field} is compared with text, not with {type(each).__name__}.")
        if name == "date":
            _check_date(each)


def _check_date(value: str) -> None:
    if len(value) != len("2024-01-31"):
        raise ValueError(f"A date looks like 2024-01-31, not like {value!r}.")
    try:
        date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"A date looks like 2024-01-31, not like {value!r}.") from error
