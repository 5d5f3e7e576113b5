"""What a document reads like, told from its words: the type decides how large its chunks are."""

import re
from collections.abc import Sequence

from pipelines.types import DocumentType, Page

_READ = 60_000
"""Characters looked at: enough to tell, and the same cost for any length."""

_LEGAL = re.compile(
    r"\b(?:shall|hereby|herein\w*|hereof|hereto|hereunder|thereof|whereas|notwithstanding|pursuant to|indemnif\w+|"
    r"governing law|in witness whereof|the parties|either party|this agreement|licensor|licensee|lessor|lessee|"
    r"gemäß|vertragspartei\w*|vereinbarung|les parties|le présent contrat|las partes|el presente contrato)\b",
    re.IGNORECASE,
)
_TECHNICAL = re.compile(
    r"\b(?:install\w*|configur\w+|firmware|software|voltage|torque|sensor|button|menu|display panel|error code|api|"
    r"parameter\w*|troubleshoot\w*|maintenance|calibrat\w+|reset|user manual|warning|caution|step \d+|click)\b|"
    r"\b\d+(?:\.\d+)?\s?(?:mm|kg|kW|Nm|°C|V|Hz|bar|rpm|MB|GB)\b|`[^`]+`",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")

LEGAL_PER_THOUSAND = 12.0
TECHNICAL_PER_THOUSAND = 12.0
"""Marks in a thousand words from which a document counts as of that type; ordinary reports show two to six."""


def detect_type(pages: Sequence[Page]) -> DocumentType:
    """The document's type; `GENERAL` unless its words speak clearly for another."""
    text = ""
    for page in pages:
        if len(text) >= _READ:
            break
        text += page.text[:_READ] + "\n"
    text = text[:_READ]
    words = sum(1 for _ in _WORD.finditer(text))
    if not words:
        return DocumentType.GENERAL
    legal = 1000 * sum(1 for _ in _LEGAL.finditer(text)) / words
    technical = 1000 * sum(1 for _ in _TECHNICAL.finditer(text)) / words
    if max(legal / LEGAL_PER_THOUSAND, technical / TECHNICAL_PER_THOUSAND) < 1:
        return DocumentType.GENERAL
    return DocumentType.LEGAL if legal >= technical else DocumentType.TECHNICAL
