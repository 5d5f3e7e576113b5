"""What people read on messages, cards, lists, forms and the bot's own page, in English: the same in every chat."""

from typing import Final

ENGLISH_CHAT: Final[dict[str, str]] = {
    # Answers
    "continues": "The answer goes on in the next message.",
    "continued": "The answer, continued",
    "sources_continue": "More sources are in the next message.",
    "more_passages": "More passages",
    "answer_privately": "Answer me privately",
    "retry_now": "Try again now",
    "feedback_yes": "This helped",
    "feedback_no": "This didn't help",
    "passages_best": "The passages that fit best:",
    "passages_none": "I found no more passages that you can read here.",
    "passages_left_out": "{count:One more passage fits|# more passages fit} less well.",
    # The card of a file
    "card_shared": "📄 {name} · shared by {person} in {channel}",
    "card_direct": "📄 {name}",
    "card_ready": "📄 {name} · {length} · ready in {duration}",
    "card_ready_unmeasured": "📄 {name} · {length} · ready",
    "card_failed": "📄 {name} · couldn't be read",
    "card_refused": "📄 {name} · not taken up",
    "card_cancelled": "📄 {name} · cancelled",
    "card_quarantined": "📄 {name} · given up",
    "card_queued": "Waiting for its turn …",
    "card_waits_until": "I try again at {time}.",
    "card_fetching": "Fetching the file …",
    "card_parsing": "Reading …",
    "card_parsing_counted": "Reading {done} of {length} …",
    "card_embedding": "Indexing …",
    "card_embedding_counted": "Indexing passage {done} of {total} …",
    "card_indexing": "Making it searchable …",
    "card_cancelling": "Stopping …",
    "card_late": "Whoever was reading it gives no sign of life. Another one takes over soon.",
    "card_cancelled_more": "Nothing of it was kept. What was ready before still is.",
    "card_known": "I already know this one, so there was nothing to read again.",
    "card_replaces": "Replaces the version of {date}. Answers use this one from now on.",
    "card_stays": (
        "There is an older file of this name here. It stays, too, because only who shared it or manages this channel "
        "can take it back."
    ),
    "card_for_channel": "Everyone in {channel} can ask about it.",
    "card_for_one": "Only {person} can ask about it.",
    "card_for_you": "Only you can ask about it.",
    "card_for_workspace": "Everyone in this workspace can ask about it.",
    "cancel": "Cancel",
    "try_again": "Try again",
    "ask_about": "Ask about it",
    "who_reads": "Who can read it",
    "forget": "Forget",
    # Lists
    "documents_here": "I answer from {documents:one document|# documents} here.",
    "documents_shown": "{first} to {last} of {count}",
    "documents_back": "Back",
    "documents_more": "Show more",
    "document_since": "since {date}",
    "readers": "readable by {readers}",
    "readers_all": "everyone",
    "readers_workspace": "everyone in this workspace",
    "status_jobs": "Your files:",
    "status_no_jobs": "None of your files is on its way.",
    # First meeting and help
    "hello": (
        "Hi, I answer questions from your team's documents, with page numbers. Share a file with me, or ask: "
        "“how many vacation days carry over?” I only use documents that everyone here may read. My answers are made by "
        "AI: their sources show what they rest on."
    ),
    "hello_prompts": "You could ask:",
    "what_do_you_know": "What do you know?",
    "help_ask": "Ask",
    "help_share": "Share",
    "help_documents": "See documents",
    "help_forget": "Forget",
    "help_settings": "Settings",
    "help_readers": "Who sees what",
    "help_readers_text": (
        "From a file shared in a channel I answer in that channel, and to its members in direct messages. From a file "
        "that you send me directly I answer only you."
    ),
    "help_complain": "Something wrong?",
    "help_complain_text": (
        "My answers are made by AI and can be wrong: look at their sources. "
        "Press the thumb down below an answer and say what was wrong, or give your admin the reference of an error."
    ),
    # Dialogs
    "form_not_opened": "I couldn't open the dialog.",
    "upload_title": "Add documents",
    "upload_files": "Files",
    "upload_type": "What are they?",
    "upload_type_none": "I can't say",
    "type_general": "General: handbooks, reports, mails",
    "type_technical": "Technical: manuals, data sheets",
    "type_legal": "Legal: contracts, terms, policies",
    "upload_readers": "Who may ask about them?",
    "upload_readers_here": "Everyone in this conversation",
    "upload_readers_workspace": "Everyone in this workspace",
    "upload_note": "Note",
    "upload_note_hint": "What I should know about them",
    "upload_submit": "Add",
    "upload_send_here": "Now send me the files here, within ten minutes.",
    "upload_send_directly": "Now send me the files in our own chat, within ten minutes: I can't fetch them from here.",
    "upload_not_yours": "I can't see that you are in the conversation that you chose these files for, so I left them.",
    "upload_shown_there": "Thank you. How far they are stands in the conversation that you chose them for.",
    "close": "Close",
    "feedback_title": "About this answer",
    "feedback_kind": "What was wrong with it?",
    "feedback_wrong": "It isn't true",
    "feedback_unsupported": "The source doesn't say that",
    "feedback_incomplete": "Something is missing",
    "feedback_outdated": "It is out of date",
    "feedback_unclear": "I can't make sense of it",
    "feedback_words": "In your own words",
    "feedback_submit": "Send",
    "settings_title": "Settings here",
    "settings_answers": "When do I answer?",
    "settings_answers_mentions": "When somebody mentions me",
    "settings_answers_questions": "Also when a message reads like a question",
    "settings_hears_calls": (
        "I hear nothing here but what mentions me, so I can't answer anything else. Whoever manages this place can let "
        "me read along."
    ),
    "settings_documents": "From which documents?",
    "settings_documents_workspace": "Those of the workspace and of this channel",
    "settings_documents_channel": "Those shared in this channel alone",
    "settings_replies": "Who sees the answer?",
    "settings_replies_thread": "Everyone, in the thread of the question",
    "settings_replies_private": "Whoever asked, and nobody else",
    "settings_submit": "Save",
    "forget_title": "Forget a document",
    # App Home
    "home_documents": "My documents",
    "home_recent": "My recent questions",
    "home_no_recent": "You haven't asked me anything yet. Write to me in Messages, or mention me in a channel.",
    "home_help": "How I work",
}
