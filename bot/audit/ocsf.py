"""Entries of the audit in the words of OCSF, which collectors of security events know.

Every entry is an event of the class API Activity (6003) of the category Application Activity, in version 1.6.0.
"""

from datetime import datetime
from typing import Any, Final, NamedTuple

VERSION: Final = "1.6.0"
CATEGORY, CLASS = (6, "Application Activity"), (6003, "API Activity")
CREATE, READ, UPDATE, DELETE, OTHER = (1, "Create"), (2, "Read"), (3, "Update"), (4, "Delete"), (99, "Other")
ACTIVITIES: Final[dict[str, tuple[int, str]]] = {
    "answer": READ,
    "passages": READ,
    "hand-out": READ,
    "verify-forgotten": READ,
    "upload": CREATE,
    "publish": CREATE,
    "install": CREATE,
    "grant": UPDATE,
    "withdraw": UPDATE,
    "channel-settings": UPDATE,
    "role": UPDATE,
    "group": UPDATE,
    "link": UPDATE,
    "unlink": UPDATE,
    "account": UPDATE,
    "explain": READ,
    "inspect": READ,
    "retention": UPDATE,
    "keys": UPDATE,
    "key": UPDATE,
    "export": READ,
    "sweep": UPDATE,
    "forget": DELETE,
    "uninstall": DELETE,
    "audit-cut": DELETE,
}
"""What each action is to OCSF; others are told as `Other`, with their own name."""
DENIED: Final = "denied"
LOGIN_FAILED: Final = "login-failed"
_SUCCESS, _FAILURE = (1, "Success"), (2, "Failure")
_INFORMATIONAL, _LOW = (1, "Informational"), (2, "Low")


class Entry(NamedTuple):
    """An entry as it stands in the audit."""

    number: int | None
    at: datetime
    actor: str
    action: str
    target: str
    details: dict[str, Any]
    hash: str | None


def event_of(entry: Entry, program: str) -> dict[str, Any]:
    """The entry as an OCSF event; `program` is our version.

    `metadata.sequence` is its number in the chain, `metadata.uid` its hash; what OCSF has no name for is in `unmapped`.
    """
    is_denied = entry.action == DENIED
    activity = OTHER if is_denied else ACTIVITIES.get(entry.action, OTHER)
    is_refused = is_denied or entry.action == LOGIN_FAILED
    is_failure = is_refused or entry.details.get("outcome") == "failed"
    status, severity = _FAILURE if is_failure else _SUCCESS, _LOW if is_refused else _INFORMATIONAL
    return {
        "category_uid": CATEGORY[0],
        "category_name": CATEGORY[1],
        "class_uid": CLASS[0],
        "class_name": CLASS[1],
        "activity_id": activity[0],
        "activity_name": activity[1] if activity is not OTHER else entry.action,
        "type_uid": CLASS[0] * 100 + activity[0],
        "time": int(entry.at.timestamp() * 1000),
        "severity_id": severity[0],
        "severity": severity[1],
        "status_id": status[0],
        "status": status[1],
        "metadata": _metadata(entry, program),
        "actor": {"user": {"uid": entry.actor}},
        "api": {"operation": entry.details.get("wanted", entry.action) if is_denied else entry.action},
        "src_endpoint": {"name": _source(entry)},
        "resources": _resources(entry),
        "unmapped": {"target": entry.target, **entry.details},
    }


def _metadata(entry: Entry, program: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "version": VERSION,
        "product": {"name": "TCBot", "vendor_name": "TCBot", "version": program},
        "event_code": entry.action,
        "log_name": "audit",
        "original_time": entry.at.isoformat(timespec="microseconds"),
    }
    if entry.number is not None:
        told |= {"sequence": entry.number, "uid": entry.hash}
    return told


def _source(entry: Entry) -> str:
    """The surface that it came by: the chat of who acted; else what acted, such as the command line."""
    return str(entry.details.get("surface") or entry.actor.partition(":")[0])


def _resources(entry: Entry) -> list[dict[str, Any]]:
    """The documents and places that it is about."""
    documents = [*entry.details.get("cited", ()), *entry.details.get("read", ())]
    if documents:
        return [{"type": "document", "uid": uid, "version": version} for uid, version in documents]
    told: dict[str, Any] = {"type": "target", "uid": entry.target}
    if version := entry.details.get("version"):
        told |= {"type": "document", "version": version}
    return [told]
