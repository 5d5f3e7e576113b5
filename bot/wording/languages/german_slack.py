"""What only those read who use the bot in Slack, in German: its commands, menus and limits."""

from typing import Final

GERMAN_SLACK: Final[dict[str, str]] = {
    "slack_scope_missing": (
        "Der App fehlt die Berechtigung {scope}. Ein Admin kann sie der App geben und die App neu installieren."
    ),
    "help_ask_text": (
        "Erwähne mich in einem Kanal, oder schreib mir direkt. In einem Thread, in den ich gerufen wurde, frag einfach "
        "weiter. `/tcbot ask …` gibt eine Antwort, die nur du siehst."
    ),
    "help_share_text": (
        "Häng eine Datei an eine Nachricht an mich, oder nimm `/upload`. Für Dateien von früher: der Befehl "
        "„Add to knowledge“ an der Nachricht."
    ),
    "help_documents_text": (
        "`/tcbot documents` zeigt, woraus ich hier antworte, `/tcbot status` die Dateien, die unterwegs sind."
    ),
    "help_forget_text": (
        "`/tcbot forget NAME` oder der Knopf an der Karte der Datei: Keine Antwort verwendet sie mehr, und alle Kopien "
        "werden entfernt."
    ),
    "help_settings_text": (
        "`/tcbot settings` in einem Kanal: wann ich antworte, und woraus. Für die Person, die den Kanal angelegt hat, "
        "und für Admins."
    ),
    "settings_in_channels": "Einstellungen gehören zu Kanälen. Schreib /tcbot settings in dem Kanal, den du meinst.",
    "form_too_late": "Ich konnte den Dialog nicht in den drei Sekunden öffnen, die es gibt. Versuch es noch einmal.",
    "upload_files_hint": "Bis zu 10 Dateien mit je höchstens 10 MB. Größere: teile sie in einer Nachricht an mich.",
    "forget_question": (
        "{document} vergessen? Keine Antwort wird es mehr verwenden, und alle Kopien, die ich habe, werden entfernt. "
        "Die Datei in Slack bleibt."
    ),
    "home_no_documents": (
        "Du hast mir noch kein Dokument gegeben. Häng eine Datei an eine Nachricht an mich, oder nimm /upload."
    ),
    "home_more_documents": "{count:Ein weiteres|# weitere}: /tcbot documents",
}
