"""What only those read who use the bot in Slack, in English: its commands, menus and limits."""

from typing import Final

ENGLISH_SLACK: Final[dict[str, str]] = {
    "slack_scope_missing": (
        "The app lacks the permission {scope}. An admin can add it to the app's scopes and install the app again."
    ),
    "help_ask_text": (
        "Mention me in a channel, or write to me directly. In a thread I was called into, just go on. "
        "`/tcbot ask …` gives an answer that only you see."
    ),
    "help_share_text": (
        "Put a file on a message to me, or use `/upload`. For files that were posted before: the shortcut "
        "“Add to knowledge” on the message."
    ),
    "help_documents_text": "`/tcbot documents` lists what I answer from here, `/tcbot status` the files on their way.",
    "help_forget_text": (
        "`/tcbot forget NAME`, or the button on the file's card: no answer uses it any more, and all copies are "
        "removed."
    ),
    "help_settings_text": (
        "`/tcbot settings` in a channel: when I answer, and from what. For whoever created the channel, and for admins."
    ),
    "settings_in_channels": "Settings belong to channels. Use /tcbot settings in the channel that you mean.",
    "form_too_late": "I couldn't open the dialog within the three seconds that there are for it. Try it again.",
    "upload_files_hint": "Up to 10 files of at most 10 MB each. Larger ones: share them in a message to me.",
    "forget_question": (
        "Forget {document}? No answer will use it any more, and all copies of it that I keep are removed. "
        "The file in Slack stays."
    ),
    "home_no_documents": "You haven't shared a document with me yet. Put a file on a message to me, or use /upload.",
    "home_more_documents": "{count:One more|# more}: /tcbot documents",
}
