"""What files that are never read begin with, and what people call them and can do about them."""

from typing import Final

ARCHIVE: Final = "This is an archive. Unpack it and share the files in it, or pack them as .zip."
SOUND: Final = "This is a sound file. Share what is said in it as text, such as its transcript."
VIDEO: Final = "This is a video. Share what is said in it as text, such as its transcript or subtitles."
PROGRAM: Final = "This is a program."
FONT: Final = "This is a font."
DATABASE: Final = "This is a database. Export the tables that matter as CSV or Excel and share those."
DRAWING: Final = "This is a drawing of a design program. Export it as PDF and share that."
SVG: Final = "This is a drawing in SVG. Export it as PDF and share that."
POSTSCRIPT: Final = "This is a PostScript file. Convert it to PDF and share that."
HEIC: Final = "This is a HEIC photo, as phones take them. Save it as JPEG or PNG and share that."
AVIF: Final = "This is an AVIF image. Save it as JPEG or PNG and share that."
OTHER_IMAGE: Final = "This is an image of a rare kind. Save it as JPEG or PNG and share that."
E_BOOK: Final = "This is an e-book for Kindle. Convert it to EPUB or PDF and share that."
DJVU: Final = "This is a scan in DjVu. Convert it to PDF and share that."
NOTEBOOK: Final = "This is a OneNote section. Export it as PDF and share that."
WORDPERFECT: Final = "This is a WordPerfect document. Save it as .docx or PDF and share that."
HELP: Final = "This is a Windows help file (.chm). Print or convert it to PDF and share that."
UNKNOWN: Final = "This is a binary file of a kind I don't know. Export it as PDF and share that."
LINK: Final = "This is a shortcut of Windows. Share the file that it points to."

_AT_START: Final[tuple[tuple[bytes, str], ...]] = (
    (b"Rar!", ARCHIVE),
    (b"7z\xbc\xaf", ARCHIVE),
    (b"\x1f\x8b", ARCHIVE),
    (b"BZh9", ARCHIVE),
    (b"\xfd7zXZ\x00", ARCHIVE),
    (b"\x28\xb5\x2f\xfd", ARCHIVE),
    (b"MSCF\x00", ARCHIVE),
    (b"%!PS", POSTSCRIPT),
    (b"\xc5\xd0\xd3\xc6", POSTSCRIPT),
    (b"ID3", SOUND),
    (b"\xff\xfb", SOUND),
    (b"\xff\xf3", SOUND),
    (b"\xff\xf1", SOUND),
    (b"OggS", SOUND),
    (b"fLaC", SOUND),
    (b"#!AMR", SOUND),
    (b"MThd", SOUND),
    (b"\x1aE\xdf\xa3", VIDEO),
    (b"FLV\x01", VIDEO),
    (b"\x00\x00\x01\xba", VIDEO),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", VIDEO),
    (b"\x7fELF", PROGRAM),
    (b"MZ", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),
    (b"\xcf\xfa\xed\xfe", PROGRAM),
    (b"wOFF", FONT),
    (b"wOF2", FONT),
    (b"OTTO\x00", FONT),
    (b"SQLite format 3\x00", DATABASE),
    (b"\x00\x01\x00\x00Standard ", DATABASE),
    (b"PAR1", DATABASE),
    (b"8BPS\x00", DRAWING),
    (b"AC10", DRAWING),
    (b"\x00\x00\x00\x0cjP  ", OTHER_IMAGE),
    (b"\x00\x00\x00\x0cJXL ", OTHER_IMAGE),
    (b"\xff\x0a", OTHER_IMAGE),
    (b"AT&TFORM", DJVU),
    (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", NOTEBOOK),
    (b"\xffWPC", WORDPERFECT),
    (b"ITSF\x03", HELP),
    (b"L\x00\x00\x00\x01\x14\x02\x00", LINK),
)
_IN_RIFF: Final = {b"WAVE": SOUND, b"AVI ": VIDEO}
_IN_ISO_MEDIA: Final = {b"avif": AVIF, b"avis": AVIF, b"M4A ": SOUND, b"M4B ": SOUND}
_PHOTOS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


def binary_kind(head: bytes) -> str | None:
    """What a file that begins with these bytes is called; None for what isn't known here.

    Signatures of two letters may begin a text as well, so they count beside a zero byte alone.
    """
    if head.startswith(b"RIFF"):
        return _IN_RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return HEIC if brand in _PHOTOS else _IN_ISO_MEDIA.get(brand, VIDEO)
    if head[257:262] == b"ustar":
        return ARCHIVE
    if head[60:68] in {b"BOOKMOBI", b"TEXtREAd"}:
        return E_BOOK
    known = (kind for begins, kind in _AT_START if head.startswith(begins) and (len(begins) > 2 or b"\x00" in head))
    return next(known, None)
