"""Who signed in, read from an issuer's claims without trust in what they are."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.access.labels import group_label
from bot.chat.chat import Person

SSO = "sso"
"""The surface of identities at an issuer; their team is the issuer, their id the subject."""
EMAIL_CLAIMS = frozenset({"email", "email_verified", "xms_edov"})
LONGEST_NAME = 200
LONGEST_EMAIL = 254
MOST_GROUPS = 1000
"""More groups than these are as none: part of them could be the wrong part."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody as the issuer knows them.

    `email` is there where the issuer has verified it. `groups` are names, and None where the issuer doesn't say.
    `tenant` and `object` are how Entra ID knows them, which Teams shares. `session` is the issuer's own.
    """

    issuer: str
    subject: str = field(repr=False)
    session: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    groups: frozenset[str] | None = field(default=None, repr=False)
    tenant: str = field(default="", repr=False)
    object: str = field(default="", repr=False)

    @property
    def person(self) -> Person:
        """As the records know them."""
        return Person(SSO, self.issuer, self.subject)

    @property
    def group_labels(self) -> frozenset[str]:
        """The labels of their groups; none where the issuer doesn't say. What is too long for a label is left out."""
        return frozenset(label for each in self.groups or () if (label := _label(each)))


def _label(group: str) -> str:
    try:
        return group_label(group)
    except ValueError:
        return ""


def identity_of(claims: Mapping[str, Any], issuer: str, groups_claim: str, group_names: Mapping[str, str]) -> Identity:
    """Who these claims, which were verified, tell of."""
    return Identity(
        issuer=issuer,
        subject=str(claims.get("sub", "")),
        session=_text(claims.get("sid"), 255),
        name=_text(claims.get("name"), LONGEST_NAME) or _text(claims.get("preferred_username"), LONGEST_NAME),
        email=_verified_email(claims),
        groups=_groups(claims, groups_claim, group_names),
        tenant=_text(claims.get("tid"), 64),
        object=_text(claims.get("oid"), 64),
    )


def _verified_email(claims: Mapping[str, Any]) -> str:
    """The address, where the issuer says that it is this person's; Entra ID says so by `xms_edov`."""
    email = _text(claims.get("email"), LONGEST_EMAIL)
    name, _, domain = email.rpartition("@")
    verified = any(claims.get(each) in (True, "true", "1") for each in ("email_verified", "xms_edov"))
    return email if verified and name and domain and not any(each.isspace() for each in email) else ""


def _groups(claims: Mapping[str, Any], claim: str, names: Mapping[str, str]) -> frozenset[str] | None:
    told = _at(claims, claim)
    if isinstance(told, str):
        told = [told]
    if not isinstance(told, list) or len(told) > MOST_GROUPS:
        return None
    read = (_text(each, LONGEST_NAME) for each in told)
    return frozenset(names.get(each, each) for each in read if each)


def _at(claims: Mapping[str, Any], path: str) -> Any:
    """The claim of this name, or where there is none at this path."""
    if path in claims:
        return claims[path]
    found: Any = claims
    for part in path.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _text(value: Any, longest: int) -> str:
    """A short text without control characters; empty for all else."""
    if not isinstance(value, str) or len(value) > longest:
        return ""
    text = unicodedata.normalize("NFC", value.strip())
    return text if text.isprintable() else ""
