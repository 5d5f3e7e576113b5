"""Files that only say where a document is: links of cloud storage, shortcuts to web pages, placeholders."""

import re
from typing import Final

LONGEST: Final = 4096
"""What only points elsewhere is short."""
_GOOGLE_SUFFIXES: Final = frozenset(
    ".gdoc .gsheet .gslides .gform .gdraw .gsite .gmap .gscript .gtable .gjam .glink .gnote .gvid".split()
)
_GOOGLE: Final = re.compile(rb'\s*\{[^{}]*"(?:doc_id|resource_id|document_id)"\s*:')
_SHORTCUT: Final = re.compile(
    rb"\s*(?:(?:\[\{[\da-f-]{36}\}\][^\[]*)?\[InternetShortcut[^\]\n]*\]|"
    rb"\[Desktop Entry\][^\[]*\n(?:Type=Link|URL(?:\[\$e\])?=)|"
    rb"version https://git-lfs\.github\.com/spec/|"
    rb"(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE plist[^>]*>\s*)?<plist[^>]*>\s*<dict>\s*<key>URL</key>)",
    re.IGNORECASE,
)
_BINARY_LIST: Final = b"bplist00"
_BINARY_SUFFIXES: Final = frozenset({".webloc", ".icloud"})


def pointer_reason(head: bytes, suffix: str) -> str | None:
    """The code of the reason to refuse a file that only points elsewhere; None for a document of its own."""
    bare = head.removeprefix(b"\xef\xbb\xbf")
    if bare.startswith((b"\xff\xfe", b"\xfe\xff")):
        bare = bare[2:].replace(b"\x00", b"")
    if _GOOGLE.match(bare) or (suffix in _GOOGLE_SUFFIXES and bare.lstrip().startswith(b"{")):
        return "only_a_google_link"
    if _SHORTCUT.match(bare) or (bare.startswith(_BINARY_LIST) and suffix in _BINARY_SUFFIXES):
        return "only_a_link"
    return None
