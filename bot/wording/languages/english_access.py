"""What people read about who may read what, in English."""

from typing import Final

ENGLISH_ACCESS: Final[dict[str, str]] = {
    # Readers
    "readers_collection": "all members, from the collection {collection}",
    "readers_group": "the group {group}",
    "card_for_collection": "All members can ask about it; it is in the collection {collection}.",
    # Settings
    "settings_collections": "From which collections?",
    "settings_collections_hint": "Without any, from all documents of the workspace.",
    "settings_outsiders": "When people from outside are in here",
    "settings_outsiders_here": "I answer from what was shared here alone",
    "settings_outsiders_workspace": "I answer as if they weren't here: they read it all",
    # Files
    "upload_readers_collection": "All members, in the collection {collection}",
    # Answers
    "kept_back": "new here: only you can read this one, not all of that conversation",
    "share_answer_there": "Answer for everyone there",
}
