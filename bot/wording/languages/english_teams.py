"""What is said in another way in Microsoft Teams, in English: its commands, its limits, and its own names of things."""

from typing import Final

ENGLISH_TEAMS: Final[dict[str, str]] = {
    # Answers, and names that aren't known
    "only_you_see": "Only you see this answer.",
    "somebody": "somebody",
    "some_channel": "this conversation",
    # Help
    "help_ask_text": (
        "Mention me in a channel or a group chat, or write to me in our own chat, where no mention is needed. In a "
        "thread that I answered in, just go on; where nobody allowed me to read along, mention me again. "
        "`ask …`, behind `/` or a mention, gives an answer that only you see."
    ),
    "help_share_text": (
        "Send me a file in our own chat; write `upload` first to say what it is and who may ask about it. For files "
        "that were posted before: “Add to knowledge” in the message's menu. Files in channels and group chats I can "
        "only fetch where an admin has allowed it."
    ),
    "help_documents_text": (
        "`documents` lists what I answer from here, `status` the files on their way. `send NAME` hands you a file "
        "that you may read, in our own chat."
    ),
    "help_forget_text": (
        "`forget NAME`, or the button on the file's card: no answer uses it any more, and all copies are removed. "
        "I may not hear that you deleted a file in Teams, so tell me to forget it."
    ),
    "help_settings_text": (
        "`settings` in a channel or a group chat: when I answer, and from what. For the owners of the team, and for "
        "whoever added me. To answer without a mention I need the right to read the messages there, which they give "
        "with the app."
    ),
    "help_readers_text": (
        "From a file shared in a channel or a group chat I answer there, and to its members in their own chat with me. "
        "From a file that you send me in our own chat I answer only you."
    ),
    "help_complain_text": (
        "My answers are made by AI and can be wrong: look at their sources. "
        "Press the thumb down below an answer and say what was wrong, or give your admin the reference of an error."
    ),
    # The organization, which is a workspace elsewhere
    "settings_collections_hint": "Without any, from all documents of the organization.",
    "settings_not_yours": "Only an owner of this team, or whoever added me here, can change the settings.",
    "scope_here": (
        "I couldn't make sure that everyone who reads this is of this organization, so I used only what was shared "
        "right here."
    ),
    "file_not_for_all": (
        "Only an owner of this team, or whoever added me here, can share its files with the whole organization. "
        "Share it for those who are here, or ask one of them."
    ),
    "card_for_workspace": "Everyone in this organization can ask about it.",
    "readers_workspace": "everyone in this organization",
    "upload_readers_workspace": "Everyone in this organization",
    "settings_documents_workspace": "Those of the organization and of this channel",
    # Forms
    "settings_in_channels": (
        "Settings belong to channels and group chats. Mention me with “settings” in the one that you mean."
    ),
    "upload_files_hint": "Send up to 10 files in this chat after pressing the button.",
    "upload_submit": "Go on",
    "forget_question": (
        "Forget {document}? No answer will use it any more, and all copies of it that I keep are removed. "
        "The file in Teams stays."
    ),
    "no_files_here": "There is no file on this message. Use “Add to knowledge” on a message that has one.",
    "not_in_channel": "I'm not in this conversation, so I can't show anything here. Add me to it and try it again.",
    # Handing a file back
    "teams_file_offered": "You asked for this file. With your consent I put a copy into your OneDrive.",
    "teams_file_in_private": "I've asked you in our own chat whether I may put it into your OneDrive.",
    # Buttons
    "teams_taken": "One moment …",
    "teams_unknown_button": "I don't know this button any more. Ask me again.",
    "teams_adding": "I take the files up and show how far they are in the conversation.",
    "teams_taken_away": "This answer was taken back, since its question was deleted.",
    # A page of one's own
    "home_no_documents": "You haven't shared a document with me yet. Send me a file in this chat.",
    "home_more_documents": "{count:One more|# more}: write “documents”.",
    "home_no_recent": "You haven't asked me anything yet. Write to me here, or mention me in a channel.",
}
