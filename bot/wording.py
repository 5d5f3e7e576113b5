"""Every sentence the bot says, by key. A second language is a second `Language` in `LANGUAGES`.

Keys of outcomes and reasons are the codes that an answer carries; see `bot.phrasing` for which follows from what.
A template's `{documents:# document|# documents}` picks the form for the number and puts it where `#` stands; a whole
number alone, `{limit}`, gets thousands separators, `{page:d}` none; a list is joined by commas.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from pipelines.places import NUMBERED
from pipelines.types import Unit


class UnknownSentenceError(LookupError):
    """Raised for a key that no language has."""


class MissingValueError(LookupError):
    """Raised where a sentence needs a value that wasn't given."""


@dataclass(frozen=True, slots=True)
class Language:
    """Templates by key, and how numbers are said: `form` gives the index of the plural form for a count."""

    sentences: Mapping[str, str]
    form: Callable[[int], int]
    thousands: str = ","

    def say(self, key: str, /, **values: Any) -> str:
        """The sentence for `key` with its values; raises `UnknownSentenceError` or `MissingValueError`."""
        template = self.sentences.get(key)
        if template is None:
            raise UnknownSentenceError(f"There is no sentence for {key!r}.")
        try:
            return _Filler(self).vformat(template, (), values)
        except KeyError as error:
            raise MissingValueError(f"The sentence {key!r} needs a value for {error.args[0]!r}.") from None

    def number(self, value: int) -> str:
        """A whole number with this language's thousands separator."""
        return f"{value:,}".replace(",", self.thousands)


class _Filler(Formatter):
    def __init__(self, language: Language) -> None:
        self.language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        if "|" in format_spec:
            forms = format_spec.split("|")
            return forms[self.language.form(value)].replace("#", self.language.number(value))
        if isinstance(value, (list, tuple)):
            return ", ".join(value)
        if isinstance(value, int) and not format_spec:
            return self.language.number(value)
        return format(value, format_spec)


ENGLISH = Language(
    form=lambda count: 0 if count == 1 else 1,
    sentences={
        # While it works
        "starting": "Starting…",
        "preparing": "Preparing the language model; this takes half a minute, once on this machine…",
        "looking": "Looking in {documents:# document|# documents}…",
        "reading": "Reading {document}…",
        "reading_more": "Reading {document} and {more} more…",
        "stage_parsing": "Reading {document}",
        "stage_embedding": "Indexing {document}",
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
        # Refusals
        "not_found": "I couldn't find this in the {documents:one document|# documents} you can read here.",
        "not_found_channel": (
            "I couldn't find this in the {documents:one document|# documents} shared with this channel."
        ),
        "unsupported": (
            "I looked through {documents:the one document|the # documents} you can read here, "
            "but could write nothing that its sources bear out."
        ),
        "filters_match_nothing": (
            "No document you can read here matches your filters. Leave one of them out and ask again."
        ),
        "nothing_shared": "No documents have been shared with me here yet, so I have nothing to answer from.",
        "closest": "Closest: {nearest}",
        "closest_item": "{document} ({page})",
        "closest_item_topic": "{document} ({page}, {topic})",
        "next_chat": "You can share a document that covers it.",
        "next_chat_owner": "You can share a document that covers it, or ask the owner of {document}.",
        "next_terminal": "You can add a document that covers it: tcbot ingest PATH",
        "first_chat": "Share a file with me and ask again.",
        "first_terminal": "Add documents and ask again: tcbot ingest PATH",
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
        "took_too_long": "I couldn't answer this within {duration}, so I stopped.",
        "disk_full": (
            "I couldn't save this: the disk that holds {folder} is full. Free some space and try again. "
            "Whatever was ready before still is."
        ),
        "not_permitted": "I'm not allowed to use {path}. Change its permissions, or set TCBOT_HOME to another folder.",
        "unexpected": "I couldn't finish this because something failed on my side.",
        "retry_until": "Nothing was lost, and I'll try again by myself until {time}.",
        "retry_terminal": "Nothing was lost. To see which part is missing: tcbot doctor",
        "reference": "Reference {reference}",
        # Files
        "folder_given": "“{path}” is a folder. Name the files in it: {files}",
        "same_name": (
            "Another file of this name was taken just before, from {folder}. Rename one of them: "
            "files of one name count as versions of one document."
        ),
        "already_known": "I already know this one.",
        "already_known_gained": "I already know this one; now {labels} can ask about it too.",
        "replaces": "Replaces the version of {date}.",
        "readers_kept": "It can still be read by {labels}, too.",
        "ingest_ready": "{file} · {length} · ready in {duration}",
        "ingest_ready_with_warning": "{file} · {length} · ready in {duration} · {message}",
        "ingest_failed": "{file} · couldn't be read · {message}",
        "ingest_summary": "{ready:# file|# files} ready in {duration}.",
        "ingest_summary_failed": "{ready:# file|# files} ready in {duration}, {failed} couldn't be read.",
        "ingest_queued": "{file} · waiting · {job}",
        "ingest_queued_summary": "{files:# file waits|# files wait}; a worker takes them: tcbot worker. See tcbot jobs",
        # Jobs
        "worker_ready": "I take files out of the queue now, until Ctrl+C.",
        "no_jobs": "No files are on their way. Queue some: tcbot ingest --background PATH",
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
        "job_attempts": "Job {job} of team {team}, {attempts:# attempt|# attempts}",
        "job_can_cancel": "To end it: tcbot jobs cancel {job}",
        "job_can_retry": "To try it again: tcbot jobs retry {job}",
        "job_unknown": "There is no job “{value}”. See tcbot jobs",
        "job_several": "Several jobs start with “{value}”. Say more of the id.",
        "no_documents": "There are no documents yet. Add some: tcbot ingest PATH",
        "forgotten": "Forgotten: {document}. No answer uses it any more.",
        "forgotten_whole": (
            "All copies were removed at {time} (checked). To check again: tcbot documents verify-forgotten {id}"
        ),
        "forgotten_not_whole": (
            "What is kept of it couldn't be removed yet: {problem} The daily sweep tries again; at once: tcbot sweep"
        ),
        "withdrawn": "Withdrawn: {document}. It can still be read by {labels}.",
        "verified": "Nothing is left of {document}: search, records, vault and cache were looked through.",
        "not_forgotten": "Something is left of {document}. To remove what is forgotten: tcbot sweep",
        "trace": "In {place}: {amount} ({what})",
        "forget_unknown": "I don't have a document called “{value}”.",
        "forget_unknown_near": "I don't have a document called “{value}”. Nearest: {nearest}.",
        "documents_name": "Document",
        "documents_length": "Length",
        "documents_type": "Type",
        "documents_readers": "Readable by",
        "documents_since": "Since",
        "retention": "Documents are forgotten {days:# day|# days} after their last version.",
        "retention_none": "Documents are kept until somebody forgets them.",
        # The sweep
        "sweep_nothing": "All is as it should be.",
        "sweep_finished": "{count:# forgetting that was cut short is|# forgettings that were cut short are} finished.",
        "sweep_expired": "{count:# document was|# documents were} forgotten: the time was over.",
        "sweep_purged": "{count:# document was|# documents were} removed from the index, which had no record.",
        "sweep_reindexed": "{count:# document was|# documents were} indexed again.",
        "sweep_relabelled": "The readers of {count:# document|# documents} were set right in the index.",
        "sweep_abandoned": "{count:# version that nobody works on was|# versions that nobody works on were} given up.",
        "sweep_deleted": "{count:# original without a record was|# originals without a record were} deleted.",
        "sweep_missing": "{count:# original is|# originals are} missing. Share those files again.",
        "sweep_damaged": "{count:# original is|# originals are} damaged. Restore the vault from a backup.",
        "sweep_leftovers": "{count:# leftover file was|# leftover files were} removed.",
        "sweep_failed": "{count:# repair|# repairs} failed; the log says why. The next sweep tries again.",
        # Keys
        "key_seals": "{key} seals · {things}",
        "key_opens": "{key} opens what it sealed · {things}",
        "key_originals": "{count:# original|# originals}",
        "key_index": "the index",
        "key_records": "the records",
        "key_unused": "nothing",
        "keys_rotated": "The new key {key} seals everything now.",
        "keys_resealed": "{key} seals everything now; {count:# thing|# things} had another key.",
        "keys_same": "{key} seals everything already.",
        "keys_copy": "Keep a copy of the key file in a safe place, apart from the data: {path}",
        # Search results
        "hits_none": "No passage fits this.",
        "hits_where": "Where",
        "hits_passage": "Passage",
        "hits_score": "Score",
        # Slack's layouts
        "sources_heading": "Sources",
        "helpful": "Helpful",
        "not_helpful": "Not helpful",
        "more_passages": "More passages",
        "no_passages": "I found no passages that you may read here.",
        "try_again": "Try again now",
        "answer_privately": "Answer me privately",
        "goes_on": "Goes on below.",
        "goes_on_here": "The rest of the answer.",
        "cancel": "Cancel",
        "ask_about": "Ask about it",
        "who_reads": "Who can read it",
        "forget": "Forget",
        "shared_by": " · shared by ",
        "card_ready": "{length} · ready in {duration}",
        "card_of_channel": "Everyone in this channel can ask about it.",
        "card_yours": "Only you can ask about it.",
        "documents_here": "{documents:# document|# documents} can be used here.",
        "document_since": "{length} · since {day}",
        "page_before": "Earlier in the list",
        "page_after": "Further in the list",
        "page_of": "Page {page:d} of {pages:d}",
        "your_files": "Your newest files",
        "hello": (
            "Hi, I answer questions from your team's documents, with page numbers. Share a file with me, or ask: “how "
            "many vacation days carry over?” I only use documents that everyone here may read."
        ),
        "for_example": "For example:",
        "what_do_you_know": "What do you know?",
        "help_heading": "What I can do",
        "help_ask": "Ask: mention me in a channel, write to me directly, or /tcbot ask for an answer only you see.",
        "help_share": (
            "Share: put a file on a message to me, use /upload, or “Add to knowledge” in the menu of a message that "
            "has one."
        ),
        "help_documents": "See documents: /tcbot documents lists what can be used here, /tcbot status your files.",
        "help_forget": "Forget: the button on a file's card, or /tcbot forget NAME. All copies go, and I check that.",
        "help_settings": "Settings of a channel: /tcbot settings, for those who manage it.",
        "help_who_sees": (
            "Who sees what: a file shared in a channel is used for people there, one sent to me directly for you alone."
        ),
        "help_complain": "Wrong answer? “Not helpful” below it tells us; a reference number finds what went wrong.",
        "home_documents": "Your documents",
        "home_no_documents": "You haven't shared any yet. Put a file on a message to me, or use /upload.",
        "home_more": "and {more:# more|# more}: /tcbot documents",
        "home_questions": "Your recent questions",
        "upload_title": "Add documents",
        "upload_submit": "Add",
        "upload_files": "Files, at most 10 of 10 MB each",
        "upload_type": "What they read like",
        "upload_type_hint": "Leave it open, and I tell it from their words.",
        "upload_readers": "Who may ask about them",
        "upload_readers_here": "People in this conversation",
        "upload_readers_all": "Everyone in the workspace",
        "upload_note": "A note on them",
        "type_general": "General",
        "type_technical": "Technical",
        "type_legal": "Legal",
        "feedback_title": "What was wrong?",
        "feedback_submit": "Send",
        "feedback_reason": "What should the answer have said, or what was missing?",
        "settings_title": "Channel settings",
        "settings_submit": "Save",
        "settings_answers_to": "I answer",
        "settings_answers_to_mentions": "when somebody mentions me",
        "settings_answers_to_questions": "also when a message reads like a question to everyone",
        "settings_documents": "I use documents",
        "settings_documents_workspace": "of this channel and of the whole workspace",
        "settings_documents_channel": "of this channel alone",
        "settings_replies": "My replies are seen",
        "settings_replies_thread": "by everyone, in the thread",
        "settings_replies_private": "by who asked, alone",
        "forget_title": "Forget a document?",
        "forget_sure": "No answer will use it any more, and all copies are removed. This can't be undone.",
        # Slack
        "web_ready": "I'm in Slack now, and listen at {address}, until Ctrl+C.",
        "slack_unreachable": "Slack doesn't answer at the moment. Try it again in a minute.",
        "slack_refused": "Slack refused it ({code}).",
        "slack_scope_missing": (
            "The app lacks the permission {scope}. An admin can add it to the app's scopes and install the app again."
        ),
        "slack_download_failed": "Slack didn't hand it out whole. Share it again.",
        "slack_too_many_channels": "These are more channels than I can look through.",
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
        "settings_in_channels": "Settings belong to channels. Use /tcbot settings in the channel that you mean.",
        "installed": "TCBot is installed in {workspace}. Mention it in a channel, or send it a message.",
        "install_refused": "TCBot wasn't installed: nobody said yes at Slack. Start again at /slack/install.",
        "install_failed": "TCBot wasn't installed: Slack didn't hand out its token. Start again at /slack/install.",
        "install_invalid_state": (
            "TCBot wasn't installed: this page belongs to another attempt, or that took too long. "
            "Start again at /slack/install, in one browser."
        ),
        "install_organization_install": (
            "TCBot wasn't installed: it goes into one workspace at a time. Choose a workspace at Slack."
        ),
        # The demo
        "demo_start": "I'm reading {documents:# sample document|# sample documents}: a handbook, a manual, a contract.",
        "demo_ready": "Now {questions:# question|# questions}; the last is answered by none of the documents.",
        "demo_prompt": "Your question (an empty line ends)",
        "demo_end": "To use your own documents: tcbot ingest PATH, then tcbot ask “…”",
        # The service behind every chat
        "looking_first": "Looking in your documents…",
        "scope_reduced": (
            "I couldn't see which channels you are in, so I used only what everyone here may read and what was shared "
            "right here."
        ),
        "more_in_private": "There are documents I can use only in private with you.",
        "throttled": "These are more questions than I take at once. Ask this one again in {duration}.",
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
    },
)

LANGUAGES: dict[str, Language] = {"en": ENGLISH}


def say(key: str, /, locale: str = "en", **values: Any) -> str:
    """The sentence for `key` in the locale's language, or in English where that language lacks it.

    Raises `UnknownSentenceError` for an unknown key and `MissingValueError` for a value that the sentence needs.
    """
    language = LANGUAGES.get(locale.replace("_", "-").split("-")[0].lower(), ENGLISH)
    return (language if key in language.sentences else ENGLISH).say(key, **values)


def confidence_words(probability: float, locale: str = "en") -> str:
    """How sure an answer is, in words; `probability` is the calibrated number in 0..1, else `ValueError`."""
    if not 0 <= probability <= 1:
        raise ValueError(f"A confidence lies between 0 and 1, not at {probability}.")
    key = "well_supported" if probability >= 0.85 else "likely" if probability >= 0.6 else "uncertain"
    return say(key, locale)


def page_reference(
    page: int,
    last_page: int,
    label: str | None,
    locale: str = "en",
    *,
    unit: Unit = Unit.PAGE,
    in_brackets: bool = False,
) -> str:
    """`p. 12 (printed 10)`, `p. 12` where nothing else is printed, `p. 3–4` for a range; for documents of other units
    `slide 4`, `sheet Rates, B2:F40`, `rows 2–41`, `section 3, Vacation`, `part 2`.

    `label` is what is printed on the first page; a range counts it on where it is a number. `in_brackets` is for
    places that stand in brackets themselves: `p. 12, printed 10`.
    """
    several = last_page > page
    label = " ".join((label or "").split())
    if unit is not Unit.PAGE:
        return _unit_reference(unit, page, last_page, label, locale)
    pages = say("pages" if several else "page", locale, page=page, last_page=last_page)
    if label in {"", str(page)}:
        return pages
    key = "printed"
    if several and label.isascii() and label.isdecimal():
        label = f"{label}–{int(label) + last_page - page}"
    elif several:
        key = "printed_from"
    return say(f"{key}_inline" if in_brackets else key, locale, pages=pages, label=label)


def _unit_reference(unit: Unit, page: int, last_page: int, label: str, locale: str) -> str:
    if unit is Unit.ROWS:
        return say("rows", locale, label=label or str(page))
    if last_page > page:
        return say(f"{unit}s", locale, page=page, last_page=last_page)
    if not label or unit not in {Unit.SHEET, Unit.SECTION}:
        return say(unit, locale, page=page)
    numbered = unit is Unit.SECTION and NUMBERED.match(label)
    return say(f"{unit}_numbered" if numbered else f"{unit}_named", locale, page=page, label=label)


def count_words(count: int, unit: Unit, locale: str = "en") -> str:
    """How much a document holds: `16 pages`, `12 slides`, `1 sheet`, `1,204 rows`."""
    return say(f"count_{unit}", locale, count=count)


def duration_words(seconds: float, locale: str = "en") -> str:
    """A length of time as people say it: `1.4 s`, `18 s`, `2 min 5 s`."""
    if round(seconds, 1) < 10:
        return say("seconds_exact", locale, seconds=seconds)
    minutes, rest = divmod(round(seconds), 60)
    return say("minutes", locale, minutes=minutes, seconds=rest) if minutes else say("seconds", locale, seconds=rest)
