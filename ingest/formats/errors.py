"""Why a file couldn't be read, or was read in part, in words for the person who shared it."""

from collections.abc import Sequence
from typing import Final

from pipelines.types import Unit

READABLE_TYPES: Final = (
    "I can read PDF, Word, PowerPoint, Excel, OpenDocument, CSV, HTML, RTF, text and Markdown files, "
    "mails and mailboxes, e-books (EPUB), zip archives and images."
)

SENTENCES: Final[dict[str, str]] = {
    "original_missing": "I no longer have the file itself. Share it again.",
    "original_damaged": "The file as I keep it was damaged or changed. Share it again.",
    "missing": "There is no such file. Check the path and try again.",
    "gone": "It was deleted before I could read it. Share it again.",
    "lapsed": "Its address holds for some minutes only, and those are over. Send the file once more.",
    "kept_elsewhere": "It is kept outside of this chat, and only linked here. Download it and share the file itself.",
    "not_shared_here": "It is somebody else's, and wasn't shared in this conversation. Share it here yourself.",
    "only_a_google_link": (
        "It is only a link to a Google document, which itself isn't in it. "
        "Open it there, download it as Word, Excel, PowerPoint or PDF and share that file."
    ),
    "only_a_link": (
        "It is only a link, and what it points to isn't in it. "
        "Open it, save what it shows as PDF or download the file itself, and share that."
    ),
    "encrypted_mail": (
        "It is an encrypted mail, so I can't read its words. "
        "Open it in your mail program, save or print it there as PDF, and share that."
    ),
    "wrapped_mail": (
        "Its words and files are in Outlook's own wrapper (winmail.dat, TNEF), which I couldn't open. "
        "Open it in Outlook and save it as .msg or PDF, or ask the sender for plain text or HTML, and share that."
    ),
    "copy_protected": "It is an e-book with copy protection (DRM). Share a copy without it, or export it as PDF.",
    "is_folder": "This is a folder. Give me the files in it.",
    "empty_file": "The file is empty (0 bytes). Check that the upload went through and share it again.",
    "not_permitted": "I'm not allowed to open this file. Change its permissions and try again.",
    "too_large": "It is larger than {limit}. Split it or reduce its images, and share it again.",
    "unsupported_type": "{kind} {readable}",
    "unknown_encoding": "Its characters can't be told for certain. Save it as UTF-8 text and share it again.",
    "password_protected": "It is protected by a password. Remove the password and share it again.",
    "damaged": "The file is damaged. Open it on your side, save it anew and share it again.",
    "no_pages": "It has no pages. Check that you exported the right document and share it again.",
    "no_text": (
        "It holds no text: it looks like a scan or a set of pictures. "
        "Run text recognition (OCR) over it and share it again."
    ),
    "no_text_in_file": "It holds nothing but blank lines. Check that you shared the right file.",
    "garbled_text": (
        "Its text can't be decoded: the letters are stored as shapes only. "
        "Export it anew with its fonts embedded, or print it and run text recognition (OCR) over it."
    ),
    "placeholder_only": (
        "It is an interactive form that shows its text in Adobe Reader only. "
        "Open it there, print it to a new PDF and share that one."
    ),
    "too_many_pages": "It has more than {limit} pages. Split it and share the parts.",
    "too_many_pixels": "This image has more than {limit} million pixels. Make it smaller and share it again.",
    "too_many_pictures": "It has more than {limit} pages that are images. Split it and share the parts.",
    "too_many_parts": "It has more than {limit} parts. Save what matters in it as a document and share that.",
    "no_text_recognised": (
        "It holds only images, and text recognition (OCR) found no words in them. "
        "Share a sharper scan, or have its language added to OCR_LANGUAGES."
    ),
    "recognition_too_slow": (
        "Its pages are images, and text recognition took too long for them. Split it, or scan it in black and white."
    ),
    "old_office": "{kind} Save it as {suffix} and share it again.",
    "not_convertible": (
        "This old Office document couldn't be opened. "
        "Remove its password if it has one, save it as {suffix} and share it again."
    ),
    "personal_data": (
        "It holds personal data, which isn't allowed here: {found}. "
        "Remove or black it out, save the file anew and share that."
    ),
    "infected": "The virus scanner found {name} in it, so I didn't open it. Delete it and tell whoever sent it.",
    "too_large_to_scan": "It is too large for the virus scanner, so I didn't open it. Split it and share the parts.",
    "too_much_text": "It holds more than {limit} characters of text. Split it and share the parts.",
    "results_not_saved": (
        "It holds formulas only, and their results were never saved. "
        "Open it in your spreadsheet program, save it anew and share it again."
    ),
    "too_many_entries": "It is packed from more than {limit} parts. Save it anew or split it, and share it again.",
    "expands_too_much": (
        "It is packed so tightly that it would unpack to more than {limit}. "
        "Save it anew or split it, and share it again."
    ),
    "unsafe_names": "It names parts that lie outside of it, which no office program does. Save it anew and share it.",
    "declares_entities": "It declares XML entities, which no office program does. Save it anew and share it again.",
    "too_nested": "Its parts lie more than {limit} levels deep within each other. Save it anew and share it again.",
    "took_too_long": "Reading it took longer than {limit}, so I stopped. Save it anew or split it, and share it again.",
    "needs_too_much_memory": "Reading it takes more memory than I may use. Save it anew or split it, and share it.",
    "not_confined": (
        "I don't open files here, because this machine's kernel can't confine what reads them. "
        "Tell whoever runs me: `tcbot doctor` says what is missing."
    ),
    "crashed": "Reading it failed in a way that points to a damaged file. Save it anew and share it again.",
}
"""One sentence or two for each code: what is wrong, then what to do."""

KINDS_OF_PERSONAL_DATA: Final[dict[str, str]] = {
    "email": "e-mail addresses",
    "phone": "phone numbers",
    "iban": "bank accounts (IBAN)",
    "card": "numbers of cards",
    "national_id": "numbers of social security, tax or identity",
}
"""What is found in texts, by its kind; `ingest.reading.personal_data` finds it."""

WARNINGS: Final[dict[str, tuple[str, str]]] = {
    "pages_without_text": (
        "{pages} holds no text, only images or nothing.",
        "{pages} hold no text, only images or nothing.",
    ),
    "pages_unreadable": ("{pages} is damaged and was left out.", "{pages} are damaged and were left out."),
    "garbled_text": (
        "The letters of {pages} can't be decoded; it was left out.",
        "The letters of {pages} can't be decoded; they were left out.",
    ),
    "placeholder_only": (
        "{pages} holds only a notice that another program is needed; it was left out.",
        "{pages} hold only a notice that another program is needed; they were left out.",
    ),
    "pages_cut": (
        "{pages} holds more text than I take from one page; the rest was left out.",
        "{pages} hold more text than I take from one page; the rest was left out.",
    ),
    "recognised_images": (
        "{pages} holds only images: read by text recognition.",
        "{pages} hold only images: read by text recognition.",
    ),
    "recognised_garbled": (
        "The letters of {pages} can't be decoded: read by text recognition.",
        "The letters of {pages} can't be decoded: read by text recognition.",
    ),
    "not_recognised": (
        "{pages} holds only images, and text recognition found no words in them.",
        "{pages} hold only images, and text recognition found no words in them.",
    ),
    "recognition_too_slow": (
        "Text recognition took too long for {pages}; it was left out.",
        "Text recognition took too long for {pages}; they were left out.",
    ),
    "attachments_left_out": (
        "Some files within it were left out: there are too many of them, they are too large, or nested too deeply.",
    )
    * 2,
    "hidden_slides": ("{pages} is hidden and was left out.", "{pages} are hidden and were left out."),
    "hidden_sheets": ("{pages} is hidden and was left out.", "{pages} are hidden and were left out."),
    "hidden_cells": (
        "{pages} has hidden rows or columns; they were left out.",
        "{pages} have hidden rows or columns; they were left out.",
    ),
    "hidden_layers": (
        "{pages} has layers that are switched off; they were left out.",
        "{pages} have layers that are switched off; they were left out.",
    ),
    "hidden_words": (
        "{pages} has words that no reader sees; they were left out.",
        "{pages} have words that no reader sees; they were left out.",
    ),
    "struck_out": (
        "{pages} has words that are struck out; they were left out.",
        "{pages} have words that are struck out; they were left out.",
    ),
    "formulas_without_values": (
        "{pages} holds formulas whose results were never saved; they were left out. "
        "Open the file in your spreadsheet program, save it anew and share it again.",
        "{pages} hold formulas whose results were never saved; they were left out. "
        "Open the file in your spreadsheet program, save it anew and share it again.",
    ),
    "parts_encrypted": ("Some of its mails are encrypted, so I can't read their words.",) * 2,
    "parts_wrapped": (
        "A file winmail.dat is Outlook's own wrapper (TNEF), which I couldn't open. "
        "Ask the sender for plain text or HTML, or open it in Outlook and save it as .msg or PDF.",
    )
    * 2,
    "rows_unclear": (
        "A quotation mark in {pages} isn't closed; I read its lines one by one.",
        "Quotation marks in {pages} aren't closed; I read their lines one by one.",
    ),
    "parts_unreadable": ("Some parts of the file couldn't be read and were left out.",) * 2,
    "repaired": ("The file is damaged in part; I read what could be saved.",) * 2,
    "legacy_encoding": ("The file doesn't say how its characters are encoded; I took the likeliest way.",) * 2,
    **{
        f"personal_{kind}": (f"Found {name}: {{count}}, on {{pages}}.",) * 2
        for kind, name in KINDS_OF_PERSONAL_DATA.items()
    },
    "personal_data": ("Whoever may read the file can find these; forget it if that isn't meant.",) * 2,
    **{
        f"masked_{kind}": (f"Left out {name}: {{count}}, on {{pages}}.",) * 2
        for kind, name in KINDS_OF_PERSONAL_DATA.items()
    },
    "masked_data": ("I search and quote the text without these; the original stays as it is.",) * 2,
}
"""For each warning's code its sentence for one page and for several."""

REMARKS: Final = frozenset(
    {"hidden_slides", "hidden_sheets", "hidden_cells", "hidden_layers", "hidden_words", "struck_out"}
)
"""Warnings about what the author hid or struck out: people hear of them, but nothing that holds is missing."""


class UnreadableFileError(Exception):
    """Nothing of this file can be used; `code` says why for programs, `message` for people.

    `details` fill the sentence (a limit, a kind of file); they never hold text of the document.
    """

    def __init__(self, code: str, **details: str) -> None:
        self.code = code
        self.details = details
        self.message = SENTENCES[code].format_map({"readable": READABLE_TYPES, **details})
        super().__init__(self.message)


def page_runs(pages: Sequence[int], most: int = 8) -> tuple[list[str], int]:
    """The first runs of these page numbers, `3` or `1-4` (with an en dash), and how many pages the others hold."""
    runs: list[tuple[int, int]] = []
    for page in sorted(set(pages)):
        if runs and page == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], page)
        else:
            runs.append((page, page))
    shown = [str(first) if first == last else f"{first}\u2013{last}" for first, last in runs[:most]]
    return shown, sum(last - first + 1 for first, last in runs[most:])


def describe_pages(pages: Sequence[int], unit: Unit = Unit.PAGE) -> str:
    """Page numbers as people write them: `page 3`, `slides 1-4 and 9` (with an en dash); long lists end in a count."""
    shown, more = page_runs(pages)
    if more:
        shown.append(f"{more} more")
    joined = shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
    single = len(set(pages)) == 1 or unit is Unit.ROWS
    return f"{unit} {joined}" if single else f"{unit}s {joined}"


def describe(code: str, pages: Sequence[int] = (), unit: Unit = Unit.PAGE) -> str:
    """The sentence for a warning, with its pages: `Pages 14, 15 and 201 hold no text, only images or nothing.`

    `unit` says what the document's pages are. A page that stands there twice counts twice.
    """
    one, several = WARNINGS[code]
    sentence = one if len(set(pages)) == 1 else several
    text = sentence.format(pages=describe_pages(pages, unit) if pages else f"some {unit}s", count=len(pages))
    return text[0].upper() + text[1:]
