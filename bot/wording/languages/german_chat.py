"""What people read on messages, cards, lists, forms and the bot's own page, in German: the same in every chat."""

from typing import Final

GERMAN_CHAT: Final[dict[str, str]] = {
    # Answers
    "continues": "Die Antwort geht in der nächsten Nachricht weiter.",
    "continued": "Fortsetzung der Antwort",
    "sources_continue": "Weitere Quellen stehen in der nächsten Nachricht.",
    "more_passages": "Weitere Stellen",
    "answer_privately": "Mir allein antworten",
    "retry_now": "Jetzt noch einmal versuchen",
    "feedback_yes": "Hat geholfen",
    "feedback_no": "Hat nicht geholfen",
    "passages_best": "Die passendsten Stellen:",
    "passages_none": "Ich habe keine weiteren Stellen gefunden, die du hier lesen darfst.",
    "passages_left_out": "{count:Eine weitere Stelle passt|# weitere Stellen passen} weniger gut.",
    # The survey
    "survey_question": "Wie zufrieden bist du mit meinen Antworten? Ich frage höchstens einmal im Monat.",
    "survey_1": "1 · gar nicht",
    "survey_2": "2",
    "survey_3": "3",
    "survey_4": "4",
    "survey_5": "5 · sehr",
    "survey_never": "Nicht mehr fragen",
    "survey_thanks": "Danke, ist notiert: {score}.",
    "survey_words": "Warum?",
    "survey_declined": "Ich frage nicht mehr.",
    "survey_over": "Diese Umfrage ist vorbei.",
    "survey_title": "Wie zufrieden du bist",
    "survey_why": "Was ist gut, was fehlt?",
    "survey_submit": "Senden",
    # The card of a file
    "card_shared": "📄 {name} · geteilt von {person} in {channel}",
    "card_direct": "📄 {name}",
    "card_ready": "📄 {name} · {length} · fertig nach {duration}",
    "card_ready_unmeasured": "📄 {name} · {length} · fertig",
    "card_failed": "📄 {name} · nicht lesbar",
    "card_refused": "📄 {name} · nicht aufgenommen",
    "card_cancelled": "📄 {name} · abgebrochen",
    "card_quarantined": "📄 {name} · aufgegeben",
    "card_queued": "Wartet, bis sie an der Reihe ist …",
    "card_waits_until": "Um {time} versuche ich es noch einmal.",
    "card_fetching": "Ich hole die Datei …",
    "card_parsing": "Ich lese …",
    "card_parsing_counted": "Ich lese, {done} von {length} …",
    "card_embedding": "Ich erschließe den Inhalt …",
    "card_embedding_counted": "Ich erschließe Stelle {done} von {total} …",
    "card_indexing": "Ich mache sie durchsuchbar …",
    "card_cancelling": "Ich breche ab …",
    "card_late": "Wer sie las, meldet sich nicht mehr. Bald wird sie übernommen.",
    "card_cancelled_more": "Nichts davon wurde behalten. Was vorher fertig war, ist es noch.",
    "card_known": "Die kenne ich schon, es war nichts noch einmal zu lesen.",
    "card_replaces": "Ersetzt die Fassung vom {date}. Antworten nutzen ab jetzt diese.",
    "card_stays": (
        "Hier gibt es eine ältere Datei dieses Namens. Auch sie bleibt, denn zurücknehmen kann sie nur, wer sie "
        "geteilt hat oder diesen Kanal verwaltet."
    ),
    "card_for_channel": "Alle in {channel} können danach fragen.",
    "card_for_one": "Nur {person} kann danach fragen.",
    "card_for_you": "Nur du kannst danach fragen.",
    "card_for_workspace": "Alle in diesem Workspace können danach fragen.",
    "cancel": "Abbrechen",
    "try_again": "Noch einmal versuchen",
    "ask_about": "Danach fragen",
    "who_reads": "Wer sie lesen darf",
    "forget": "Vergessen",
    # Lists
    "documents_here": "Ich antworte hier aus {documents:einem Dokument|# Dokumenten}.",
    "documents_shown": "{first} bis {last} von {count}",
    "documents_back": "Zurück",
    "documents_more": "Mehr zeigen",
    "document_since": "seit {date}",
    "readers": "lesbar für {readers}",
    "readers_all": "alle",
    "readers_workspace": "alle in diesem Workspace",
    "status_jobs": "Deine Dateien:",
    "status_no_jobs": "Keine deiner Dateien ist unterwegs.",
    # First meeting and help
    "hello": (
        "Hallo, ich beantworte Fragen aus den Dokumenten deines Teams, mit Seitenzahlen. Teile eine Datei mit "
        "mir, oder frag: „Wie viele Urlaubstage kann ich mitnehmen?“ "
        "Ich verwende nur Dokumente, die alle hier lesen dürfen. Meine Antworten macht eine KI: "
        "Ihre Quellen zeigen, worauf sie sich stützen."
    ),
    "hello_prompts": "Du könntest fragen:",
    "what_do_you_know": "Was weißt du?",
    "help_ask": "Fragen",
    "help_share": "Teilen",
    "help_documents": "Dokumente sehen",
    "help_forget": "Vergessen",
    "help_settings": "Einstellungen",
    "help_readers": "Wer sieht was",
    "help_readers_text": (
        "Aus einer Datei, die in einem Kanal geteilt wurde, antworte ich in diesem Kanal, und seinen Mitgliedern in "
        "Direktnachrichten. Aus einer Datei, die du mir direkt schickst, antworte ich nur dir."
    ),
    "help_complain": "Stimmt etwas nicht?",
    "help_complain_text": (
        "Meine Antworten macht eine KI, und sie können falsch sein: Sieh dir ihre Quellen an. "
        "Drück den Daumen nach unten unter einer Antwort und sag, was falsch war, oder gib deinem Admin die Kennung "
        "eines Fehlers."
    ),
    # Dialogs
    "form_not_opened": "Ich konnte den Dialog nicht öffnen.",
    "upload_title": "Dokumente hinzufügen",
    "upload_files": "Dateien",
    "upload_type": "Was sind sie?",
    "upload_type_none": "Kann ich nicht sagen",
    "type_general": "Allgemein: Handbücher, Berichte, Mails",
    "type_technical": "Technisch: Anleitungen, Datenblätter",
    "type_legal": "Rechtlich: Verträge, Bedingungen, Richtlinien",
    "upload_readers": "Wer darf danach fragen?",
    "upload_readers_here": "Alle in dieser Unterhaltung",
    "upload_readers_workspace": "Alle in diesem Workspace",
    "upload_note": "Notiz",
    "upload_note_hint": "Was ich darüber wissen sollte",
    "upload_submit": "Hinzufügen",
    "upload_send_here": "Schick mir die Dateien jetzt hier, innerhalb von zehn Minuten.",
    "upload_send_directly": (
        "Schick mir die Dateien jetzt in unserem eigenen Chat, innerhalb von zehn Minuten: von hier kann ich sie nicht "
        "holen."
    ),
    "upload_not_yours": (
        "Ich sehe nicht, dass du in dem Gespräch bist, für das du diese Dateien ausgewählt hast, und habe sie gelassen."
    ),
    "upload_shown_there": "Danke. Wie weit sie sind, steht in dem Gespräch, für das du sie ausgewählt hast.",
    "close": "Schließen",
    "feedback_title": "Zu dieser Antwort",
    "feedback_kind": "Was war an ihr falsch?",
    "feedback_wrong": "Sie stimmt nicht",
    "feedback_unsupported": "Die Quelle sagt das nicht",
    "feedback_incomplete": "Es fehlt etwas",
    "feedback_outdated": "Sie ist veraltet",
    "feedback_unclear": "Ich werde nicht schlau daraus",
    "feedback_words": "In deinen eigenen Worten",
    "feedback_submit": "Senden",
    "settings_title": "Einstellungen hier",
    "settings_answers": "Wann antworte ich?",
    "settings_answers_mentions": "Wenn mich jemand erwähnt",
    "settings_answers_questions": "Auch wenn sich eine Nachricht wie eine Frage liest",
    "settings_hears_calls": (
        "Ich höre hier nur, was mich erwähnt, und kann deshalb auf nichts anderes antworten. Wer diesen Ort verwaltet, "
        "kann mich mitlesen lassen."
    ),
    "settings_documents": "Aus welchen Dokumenten?",
    "settings_documents_workspace": "Denen des Workspace und denen dieses Kanals",
    "settings_documents_channel": "Nur denen, die in diesem Kanal geteilt wurden",
    "settings_replies": "Wer sieht die Antwort?",
    "settings_replies_thread": "Alle, im Thread der Frage",
    "settings_replies_private": "Wer gefragt hat, und sonst niemand",
    "settings_submit": "Speichern",
    "forget_title": "Dokument vergessen",
    # App Home
    "home_documents": "Meine Dokumente",
    "home_recent": "Meine letzten Fragen",
    "home_no_recent": "Du hast mich noch nichts gefragt. Schreib mir unter Nachrichten, oder erwähne mich im Kanal.",
    "home_help": "So arbeite ich",
}
