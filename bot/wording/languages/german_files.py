"""Why a file waits, couldn't be read, or was read in part, in German: the codes are those of `ingest`."""

from typing import Final

READABLE: Final = (
    "Lesen kann ich PDF-, Word-, PowerPoint-, Excel-, OpenDocument-, CSV-, HTML-, RTF-, Text- und Markdown-Dateien, "
    "Mails und Postfächer, E-Books (EPUB), Zip-Archive und Bilder."
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
    "only_a_google_link": (
        "Es ist nur ein Link auf ein Google-Dokument, das selbst nicht darin ist. "
        "Öffne es dort, lade es als Word-, Excel-, PowerPoint- oder PDF-Datei herunter und teile diese."
    ),
    "only_a_link": (
        "Es ist nur ein Link, und worauf er zeigt, ist nicht darin. "
        "Öffne ihn, speichere, was er zeigt, als PDF oder lade die Datei selbst herunter, und teile das."
    ),
    "encrypted_mail": (
        "Es ist eine verschlüsselte Mail, deren Worte ich nicht lesen kann. "
        "Öffne sie in deinem Mailprogramm, speichere oder drucke sie dort als PDF und teile diese."
    ),
    "wrapped_mail": (
        "Ihre Worte und Dateien stecken in Outlooks eigener Verpackung (winmail.dat, TNEF), die ich nicht öffnen "
        "konnte. Öffne sie in Outlook und speichere sie als .msg oder PDF, oder lass sie dir als Text oder HTML senden."
    ),
    "copy_protected": "Es ist ein E-Book mit Kopierschutz (DRM). Teile eine Kopie ohne ihn oder exportiere es als PDF.",
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
    "personal_data": (
        "Sie enthält personenbezogene Daten, die hier nicht erlaubt sind: {found}. "
        "Entferne oder schwärze sie, speichere die Datei neu und teile diese."
    ),
    "needs_too_much_memory": (
        "Sie zu lesen braucht mehr Speicher, als ich nehmen darf. Speichere sie neu oder teile sie auf."
    ),
    "crashed": (
        "Das Lesen schlug so fehl, dass die Datei wohl beschädigt ist. Speichere sie neu und teile sie noch einmal."
    ),
}
"""One sentence or two for each reason of a job and each code of a file that can't be read."""

PERSONAL: Final[dict[str, str]] = {
    "email": "E-Mail-Adressen",
    "phone": "Telefonnummern",
    "iban": "Bankkonten (IBAN)",
    "card": "Kartennummern",
    "national_id": "Nummern von Sozialversicherung, Steuer oder Ausweis",
}
"""Kinds of personal data, as `ingest` names them."""

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
    "hidden_words": "Wörter, die niemand sieht und die ausgelassen wurden: {pages}.",
    "struck_out": "Durchgestrichene Wörter, die ausgelassen wurden: {pages}.",
    "formulas_without_values": (
        "Formeln, deren Ergebnisse nie gespeichert wurden und die fehlen: {pages}. "
        "Öffne die Datei in deiner Tabellenkalkulation, speichere sie neu und teile sie noch einmal."
    ),
    "parts_encrypted": "Einige Mails darin sind verschlüsselt; ihre Worte kann ich nicht lesen.",
    "parts_wrapped": (
        "Eine Datei winmail.dat ist Outlooks eigene Verpackung (TNEF), die ich nicht öffnen konnte. "
        "Lass sie dir als Text oder HTML senden, oder öffne sie in Outlook und speichere sie als .msg oder PDF."
    ),
    "rows_unclear": "Anführungszeichen ohne Ende, Zeile für Zeile gelesen: {pages}.",
    "parts_unreadable": "Einige Teile der Datei waren nicht lesbar und wurden ausgelassen.",
    "repaired": "Die Datei ist zum Teil beschädigt; gelesen habe ich, was zu retten war.",
    "legacy_encoding": "Die Datei sagt nicht, wie ihre Zeichen kodiert sind; ich nahm das Wahrscheinlichste.",
    **{f"personal_{kind}": f"Gefunden: {name} ({{count}}), {{pages}}." for kind, name in PERSONAL.items()},
    "personal_data": "Wer die Datei lesen darf, kann sie finden; vergiss sie, wenn das nicht gemeint ist.",
    **{f"masked_{kind}": f"Ausgelassen: {name} ({{count}}), {{pages}}." for kind, name in PERSONAL.items()},
    "masked_data": "Ich suche und zitiere ohne sie; das Original bleibt, wie es ist.",
}
"""One sentence for each warning; `{pages}` says where."""

KINDS: Final[dict[str, str]] = {
    "This is a binary Excel workbook (.xlsb). Save it as .xlsx and share that.": (
        "Das ist eine binäre Excel-Arbeitsmappe (.xlsb). Speichere sie als .xlsx und teile diese."
    ),
    "This is a binary file of a kind I don't know. Export it as PDF and share that.": (
        "Das ist eine Binärdatei, deren Art ich nicht kenne. Exportiere sie als PDF und teile diese."
    ),
    "This is a database. Export the tables that matter as CSV or Excel and share those.": (
        "Das ist eine Datenbank. Exportiere die Tabellen, auf die es ankommt, als CSV oder Excel und teile diese."
    ),
    "This is a device or a pipe, not a file.": "Das ist ein Gerät oder eine Pipe, keine Datei.",
    "This is a document of Apple's office programs. Export it as PDF.": (
        "Das ist ein Dokument aus Apples Office-Programmen. Exportiere es als PDF."
    ),
    "This is a drawing in SVG. Export it as PDF and share that.": (
        "Das ist eine Zeichnung in SVG. Exportiere sie als PDF und teile diese."
    ),
    "This is a drawing of a design program. Export it as PDF and share that.": (
        "Das ist eine Zeichnung aus einem Designprogramm. Exportiere sie als PDF und teile diese."
    ),
    "This is a file that is encrypted with PGP. Decrypt it and share what comes out.": (
        "Das ist eine mit PGP verschlüsselte Datei. Entschlüssle sie und teile, was herauskommt."
    ),
    "This is a font.": "Das ist eine Schriftart.",
    "This is a HEIC photo, as phones take them. Save it as JPEG or PNG and share that.": (
        "Das ist ein HEIC-Foto, wie Telefone sie machen. Speichere es als JPEG oder PNG und teile dieses."
    ),
    "This is a OneNote section. Export it as PDF and share that.": (
        "Das ist ein OneNote-Abschnitt. Exportiere ihn als PDF und teile diese."
    ),
    "This is a PostScript file. Convert it to PDF and share that.": (
        "Das ist eine PostScript-Datei. Wandle sie in PDF um und teile diese."
    ),
    "This is a program.": "Das ist ein Programm.",
    "This is a scan in DjVu. Convert it to PDF and share that.": (
        "Das ist ein Scan in DjVu. Wandle ihn in PDF um und teile diese."
    ),
    "This is a shortcut of Windows. Share the file that it points to.": (
        "Das ist eine Windows-Verknüpfung. Teile die Datei, auf die sie zeigt."
    ),
    "This is a sound file. Share what is said in it as text, such as its transcript.": (
        "Das ist eine Tondatei. Teile als Text, was darin gesagt wird, etwa als Abschrift."
    ),
    "This is a video. Share what is said in it as text, such as its transcript or subtitles.": (
        "Das ist ein Video. Teile als Text, was darin gesagt wird, etwa als Abschrift oder Untertitel."
    ),
    "This is a Visio drawing. Export it as PDF and share that.": (
        "Das ist eine Visio-Zeichnung. Exportiere sie als PDF und teile diese."
    ),
    "This is a Windows help file (.chm). Print or convert it to PDF and share that.": (
        "Das ist eine Windows-Hilfedatei (.chm). Drucke sie oder wandle sie in PDF um und teile diese."
    ),
    "This is a WordPerfect document. Save it as .docx or PDF and share that.": (
        "Das ist ein WordPerfect-Dokument. Speichere es als .docx oder PDF und teile dieses."
    ),
    "This is an Apple iWork document. Export it as PDF and share that.": (
        "Das ist ein Dokument aus Apple iWork. Exportiere es als PDF und teile diese."
    ),
    "This is an archive. Unpack it and share the files in it, or pack them as .zip.": (
        "Das ist ein Archiv. Entpacke es und teile die Dateien darin, oder packe sie als .zip."
    ),
    "This is an AVIF image. Save it as JPEG or PNG and share that.": (
        "Das ist ein AVIF-Bild. Speichere es als JPEG oder PNG und teile dieses."
    ),
    "This is an e-book for Kindle. Convert it to EPUB or PDF and share that.": (
        "Das ist ein E-Book für Kindle. Wandle es in EPUB oder PDF um und teile dieses."
    ),
    "This is an image of a rare kind. Save it as JPEG or PNG and share that.": (
        "Das ist ein Bild seltener Art. Speichere es als JPEG oder PNG und teile dieses."
    ),
    "This is an old Excel workbook (.xls).": "Das ist eine alte Excel-Arbeitsmappe (.xls).",
    "This is an old Office document.": "Das ist ein altes Office-Dokument.",
    "This is an old PowerPoint presentation (.ppt).": "Das ist eine alte PowerPoint-Präsentation (.ppt).",
    "This is an old Word document (.doc).": "Das ist ein altes Word-Dokument (.doc).",
    "This is an OpenDocument drawing, formula or database. Export it as PDF and share that.": (
        "Das ist eine Zeichnung, Formel oder Datenbank von OpenDocument. Exportiere sie als PDF und teile diese."
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
