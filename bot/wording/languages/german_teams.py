"""What is said in another way in Microsoft Teams, in German: its commands, its limits, and its own names of things."""

from typing import Final

GERMAN_TEAMS: Final[dict[str, str]] = {
    # Answers, and names that aren't known
    "only_you_see": "Diese Antwort siehst nur du.",
    "somebody": "jemandem",
    "some_channel": "dieser Unterhaltung",
    # Help
    "help_ask_text": (
        "Erwähne mich in einem Kanal oder Gruppenchat, oder schreib mir in unserem eigenen Chat, ganz ohne Erwähnung. "
        "In einem Thread, in dem ich geantwortet habe, frag einfach weiter; wo ich nicht mitlesen darf, erwähne mich "
        "noch einmal. `ask …`, hinter `/` oder einer Erwähnung, gibt eine Antwort, die nur du siehst."
    ),
    "help_share_text": (
        "Schick mir eine Datei in unserem eigenen Chat; schreib vorher `upload`, um zu sagen, was sie ist und wer "
        "danach fragen darf. Für Dateien von früher: „Add to knowledge“ im Menü der Nachricht. Dateien aus Kanälen und "
        "Gruppenchats kann ich nur holen, wo ein Admin es erlaubt hat."
    ),
    "help_documents_text": (
        "`documents` zeigt, woraus ich hier antworte, `status` die Dateien, die unterwegs sind. `send NAME` gibt dir "
        "in unserem eigenen Chat eine Datei, die du lesen darfst."
    ),
    "help_forget_text": (
        "`forget NAME` oder der Knopf an der Karte der Datei: Keine Antwort verwendet sie mehr, und alle Kopien "
        "werden entfernt. Dass du eine Datei in Teams gelöscht hast, erfahre ich womöglich nicht: Sag es mir so."
    ),
    "help_settings_text": (
        "`settings` in einem Kanal oder Gruppenchat: wann ich antworte, und woraus. Für die Besitzer des Teams und für "
        "die Person, die mich hinzugefügt hat. Um ohne Erwähnung zu antworten, brauche ich das Recht, die Nachrichten "
        "dort zu lesen, das sie mit der App geben."
    ),
    "help_readers_text": (
        "Aus einer Datei, die in einem Kanal oder Gruppenchat geteilt wurde, antworte ich dort, und seinen Mitgliedern "
        "in ihrem eigenen Chat mit mir. Aus einer Datei, die du mir in unserem Chat schickst, antworte ich nur dir."
    ),
    "help_complain_text": (
        "Meine Antworten macht eine KI, und sie können falsch sein: Sieh dir ihre Quellen an. "
        "Drück den Daumen nach unten unter einer Antwort und sag, was falsch war, oder gib deinem Admin die Kennung "
        "eines Fehlers."
    ),
    # The organization, which is a workspace elsewhere
    "settings_collections_hint": "Ohne Auswahl aus allen Dokumenten der Organisation.",
    "settings_not_yours": "Einstellungen ändern kann nur, wer dieses Team besitzt oder mich hier hinzugefügt hat.",
    "scope_here": (
        "Ob alle, die das lesen, zu dieser Organisation gehören, konnte ich nicht feststellen. Verwendet habe ich nur, "
        "was hier geteilt wurde."
    ),
    "file_not_for_all": (
        "Dateien von hier kann nur mit der ganzen Organisation teilen, wer dieses Team besitzt oder mich hier "
        "hinzugefügt hat. Teile sie für alle, die hier sind, oder frag jemanden von ihnen."
    ),
    "card_for_workspace": "Alle in dieser Organisation können danach fragen.",
    "readers_workspace": "alle in dieser Organisation",
    "upload_readers_workspace": "Alle in dieser Organisation",
    "settings_documents_workspace": "Denen der Organisation und denen dieses Kanals",
    # Forms
    "settings_in_channels": (
        "Einstellungen gehören zu Kanälen und Gruppenchats. Schreib „settings“ mit einer Erwähnung dort, wo sie "
        "gelten sollen."
    ),
    "upload_files_hint": "Schick nach dem Knopfdruck bis zu 10 Dateien in diesem Chat.",
    "upload_submit": "Weiter",
    "forget_question": (
        "{document} vergessen? Keine Antwort wird es mehr verwenden, und alle Kopien, die ich habe, werden entfernt. "
        "Die Datei in Teams bleibt."
    ),
    "no_files_here": "An dieser Nachricht ist keine Datei. Nimm „Add to knowledge“ an einer Nachricht, die eine hat.",
    "not_in_channel": (
        "Ich bin nicht in dieser Unterhaltung und kann hier nichts zeigen. Füge mich hinzu und versuch es noch einmal."
    ),
    # Buttons
    "teams_taken": "Einen Moment …",
    "teams_unknown_button": "Diesen Knopf kenne ich nicht mehr. Frag mich noch einmal.",
    "teams_adding": "Ich nehme die Dateien auf und zeige im Gespräch, wie weit sie sind.",
    "teams_taken_away": "Diese Antwort wurde zurückgenommen, weil ihre Frage gelöscht wurde.",
    # A page of one's own
    "teams_file_offered": "Du hast um diese Datei gebeten. Wenn du zustimmst, lege ich eine Kopie in dein OneDrive.",
    "teams_file_in_private": "Ich habe dich in unserem eigenen Chat gefragt, ob ich sie in dein OneDrive legen darf.",
    "home_no_documents": "Du hast mir noch kein Dokument gegeben. Schick mir eine Datei in diesem Chat.",
    "home_more_documents": "{count:Ein weiteres|# weitere}: schreib „documents“.",
    "home_no_recent": "Du hast mich noch nichts gefragt. Schreib mir hier, oder erwähne mich in einem Kanal.",
}
