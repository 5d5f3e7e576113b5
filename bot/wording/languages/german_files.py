"""Why a file waits, couldn't be read, or was read in part, in German: the codes are those of `ingest`."""

from typing import Final

READABLE: Final = (
    "Lesen kann ich PDF-, Word-, PowerPoint-, Excel-, OpenDocument-, CSV-, HTML-, RTF-, Text- und Markdown-Dateien, "
    "Mails und Bilder."
)

REASONS: Final[dict[str, str]] = {
    "search_away": (
        "Die Dokumentsuche ist nicht erreichbar. Ich versuche es von selbst noch einmal; nichts ging verloren."
    ),
    "records_away": "Die Datenbank ist nicht erreichbar. Ich versuche es von selbst noch einmal; nichts ging verloren.",
    "storage_away": (
        "Die Ablage der Dateien ist nicht erreichbar. Ich versuche es von selbst noch einmal; nichts ging verloren."
    ),
    "key_missing": (
        "Der Schlüssel dazu ist nicht gesetzt. Sobald er es ist, mache ich von selbst weiter; nichts ging verloren."
    ),
    "scanner_away": (
        "Der Virenscanner ist nicht erreichbar. Ich versuche es von selbst noch einmal; nichts ging verloren."
    ),
    "disk_full": "Eine Platte ist voll. Sobald Platz ist, mache ich von selbst weiter; nichts ging verloren.",
    "worker_died": (
        "Der Prozess, der sie las, endete ohne ein Wort. Sieh in sein Protokoll, oder nimm eine kleinere Datei."
    ),
    "stage_too_slow": "Es dauerte länger als {limit}. Teile die Datei in Stücke, oder versuch es später noch einmal.",
    "unexpected": "Bei mir ist etwas fehlgeschlagen. Kennung {reference}",
    "original_missing": "Die Datei selbst habe ich nicht mehr. Teile sie noch einmal.",
    "original_damaged": "Die Datei, wie ich sie habe, wurde beschädigt oder verändert. Teile sie noch einmal.",
    "missing": "Diese Datei gibt es nicht. Prüfe den Pfad und versuch es noch einmal.",
    "gone": "Sie wurde gelöscht, bevor ich sie lesen konnte. Teile sie noch einmal.",
    "lapsed": "Ihre Adresse gilt nur einige Minuten, und die sind vorbei. Sende die Datei noch einmal.",
    "kept_elsewhere": (
        "Sie liegt nicht in diesem Chat, sondern ist hier nur verlinkt. Lade sie herunter und teile die Datei."
    ),
    "not_shared_here": (
        "Sie gehört jemand anderem und wurde in dieser Unterhaltung nicht geteilt. Teile sie selbst hier."
    ),
    "is_folder": "Das ist ein Ordner. Gib mir die Dateien darin.",
    "empty_file": "Die Datei ist leer (0 Byte). Prüfe, ob sie ganz hochgeladen wurde, und teile sie noch einmal.",
    "not_permitted": "Diese Datei darf ich nicht öffnen. Ändere ihre Rechte und versuch es noch einmal.",
    "too_large": "Sie ist größer als {limit}. Teile sie auf oder verkleinere ihre Bilder, und teile sie noch einmal.",
    "unsupported_type": "{kind} {readable}",
    "unknown_encoding": (
        "Ihre Zeichen sind nicht sicher zu erkennen. Speichere sie als UTF-8-Text und teile sie noch einmal."
    ),
    "password_protected": "Sie ist mit einem Passwort geschützt. Entferne das Passwort und teile sie noch einmal.",
    "damaged": "Die Datei ist beschädigt. Öffne sie bei dir, speichere sie neu und teile sie noch einmal.",
    "no_pages": "Sie hat keine Seiten. Prüfe, ob du das richtige Dokument exportiert hast, und teile es noch einmal.",
    "no_text": (
        "Sie enthält keinen Text: Sie sieht nach einem Scan oder einer Bildersammlung aus. "
        "Lass eine Texterkennung (OCR) darüberlaufen und teile sie noch einmal."
    ),
    "no_text_in_file": "Sie enthält nur leere Zeilen. Prüfe, ob du die richtige Datei geteilt hast.",
    "garbled_text": (
        "Ihr Text ist nicht zu entziffern: Die Buchstaben sind nur als Formen gespeichert. Exportiere sie neu mit "
        "eingebetteten Schriften, oder drucke sie und lass eine Texterkennung (OCR) darüberlaufen."
    ),
    "placeholder_only": (
        "Es ist ein interaktives Formular, das seinen Text nur im Adobe Reader zeigt. "
        "Öffne es dort, drucke es in eine neue PDF-Datei und teile diese."
    ),
    "too_many_pages": "Sie hat mehr als {limit} Seiten. Teile sie auf und gib mir die Teile.",
    "too_many_pixels": "Dieses Bild hat mehr als {limit} Millionen Pixel. Verkleinere es und teile es noch einmal.",
    "too_many_pictures": "Mehr als {limit} ihrer Seiten sind Bilder. Teile sie auf und gib mir die Teile.",
    "too_many_parts": "Sie hat mehr als {limit} Teile. Speichere, worauf es ankommt, als Dokument und teile das.",
    "no_text_recognised": (
        "Sie enthält nur Bilder, und die Texterkennung (OCR) fand keine Wörter darin. "
        "Teile einen schärferen Scan, oder lass ihre Sprache in OCR_LANGUAGES aufnehmen."
    ),
    "recognition_too_slow": (
        "Ihre Seiten sind Bilder, und die Texterkennung brauchte zu lange. Teile sie auf, oder scanne sie schwarz-weiß."
    ),
    "old_office": "{kind} Speichere die Datei als {suffix} und teile sie noch einmal.",
    "not_convertible": (
        "Dieses alte Office-Dokument ließ sich nicht öffnen. "
        "Entferne sein Passwort, falls es eins hat, speichere es als {suffix} und teile es noch einmal."
    ),
    "infected": (
        "Der Virenscanner fand {name} darin, deshalb habe ich sie nicht geöffnet. Lösche sie und gib der "
        "Person Bescheid, von der sie kam."
    ),
    "too_large_to_scan": "Für den Virenscanner ist sie zu groß, deshalb habe ich sie nicht geöffnet. Teile sie auf.",
    "too_much_text": "Sie enthält mehr als {limit} Zeichen Text. Teile sie auf und gib mir die Teile.",
    "results_not_saved": (
        "Sie enthält nur Formeln, deren Ergebnisse nie gespeichert wurden. "
        "Öffne sie in deiner Tabellenkalkulation, speichere sie neu und teile sie noch einmal."
    ),
    "too_many_entries": "Sie ist aus mehr als {limit} Teilen gepackt. Speichere sie neu oder teile sie auf.",
    "expands_too_much": (
        "Sie ist so dicht gepackt, dass sie auf mehr als {limit} wüchse. Speichere sie neu oder teile sie auf."
    ),
    "unsafe_names": (
        "Sie nennt Teile außerhalb ihrer selbst, was kein Office-Programm tut. Speichere sie neu und teile sie."
    ),
    "declares_entities": "Sie definiert XML-Entitäten, was kein Office-Programm tut. Speichere sie neu und teile sie.",
    "too_nested": (
        "Ihre Teile liegen mehr als {limit} Ebenen tief ineinander. Speichere sie neu und teile sie noch einmal."
    ),
    "took_too_long": (
        "Sie zu lesen dauerte länger als {limit}, deshalb habe ich aufgehört. Speichere sie neu oder teile sie auf."
    ),
    "not_confined": (
        "Hier öffne ich keine Dateien, weil der Kernel dieser Maschine nicht einsperren kann, was sie liest. "
        "Sag es denen, die mich betreiben: `tcbot doctor` sagt, was fehlt."
    ),
    "needs_too_much_memory": (
        "Sie zu lesen braucht mehr Speicher, als ich nehmen darf. Speichere sie neu oder teile sie auf."
    ),
    "crashed": (
        "Das Lesen schlug so fehl, dass die Datei wohl beschädigt ist. Speichere sie neu und teile sie noch einmal."
    ),
}
"""One sentence or two for each reason of a job and each code of a file that can't be read."""

WARNINGS: Final[dict[str, str]] = {
    "pages_without_text": "Ohne Text, nur mit Bildern oder leer: {pages}.",
    "pages_unreadable": "Beschädigt und ausgelassen: {pages}.",
    "garbled_text": "Nicht zu entziffern und ausgelassen: {pages}.",
    "placeholder_only": "Nur ein Hinweis, dass ein anderes Programm nötig ist; ausgelassen: {pages}.",
    "pages_cut": "Mehr Text, als ich von einer Seite nehme; der Rest fehlt: {pages}.",
    "recognised_images": "Nur Bilder, durch Texterkennung gelesen: {pages}.",
    "recognised_garbled": "Nicht zu entziffern, durch Texterkennung gelesen: {pages}.",
    "not_recognised": "Nur Bilder, in denen die Texterkennung keine Wörter fand: {pages}.",
    "recognition_too_slow": "Die Texterkennung brauchte zu lange; ausgelassen: {pages}.",
    "attachments_left_out": (
        "Einige Dateien darin wurden ausgelassen: Es sind zu viele, sie sind zu groß oder zu tief verschachtelt."
    ),
    "hidden_slides": "Ausgeblendet und ausgelassen: {pages}.",
    "hidden_sheets": "Ausgeblendet und ausgelassen: {pages}.",
    "hidden_cells": "Ausgeblendete Zeilen oder Spalten, die ausgelassen wurden: {pages}.",
    "hidden_layers": "Ausgeschaltete Ebenen, die ausgelassen wurden: {pages}.",
    "struck_out": "Durchgestrichene Wörter, die ausgelassen wurden: {pages}.",
    "formulas_without_values": (
        "Formeln, deren Ergebnisse nie gespeichert wurden und die fehlen: {pages}. "
        "Öffne die Datei in deiner Tabellenkalkulation, speichere sie neu und teile sie noch einmal."
    ),
    "rows_unclear": "Anführungszeichen ohne Ende, Zeile für Zeile gelesen: {pages}.",
    "parts_unreadable": "Einige Teile der Datei waren nicht lesbar und wurden ausgelassen.",
    "repaired": "Die Datei ist zum Teil beschädigt; gelesen habe ich, was zu retten war.",
    "legacy_encoding": "Die Datei sagt nicht, wie ihre Zeichen kodiert sind; ich nahm das Wahrscheinlichste.",
}
"""One sentence for each warning; `{pages}` says where."""

KINDS: Final[dict[str, str]] = {
    "This is a binary Excel workbook (.xlsb).": "Das ist eine binäre Excel-Arbeitsmappe (.xlsb).",
    "This is a binary file of a kind I don't know.": "Das ist eine Binärdatei, deren Art ich nicht kenne.",
    "This is a database.": "Das ist eine Datenbank.",
    "This is a device or a pipe, not a file.": "Das ist ein Gerät oder eine Pipe, keine Datei.",
    "This is a document of Apple's office programs. Export it as PDF.": (
        "Das ist ein Dokument aus Apples Office-Programmen. Exportiere es als PDF."
    ),
    "This is a drawing of a design program.": "Das ist eine Zeichnung aus einem Designprogramm.",
    "This is a font.": "Das ist eine Schriftart.",
    "This is a PostScript file.": "Das ist eine PostScript-Datei.",
    "This is a program.": "Das ist ein Programm.",
    "This is a sound file.": "Das ist eine Tondatei.",
    "This is a video.": "Das ist ein Video.",
    "This is a Visio drawing.": "Das ist eine Visio-Zeichnung.",
    "This is a zip archive.": "Das ist ein Zip-Archiv.",
    "This is an Apple iWork document.": "Das ist ein Dokument aus Apple iWork.",
    "This is an archive.": "Das ist ein Archiv.",
    "This is an e-book (EPUB).": "Das ist ein E-Book (EPUB).",
    "This is an old Excel workbook (.xls).": "Das ist eine alte Excel-Arbeitsmappe (.xls).",
    "This is an old Office document.": "Das ist ein altes Office-Dokument.",
    "This is an old PowerPoint presentation (.ppt).": "Das ist eine alte PowerPoint-Präsentation (.ppt).",
    "This is an old Word document (.doc).": "Das ist ein altes Word-Dokument (.doc).",
    "This is an OpenDocument drawing, formula or database.": (
        "Das ist eine Zeichnung, Formel oder Datenbank von OpenDocument."
    ),
}
"""What kind of file it is, by the English of the reason's detail, as records hold it."""

LIMITS: Final[dict[str, str]] = {
    " minutes": " Minuten",
    " seconds": " Sekunden",
    " bytes": " Byte",
}
"""The units of limits; those in MB and bare numbers look the same."""
TIMES_ITS_SIZE: Final = "das {times}-Fache ihrer Größe"

UNITS: Final[dict[str, tuple[str, str]]] = {
    "page": ("Seite", "Seiten"),
    "slide": ("Folie", "Folien"),
    "sheet": ("Blatt", "Blätter"),
    "rows": ("Zeilen", "Zeilen"),
    "section": ("Abschnitt", "Abschnitte"),
    "part": ("Teil", "Teile"),
}
"""What the places of a document are called, one and several."""
