"""Where the records hold something of a person, column by column: what becomes of it when the person is erased.

Every table and each of its columns that can hold text stands here, so that none is forgotten.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Fate(StrEnum):
    """What becomes of a column.

    `DELETED`: the person's rows go. `NOBODY`: the value is replaced by nobody's, the row stays. `WITH_DOCUMENT`: it
    tells of a document, and goes when that is forgotten. `STAYS`: it may name the person by an id, and stays for a
    reason that `docs/privacy.md` gives. `IMPERSONAL`: it never holds anything of a person.
    """

    DELETED = "deleted"
    NOBODY = "nobody"
    WITH_DOCUMENT = "with document"
    STAYS = "stays"
    IMPERSONAL = "impersonal"


def _columns(**fates: str) -> Mapping[str, Fate]:
    return {column: Fate[fate.upper()] for fate, columns in fates.items() for column in columns.split()}


FATES: Final[Mapping[str, Mapping[str, Fate]]] = {
    "accounts": _columns(deleted="id name email email_hash"),
    "api_keys": _columns(nobody="name created_by labels", impersonal="id hash role scopes"),
    "audit": _columns(stays="actor target details", impersonal="action hash"),
    "audit_marks": _columns(impersonal="name hash seal"),
    "channel_settings": _columns(impersonal="surface team channel answers_to documents replies collections outsiders"),
    "citations": _columns(deleted="question_id document_id version_id quote"),
    "conversations": _columns(deleted="surface team channel person address"),
    "data_keys": _columns(impersonal="name sealed"),
    "documents": _columns(with_document="name title", impersonal="id around_id team shelf"),
    "forgettings": _columns(impersonal="document_id versions"),
    "grants": _columns(nobody="granted_by", with_document="label", impersonal="document_id place"),
    "group_members": _columns(deleted="account_id label source"),
    "identities": _columns(deleted="surface team subject account_id linked_by"),
    "inbox": _columns(
        deleted="payload notes sender",
        stays="key lane",
        impersonal="surface team kind subject owner outcome reason reference trace",
    ),
    "invariants": _columns(impersonal="name"),
    "installations": _columns(
        nobody="installed_by", impersonal="surface place team enterprise name bot_id bot_user bot_token scopes"
    ),
    "job_events": _columns(impersonal="job_id state stage reason"),
    "jobs": _columns(
        nobody="granted_by labels",
        with_document="name",
        impersonal="id team upload parent_id document_id around_id version_id sha256 place type state stage owner"
        " reason details warnings unit trace",
    ),
    "membership_changes": _columns(deleted="surface team subject stamp"),
    "processes": _columns(impersonal="name"),
    "questions": _columns(
        deleted="id asker conversation message text standalone scope outcome reason answer inputs timings_ms reference"
    ),
    "relabellings": _columns(impersonal="document_id"),
    "retentions": _columns(impersonal="team"),
    "roles": _columns(deleted="account_id team role", nobody="granted_by"),
    "sign_in_attempts": _columns(impersonal="id browser verifier nonce next"),
    "sessions": _columns(deleted="id account_id issuer subject provider_session tokens"),
    "shared_files": _columns(
        nobody="sharer sharer_team note link",
        with_document="name label",
        impersonal="id surface team channel kind thread locale message file_id media_type document_id job_id card"
        " owner",
    ),
    "shown_messages": _columns(stays="key", impersonal="surface team channel message"),
    "surveys": _columns(deleted="person month surface words"),
    "told_replies": _columns(deleted="question_id surface outcome cited"),
    "upload_choices": _columns(deleted="surface team person channel thread document_type note collection"),
    "verdicts": _columns(deleted="question_id person reason"),
    "versions": _columns(impersonal="id document_id sha256 media_type type unit state reason warnings"),
}
"""The fate of each column that can hold text, by table."""
