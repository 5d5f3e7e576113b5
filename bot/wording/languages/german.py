"""What people in chats read, in German."""

from typing import Final

GERMAN: Final[dict[str, str]] = {
    # While it works
    "looking": "Ich suche in {documents:# Dokument|# Dokumenten} …",
    "more_than": "mehr als {count}",
    "reading": "Ich lese {document} …",
    "reading_more": "Ich lese {document} und {more:# weiteres|# weitere} …",
    "reading_page": "Ich lese Seite {page:d} von {pages:d} …",
    # Answers
    "sources": "Quellen",
    "source": "{place} — „{quote}“",
    "well_supported": "Gut belegt",
    "likely": "Wahrscheinlich",
    "uncertain": "Unsicher, bitte an der Quelle prüfen",
    "closing": "{confidence} · {documents:# Dokument|# Dokumente} · {duration}",
    "partial": "Zu {topic} habe ich in den Dokumenten, die du hier lesen darfst, nichts gefunden.",
    "partial_open": "Zum Rest deiner Frage habe ich in den Dokumenten, die du hier lesen darfst, nichts gefunden.",
    "model_away_mid_answer": "Der Modellserver fiel aus, während ich schrieb, deshalb endet diese Antwort früher.",
    # Quotes instead of an answer
    "quotes_no_model": "Es ist kein Modell eingerichtet, das Antworten schreibt. Hier sind die passendsten Stellen:",
    "quotes_model_away": "Ich kann gerade keine Zusammenfassung schreiben. Hier sind die passendsten Stellen:",
    "quotes_model_away_mid_answer": (
        "Der Modellserver fiel aus, während ich schrieb. Hier sind die passendsten Stellen:"
    ),
    # Beside quotes
    "other_languages": (
        "Was am nächsten liegt, ist zum Teil in anderen Sprachen ({languages}). Über Sprachen hinweg finde ich wenig: "
        "Frag auch in dieser Sprache."
    ),
    "word_read_as": "„{written}“ habe ich als „{meant}“ gelesen.",
    "rows_shown": "Das sind {shown} der {fits} Zeilen, die passen; die anderen stehen an derselben Stelle.",
    "rows_may_be_more": "{shown:Diese Zeile passt|Diese # Zeilen passen}; es kann mehr geben, wo ich nicht las.",
    "versions_differ": "Die Dokumente unterscheiden sich: {newer} steht zuerst, {older} ist älter.",
    "sources_disagree": "{first} und {second} widersprechen sich hier; was davon gilt, kann ich nicht sagen.",
    "pages_disagree": "{document} widerspricht sich hier selbst: sieh dir beide Stellen an.",
    "versions_older": "Das ist aus {newer}. Ein älteres Dokument sagt etwas anderes: {older}.",
    # Refusals
    "not_found": (
        "Das konnte ich in {documents:dem einen Dokument|den # Dokumenten}, "
        "{documents:das|die} du hier lesen darfst, nicht finden."
    ),
    "not_found_channel": (
        "Das konnte ich in {documents:dem einen Dokument|den # Dokumenten}, "
        "{documents:das|die} in diesem Kanal geteilt {documents:wurde|wurden}, nicht finden."
    ),
    "unsupported": (
        "Ich habe {documents:das eine Dokument|die # Dokumente} durchgesehen, {documents:das|die} du hier lesen "
        "darfst, konnte aber nichts schreiben, was die Quellen belegen."
    ),
    "filters_match_nothing": (
        "Zu deinen Filtern passt kein Dokument, das du hier lesen darfst. Lass einen davon weg und frag noch einmal."
    ),
    "nothing_shared": (
        "Hier wurden noch keine Dokumente mit mir geteilt, also habe ich nichts, woraus ich antworten kann."
    ),
    "unfit_filter": (
        "Ist {names} als Filter gemeint? Er passt hier zu nichts. Schreib ihn wie type:legal, after:2024-01-31, "
        "before:2025 oder in:handbuch, oder frag ohne den Doppelpunkt."
    ),
    "name_missing": "Kein Dokument, das du hier lesen darfst, erwähnt {names}.",
    "name_missing_near": (
        "Kein Dokument, das du hier lesen darfst, erwähnt {names}. Die nächsten handeln von {nearest}."
    ),
    "name_elsewhere": "Was am nächsten liegt, erwähnt {names} nicht, deshalb antworte ich nicht daraus.",
    "said_otherwise": "Was am nächsten liegt, sagt es nicht so herum, deshalb antworte ich nicht daraus.",
    "year_missing": "Für {names} habe ich dazu nichts gefunden.",
    "similar": "Genau zu „{topic}“ habe ich nichts gefunden: das hier kommt dem am nächsten.",
    "years_there": "Was am nächsten liegt, gilt für {years}.",
    "closest": "Am nächsten: {nearest}",
    "closest_item": "{document} ({page})",
    "closest_item_topic": "{document} ({page}, {topic})",
    "next_chat": "Du kannst ein Dokument teilen, in dem es steht.",
    "next_chat_owner": (
        "Du kannst ein Dokument teilen, in dem es steht, oder frag die Person, die {document} verantwortet."
    ),
    "first_chat": "Teile eine Datei mit mir und frag noch einmal.",
    # Talk, and questions about the documents as such
    "talk_greeting": "Hallo. Du könntest mich fragen:",
    "talk_greeting_empty": "Hallo. Ich beantworte Fragen aus den Dokumenten deines Teams, habe hier aber noch keine.",
    "talk_ask_documents": "Welche Dokumente hast du?",
    "talk_ask_length": "Wie viele Seiten hat {document}?",
    "talk_thanks": "Gern geschehen.",
    "talk_fine": "Gut. Frag mich, wenn du etwas aus den Dokumenten brauchst.",
    "talk_bye": "Bis bald.",
    "talk_who": (
        "Ich bin TCBot, ein Programm, das Fragen aus den Dokumenten deines Teams beantwortet, mit Seitenzahlen. Meine "
        "Antworten macht eine KI: Die Quellen zeigen, worauf sie beruhen."
    ),
    "talk_help": (
        "Frag mich in einem Satz: Ich antworte hier aus {documents:einem Dokument|# Dokumenten}, mit Seitenzahlen. Du "
        "kannst auch fragen, welche Dokumente ich habe, wie viele Seiten eines hat, wer es geteilt hat, wann es sich "
        "geändert hat und was seit Montag neu ist."
    ),
    "talk_help_empty": (
        "Ich beantworte Fragen aus den Dokumenten deines Teams, mit Seitenzahlen, habe hier aber noch keine."
    ),
    "told_document": "• {document} · {length} · seit {date}",
    "told_more": "… und {count:ein weiteres|# weitere}.",
    "told_outline": "{document} ({length}) in seinen eigenen Worten:",
    "told_outline_entry": "{topic} ({place})",
    "told_outline_empty": "Ich habe nichts aus {document}, das ich zusammenfassen könnte.",
    "told_which": "Welches davon meinst du?",
    "told_length": "{document} hat {length}.",
    "told_sharer": "{document} wurde geteilt von",
    "told_sharer_outside": "{document} habe ich nicht aus diesem Chat bekommen.",
    "told_changed": "{document} ist hier so, wie es am {date} geteilt wurde.",
    "told_new": "Neu oder geändert seit dem {date}:",
    "told_nothing_new": "Seit dem {date} ist hier nichts neu.",
    # Questions that can't be asked like this
    "empty_question": "Da ist noch keine Frage. Frag in einem Satz: Wie viele Urlaubstage kann ich mitnehmen?",
    "only_filters": "Das sind Filter ohne Frage. Schreib dazu, was du wissen willst.",
    "question_too_long": (
        "Die Frage hat {length} Zeichen, ich lese höchstens {limit}. Kürze sie, "
        "oder teile den Text als Dokument und frag danach."
    ),
    "unknown_type": "Die Dokumentart „{value}“ kenne ich nicht. Möglich sind: {allowed}.",
    "unknown_document": "Kein Dokument, das du hier lesen darfst, heißt „{value}“.",
    "unknown_document_near": "Kein Dokument, das du hier lesen darfst, heißt „{value}“. Ähnlich: {nearest}.",
    "bad_date": "„{value}“ ist kein Datum. Schreib {filter}:2024-06-30, {filter}:2024-06 oder {filter}:2024.",
    "dates_crossed": "Kein Datum liegt nach {after} und zugleich vor {before}. Vertausche sie und frag noch einmal.",
    # Failures
    "search_away": "Das konnte ich nicht beantworten: Die Dokumentsuche ist nicht erreichbar.",
    "model_away": "Das konnte ich nicht beantworten: Der Modellserver ist nicht erreichbar.",
    "records_away": "Das ging nicht: Die Datenbank ist nicht erreichbar.",
    "evidence_withdrawn": (
        "Ein Dokument, aus dem ich antworten wollte, wurde inzwischen zurückgezogen, deshalb habe ich aufgehört."
    ),
    "took_too_long": "Nach {duration} war das nicht beantwortet, deshalb habe ich aufgehört.",
    "forgotten_meanwhile": (
        "Ein Dokument, das ich dafür verwendet habe, wurde gerade vergessen. Deshalb zeige ich die Antwort nicht."
    ),
    "disk_full": (
        "Das konnte ich nicht speichern: Die Platte mit {folder} ist voll. Schaff etwas Platz und versuch es noch "
        "einmal. Was vorher fertig war, ist es noch."
    ),
    "unexpected": "Das konnte ich nicht zu Ende bringen, weil bei mir etwas fehlgeschlagen ist.",
    "retry_until": "Nichts ging verloren, und ich versuche es bis {time} von selbst noch einmal.",
    "reference": "Kennung {reference}",
    # Files
    "already_known": "Die kenne ich schon.",
    "already_known_gained": "Die kenne ich schon; jetzt können auch {labels} danach fragen.",
    "replaces": "Ersetzt die Fassung vom {date}.",
    "readers_kept": "Lesen können sie weiterhin auch {labels}.",
    # Jobs
    "job_queued": "wartet",
    "job_fetching": "die Datei wird geholt",
    "job_parsing": "wird gelesen",
    "job_parsing_counted": "Seite {done} von {total} wird gelesen",
    "job_embedding": "wird erschlossen",
    "job_embedding_counted": "Stelle {done} von {total} wird erschlossen",
    "job_indexing": "wird durchsuchbar gemacht",
    "job_ready": "fertig",
    "job_ready_with_warnings": "fertig",
    "job_failed": "nicht lesbar",
    "job_cancelled": "abgebrochen",
    "job_quarantined": "aufgegeben",
    "job_cancelling": "wird abgebrochen",
    "job_late": "wer sie las, meldet sich nicht mehr; bald wird sie übernommen",
    "forgotten": "Vergessen: {document}. Keine Antwort verwendet es mehr.",
    "forget_unknown": "Ein Dokument namens „{value}“ habe ich nicht.",
    "forget_unknown_near": "Ein Dokument namens „{value}“ habe ich nicht. Ähnlich: {nearest}.",
    # What a chat doesn't do, and what its buttons come to
    "chat_unreachable": "{chat} antwortet gerade nicht. Versuch es in einer Minute noch einmal.",
    "chat_refused": "{chat} hat es abgelehnt ({code}).",
    "direct_not_open": (
        "Ich kann dir nicht allein schreiben: Füge mich in {chat} für dich hinzu (Apps), und drück noch einmal."
    ),
    "message_files_unread": (
        "{chat} zeigt mir die Dateien an Nachrichten hier nicht: Jemand, dem das Team gehört, muss {permission} "
        "erlauben. Schick mir die Datei bis dahin in unserem eigenen Chat; „upload“, dort oder hier geschrieben, sagt, "
        "für wen sie ist."
    ),
    "chat_permission_missing": "{chat} lässt mich das nicht tun: Ein Administrator muss {permission} erlauben.",
    "chat_download_failed": "{chat} hat sie nicht ganz herausgegeben. Teile sie noch einmal.",
    "chat_too_many_channels": "Das sind mehr Kanäle, als ich durchsehen kann.",
    "chat_too_many_members": "Das sind mehr Leute, als ich durchsehen kann.",
    "prompt_about": "Was steht in {document}?",
    "share_answer": "Für alle hier antworten",
    "feedback_thanks": "Danke, ist notiert.",
    "ask_here": "Frag mich gleich hier nach {document}, in deinen eigenen Worten.",
    "ask_by_mention": "Frag in diesem Thread nach {document}, oder erwähne mich irgendwo in diesem Kanal.",
    "question_unknown": "Diese Frage habe ich nicht mehr. Stell sie noch einmal.",
    "not_in_channel": (
        "Ich bin nicht in dieser Unterhaltung und kann hier nichts zeigen. Lade mich ein und versuch es noch einmal."
    ),
    "no_files_here": "An dieser Nachricht hängt keine Datei. Nimm den Befehl an einer Nachricht mit Datei.",
    "file_unknown": "Diese Datei habe ich nicht mehr.",
    "settings_not_yours": (
        "Einstellungen ändern kann nur, wer diesen Kanal angelegt hat, oder ein Admin des Workspace."
    ),
    "settings_saved": "Gespeichert. Die neuen Einstellungen gelten ab jetzt.",
    # The service behind every chat
    "looking_first": "Ich suche in deinen Dokumenten …",
    "scope_reduced": (
        "Ich konnte nicht sehen, in welchen Kanälen du bist. Verwendet habe ich nur, was alle hier lesen dürfen "
        "und was hier geteilt wurde."
    ),
    "scope_here": (
        "Ob alle, die das lesen, zu diesem Workspace gehören, konnte ich nicht feststellen. Verwendet habe ich nur, "
        "was hier geteilt wurde."
    ),
    "more_in_private": "Es gibt Dokumente, die ich nur unter uns verwenden kann.",
    "throttled": "So viele Fragen nehme ich nicht auf einmal. Stell diese in {duration} noch einmal.",
    "press_throttled": "So viel nehme ich nicht auf einmal. Versuch es in {duration} noch einmal.",
    "file_throttled": "So viele Dateien nehme ich nicht auf einmal. Teile diese in {duration} noch einmal.",
    "file_not_fetched": "Diese Datei konnte ich nicht holen. {why}",
    "file_not_for_all": (
        "Dateien dieses Kanals kann nur mit dem ganzen Workspace teilen, wer den Kanal verwaltet. "
        "Teile sie für diesen Kanal, oder bitte jemanden darum."
    ),
    "file_not_followed": (
        "Diese Datei wurde zurückgenommen oder steht nicht mehr auf meiner Liste. "
        "Teile sie noch einmal, wenn sie bleiben soll."
    ),
    "file_not_yours": "Das kann nur, wer diese Datei geteilt hat oder den Kanal verwaltet.",
    "file_cancelled": "Ich lese {document} nicht weiter. Was vorher fertig war, ist es noch.",
    "file_ended_before": "{document} wird nicht mehr gelesen, da ist nichts abzubrechen.",
    "file_again": "{document} ist wieder in der Schlange.",
    "file_ready_before": "{document} ist fertig, da gibt es nichts noch einmal zu versuchen.",
    "forget_within": "{document} kam mit {around}. Damit es vergessen wird, lass {around} vergessen.",
    "forget_not_yours": "{document} vergessen lassen kann nur, wer es geteilt hat oder den Kanal verwaltet.",
    "forget_not_shared": (
        "{document} habe ich nicht aus diesem Chat. Wende dich an die Person, die mich betreibt, damit sie es entfernt."
    ),
    "forget_several": (
        "{count:# Dokument heißt|# Dokumente heißen} {document}. Sag es in dem Kanal, in dem das gemeinte geteilt "
        "wurde, oder nimm den Knopf an seiner Karte."
    ),
    "forgotten_checked": "Alle Kopien wurden um {time} entfernt (geprüft).",
    "forgotten_here": "Zurückgenommen: {document}. Auch andere haben es geteilt, bei ihnen bleibt es.",
    "forgotten_for_here": "Zurückgenommen: {document}. Hier verwendet es keine Antwort mehr.",
    "taken_back_cut_short": "Zurückgenommen: {document}. Die Suche folgt von selbst innerhalb von Minuten.",
    "forget_cut_short": (
        "Vergessen: {document}. Keine Antwort verwendet es mehr; die letzten Kopien verschwinden von selbst innerhalb "
        "eines Tages."
    ),
    "forget_failed": (
        "{document} konnte ich nicht vergessen, weil bei mir etwas fehlgeschlagen ist. Versuch es gleich noch einmal."
    ),
    # Places and lengths of time
    "page": "S. {page:d}",
    "pages": "S. {page:d}–{last_page:d}",
    "printed": "{pages} (gedruckt {label})",
    "printed_from": "{pages} (gedruckt ab {label})",
    "printed_inline": "{pages}, gedruckt {label}",
    "printed_from_inline": "{pages}, gedruckt ab {label}",
    "slide": "Folie {page:d}",
    "slides": "Folien {page:d}–{last_page:d}",
    "sheet": "Blatt {page:d}",
    "sheets": "Blätter {page:d}–{last_page:d}",
    "sheet_named": "Blatt {label}",
    "rows": "Zeilen {label}",
    "section": "Abschnitt {page:d}",
    "sections": "Abschnitte {page:d}–{last_page:d}",
    "section_named": "Abschnitt {page:d}, {label}",
    "section_numbered": "Abschnitt {label}",
    "part": "Teil {page:d}",
    "parts": "Teile {page:d}–{last_page:d}",
    "count_page": "{count:# Seite|# Seiten}",
    "count_slide": "{count:# Folie|# Folien}",
    "count_sheet": "{count:# Blatt|# Blätter}",
    "count_rows": "{count:# Zeile|# Zeilen}",
    "count_section": "{count:# Abschnitt|# Abschnitte}",
    "count_part": "{count:# Teil|# Teile}",
    "place": "{document}, {page}",
    "seconds_exact": "{seconds:.1f} s",
    "seconds": "{seconds:d} s",
    "minutes": "{minutes} min {seconds:d} s",
    "minutes_whole": "{minutes} min",
}
