"""What people in chats read, in English."""

from typing import Final

ENGLISH: Final[dict[str, str]] = {
    # While it works
    "looking": "Looking in {documents:# document|# documents}…",
    "more_than": "more than {count}",
    "reading": "Reading {document}…",
    "reading_more": "Reading {document} and {more} more…",
    "reading_page": "Reading page {page:d} of {pages:d} …",
    # Answers
    "sources": "Sources",
    "source": "{place} — “{quote}”",
    "well_supported": "Well supported",
    "likely": "Likely",
    "uncertain": "Uncertain, please check the source",
    "closing": "{confidence} · {documents:# document|# documents} · {duration}",
    "partial": "I found nothing about {topic} in the documents you can read here.",
    "partial_open": "I found nothing about the rest of your question in the documents you can read here.",
    "model_away_mid_answer": "The model server went away while I was writing, so this answer ends early.",
    # Quotes instead of an answer
    "quotes_no_model": "No model is set up to write answers, so here are the passages that fit best:",
    "quotes_model_away": "I can't write a summary right now, so here are the passages that fit best:",
    "quotes_model_away_mid_answer": (
        "The model server went away while I was writing, so here are the passages that fit best:"
    ),
    # Beside quotes
    "other_languages": (
        "Some of what comes closest is in other languages ({languages}). I find little across languages, so ask in "
        "that language, too."
    ),
    "word_read_as": "I read “{written}” as “{meant}”.",
    "rows_shown": "These are {shown} of the {fits} rows that fit; the others stand in the same place.",
    "rows_may_be_more": "{shown:This row fits|These # rows fit}; there may be more in places that I didn't read.",
    "versions_differ": "The documents differ: {newer} comes first, {older} is older.",
    "sources_disagree": "{first} and {second} don't agree here, and I can't tell which one holds.",
    "pages_disagree": "{document} doesn't agree with itself here: see both places.",
    "versions_older": "This is from {newer}. An older document says something else: {older}.",
    # Refusals
    "not_found": "I couldn't find this in the {documents:one document|# documents} you can read here.",
    "not_found_channel": ("I couldn't find this in the {documents:one document|# documents} shared with this channel."),
    "unsupported": (
        "I looked through {documents:the one document|the # documents} you can read here, "
        "but could write nothing that its sources bear out."
    ),
    "filters_match_nothing": (
        "No document you can read here matches your filters. Leave one of them out and ask again."
    ),
    "nothing_shared": "No documents have been shared with me here yet, so I have nothing to answer from.",
    "unfit_filter": (
        "Did you mean {names} as a filter? It fits nothing here. Write it like type:legal, after:2024-01-31, "
        "before:2025 or in:handbook, or ask without the colon."
    ),
    "name_missing": "No document you can read here mentions {names}.",
    "name_missing_near": "No document you can read here mentions {names}. The nearest are about {nearest}.",
    "name_elsewhere": "What I found nearest doesn't mention {names}, so I don't answer from it.",
    "said_otherwise": "What I found nearest doesn't say it that way round, so I don't answer from it.",
    "year_missing": "I found nothing on this for {names}.",
    "similar": "I found nothing that fits “{topic}” exactly: this is what comes nearest.",
    "years_there": "What is nearest is for {years}.",
    "closest": "Closest: {nearest}",
    "closest_item": "{document} ({page})",
    "closest_item_topic": "{document} ({page}, {topic})",
    "next_chat": "You can share a document that covers it.",
    "next_chat_owner": "You can share a document that covers it, or ask the owner of {document}.",
    "first_chat": "Share a file with me and ask again.",
    # Talk, and questions about the documents as such
    "talk_greeting": "Hello. You could ask me:",
    "talk_greeting_empty": "Hello. I answer questions from your team's documents, but have none here yet.",
    "talk_ask_documents": "What documents do you have?",
    "talk_ask_length": "How many pages has {document}?",
    "talk_thanks": "You're welcome.",
    "talk_fine": "Good. Ask me whenever you need something from the documents.",
    "talk_bye": "Goodbye.",
    "talk_who": (
        "I'm TCBot, a program that answers questions from your team's documents, with page numbers. My answers are "
        "made by AI: their sources show what they rest on."
    ),
    "talk_help": (
        "Ask me in a sentence: I answer from {documents:one document|# documents} here, with page numbers. You can "
        "also ask which documents I have, how many pages one has, who shared it, when it changed, and what is new "
        "since Monday."
    ),
    "talk_help_empty": "I answer questions from your team's documents, with page numbers, but have none here yet.",
    "told_document": "• {document} · {length} · since {date}",
    "told_more": "… and {count:one more|# more}.",
    "told_outline": "{document} ({length}) in its own words:",
    "told_outline_entry": "{topic} ({place})",
    "told_outline_empty": "I have nothing of {document} that I could sum up.",
    "told_which": "Which of these do you mean?",
    "told_length": "{document} has {length}.",
    "told_sharer": "{document} was shared by",
    "told_sharer_outside": "{document} was given to me outside of this chat.",
    "told_changed": "{document} is here as it was shared on {date}.",
    "told_new": "New or changed since {date}:",
    "told_nothing_new": "Nothing is new here since {date}.",
    # Questions that can't be asked like this
    "empty_question": "There is no question yet. Ask in a sentence: how many vacation days carry over?",
    "only_filters": "These are filters without a question. Add what you want to know.",
    "question_too_long": (
        "The question has {length} characters, and I read at most {limit}. Shorten it, "
        "or share the text as a document and ask about it."
    ),
    "unknown_type": "I don't know the document type “{value}”. Allowed: {allowed}.",
    "unknown_document": "No document you can read here is called “{value}”.",
    "unknown_document_near": "No document you can read here is called “{value}”. Nearest: {nearest}.",
    "bad_date": "“{value}” is not a date. Write {filter}:2024-06-30, {filter}:2024-06 or {filter}:2024.",
    "dates_crossed": "No date is both after {after} and before {before}. Exchange them and ask again.",
    # Failures
    "search_away": "I couldn't answer this: the document search is not reachable.",
    "model_away": "I couldn't answer this: the model server is not reachable.",
    "records_away": "I couldn't do this: the records database is not reachable.",
    "evidence_withdrawn": "A document that I was answering from was taken back meanwhile, so I stopped.",
    "took_too_long": "I couldn't answer this within {duration}, so I stopped.",
    "forgotten_meanwhile": "A document that I used for this was just forgotten, so I don't show the answer.",
    "disk_full": (
        "I couldn't save this: the disk that holds {folder} is full. Free some space and try again. "
        "Whatever was ready before still is."
    ),
    "unexpected": "I couldn't finish this because something failed on my side.",
    "retry_until": "Nothing was lost, and I'll try again by myself until {time}.",
    "reference": "Reference {reference}",
    # Files
    "already_known": "I already know this one.",
    "already_known_gained": "I already know this one; now {labels} can ask about it too.",
    "replaces": "Replaces the version of {date}.",
    "readers_kept": "It can still be read by {labels}, too.",
    # Jobs
    "job_queued": "waiting",
    "job_fetching": "fetching the file",
    "job_parsing": "reading",
    "job_parsing_counted": "reading page {done} of {total}",
    "job_embedding": "indexing",
    "job_embedding_counted": "indexing passage {done} of {total}",
    "job_indexing": "making it searchable",
    "job_ready": "ready",
    "job_ready_with_warnings": "ready",
    "job_failed": "couldn't be read",
    "job_cancelled": "cancelled",
    "job_quarantined": "given up",
    "job_cancelling": "is being cancelled",
    "job_late": "its worker gives no sign of life; another one takes over soon",
    "forgotten": "Forgotten: {document}. No answer uses it any more.",
    "forget_unknown": "I don't have a document called “{value}”.",
    "forget_unknown_near": "I don't have a document called “{value}”. Nearest: {nearest}.",
    # What a chat doesn't do, and what its buttons come to
    "chat_unreachable": "{chat} doesn't answer at the moment. Try it again in a minute.",
    "chat_refused": "{chat} refused it ({code}).",
    "direct_not_open": ("I can't write to you alone: add me in {chat} for yourself (Apps), and press it again."),
    "message_files_unread": (
        "{chat} doesn't show me the files on messages here: an owner has to allow {permission}. Until then send me the "
        "file in our own chat; “upload”, written there or here, says for whom it is meant."
    ),
    "chat_permission_missing": "{chat} doesn't let me do that: an administrator has to allow {permission}.",
    "chat_download_failed": "{chat} didn't hand it out whole. Share it again.",
    "chat_too_many_channels": "These are more channels than I can look through.",
    "chat_too_many_members": "These are more people than I can look through.",
    "prompt_about": "What does {document} say?",
    "share_answer": "Answer for everyone here",
    "feedback_thanks": "Thanks, noted.",
    "ask_here": "Ask me about {document} right here, in your own words.",
    "ask_by_mention": "Ask about {document} in this thread, or mention me anywhere in this channel.",
    "question_unknown": "I no longer have this question. Ask it again.",
    "not_in_channel": "I'm not in this conversation, so I can't show anything here. Invite me and try it again.",
    "no_files_here": "There is no file on this message. Use the shortcut on a message that has one.",
    "file_unknown": "I no longer have this file.",
    "settings_not_yours": "Only who created this channel, or an admin of the workspace, can change its settings.",
    "settings_saved": "Saved. The new settings hold from now on.",
    # The service behind every chat
    "looking_first": "Looking in your documents…",
    "scope_reduced": (
        "I couldn't see which channels you are in, so I used only what everyone here may read and what was shared "
        "right here."
    ),
    "scope_here": (
        "I couldn't make sure that everyone who reads this is of this workspace, so I used only what was shared "
        "right here."
    ),
    "more_in_private": "There are documents I can use only in private with you.",
    "throttled": "These are more questions than I take at once. Ask this one again in {duration}.",
    "press_throttled": "That was more than I take at once. Try it again in {duration}.",
    "file_throttled": "These are more files than I take at once. Share this one again in {duration}.",
    "file_not_fetched": "I couldn't fetch this file. {why}",
    "file_not_for_all": (
        "Only somebody who manages this channel can share its files with the whole workspace. "
        "Share it for this channel, or ask one of them."
    ),
    "file_not_followed": "This file was taken back, or is no longer on my list. Share it again if it is to stay.",
    "file_not_yours": "Only the person who shared this file, or somebody who manages the channel, can do that.",
    "file_cancelled": "I stop reading {document}. What was ready before still is.",
    "file_ended_before": "{document} isn't being read any more, so there is nothing to stop.",
    "file_again": "{document} is in the queue again.",
    "file_ready_before": "{document} is ready, so there is nothing to try again.",
    "forget_within": "{document} came with {around}. To have it forgotten, forget {around}.",
    "forget_not_yours": (
        "Only the person who shared {document}, or somebody who manages that channel, can have it forgotten."
    ),
    "forget_not_shared": "{document} was given to me outside of this chat. Ask whoever runs me to remove it.",
    "forget_several": (
        "{count:# document is|# documents are} called {document}. Say it in the channel where the one was shared, "
        "or use the button on its card."
    ),
    "forgotten_checked": "All copies were removed at {time} (checked).",
    "forgotten_here": "Taken back: {document}. Others have shared it, too, so it stays with those.",
    "forgotten_for_here": "Taken back: {document}. No answer here uses it any more.",
    "taken_back_cut_short": "Taken back: {document}. The search follows by itself within minutes.",
    "forget_cut_short": (
        "Forgotten: {document}. No answer uses it any more; the last copies are removed by themselves within a day."
    ),
    "forget_failed": "I couldn't forget {document} because something failed on my side. Try it again in a moment.",
    # Places and lengths of time
    "page": "p. {page:d}",
    "pages": "p. {page:d}–{last_page:d}",
    "printed": "{pages} (printed {label})",
    "printed_from": "{pages} (printed from {label})",
    "printed_inline": "{pages}, printed {label}",
    "printed_from_inline": "{pages}, printed from {label}",
    "slide": "slide {page:d}",
    "slides": "slides {page:d}–{last_page:d}",
    "sheet": "sheet {page:d}",
    "sheets": "sheets {page:d}–{last_page:d}",
    "sheet_named": "sheet {label}",
    "rows": "rows {label}",
    "section": "section {page:d}",
    "sections": "sections {page:d}–{last_page:d}",
    "section_named": "section {page:d}, {label}",
    "section_numbered": "section {label}",
    "part": "part {page:d}",
    "parts": "parts {page:d}–{last_page:d}",
    "count_page": "{count:# page|# pages}",
    "count_slide": "{count:# slide|# slides}",
    "count_sheet": "{count:# sheet|# sheets}",
    "count_rows": "{count:# row|# rows}",
    "count_section": "{count:# section|# sections}",
    "count_part": "{count:# part|# parts}",
    "place": "{document}, {page}",
    "seconds_exact": "{seconds:.1f} s",
    "seconds": "{seconds:d} s",
    "minutes": "{minutes} min {seconds:d} s",
    "minutes_whole": "{minutes} min",
}
