"""What people read about who may read what, in German."""

from typing import Final

GERMAN_ACCESS: Final[dict[str, str]] = {
    # Readers
    "readers_collection": "alle Mitglieder, aus der Sammlung {collection}",
    "readers_group": "die Gruppe {group}",
    "card_for_collection": "Alle Mitglieder können danach fragen; sie ist in der Sammlung {collection}.",
    # Settings
    "settings_collections": "Aus welchen Sammlungen?",
    "settings_collections_hint": "Ohne Auswahl aus allen Dokumenten des Workspace.",
    "settings_outsiders": "Wenn Leute von außen hier sind",
    "settings_outsiders_here": "Antworte ich nur aus dem, was hier geteilt wurde",
    "settings_outsiders_workspace": "Antworte ich, als wären sie nicht hier: sie lesen alles mit",
    # Files
    "upload_readers_collection": "Alle Mitglieder, in der Sammlung {collection}",
    # Answers
    "kept_back": "neu: das kannst nur du lesen, nicht die ganze Unterhaltung",
    "share_answer_there": "Für alle dort antworten",
}
