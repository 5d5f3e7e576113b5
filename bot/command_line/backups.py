"""Backups and restores, in lines and for programs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.wording.sentences import say

if TYPE_CHECKING:
    from bot.operations.backup.backing_up import BackedUp
    from bot.operations.backup.backup_store import Manifest
    from bot.operations.backup.restoring import Restored


def manifest_json(manifest: "Manifest") -> dict[str, Any]:
    """A backup for programs."""
    return {
        "name": manifest.name,
        "made_at": manifest.made_at.isoformat(),
        "version": manifest.version,
        "revision": manifest.revision,
        "rows": manifest.rows,
        "originals": len(manifest.originals),
    }


def backed_up_json(made: "BackedUp") -> dict[str, Any]:
    """The same of one that was just made."""
    return manifest_json(made.manifest) | {"copied": made.copied, "dropped": made.dropped, "pruned": made.pruned}


def restored_json(restored: "Restored") -> dict[str, Any]:
    """A restore for programs."""
    manifest = manifest_json(restored.manifest)
    return manifest | {"rows": restored.rows, "files": restored.originals, "forgotten": restored.forgotten}


def backup_lines(made: "BackedUp", address: str) -> list[str]:
    """What was backed up, and that the keys weren't."""
    rows, manifest = sum(made.manifest.rows.values()), made.manifest
    lines = [say("backup_made", name=manifest.name, address=address, rows=rows, files=len(manifest.originals))]
    lines.append(say("backup_new", copied=made.copied, dropped=made.dropped))
    return [*lines, say("backup_keys")]


def list_lines(found: Sequence["Manifest"], address: str) -> list[str]:
    """The backups that there are, oldest first."""
    told = [
        say("backup_listed", name=each.name, rows=sum(each.rows.values()), files=len(each.originals)) for each in found
    ]
    return told or [say("backup_none", address=address)]


def restored_lines(restored: "Restored") -> list[str]:
    """What came back, and what is different."""
    rows = sum(restored.rows.values())
    lines = [say("restored", name=restored.manifest.name, rows=rows, files=restored.originals)]
    if restored.forgotten:
        lines.append(say("restored_forgotten", count=restored.forgotten))
    return [*lines, say("restored_settled")]
