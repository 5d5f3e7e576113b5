"""What only those read who run the bot, in English: in a terminal, and on pages of the installation."""

from typing import Final

ENGLISH_TERMINAL: Final[dict[str, str]] = {
    # While it works
    "starting": "Starting…",
    "preparing": "Preparing the language model; this takes half a minute, once on this machine…",
    "stage_parsing": "Reading {document}",
    "stage_embedding": "Indexing {document}",
    # Refusals
    "next_terminal": "You can add a document that covers it: tcbot ingest PATH",
    "first_terminal": "Add documents and ask again: tcbot ingest PATH",
    # Failures
    "not_permitted": "I'm not allowed to use {path}. Change its permissions, or set TCBOT_HOME to another folder.",
    "retry_terminal": "Nothing was lost. To see which part is missing: tcbot doctor",
    # Files
    "folder_given": "“{path}” is a folder. Name the files in it: {files}",
    "same_name": (
        "Another file of this name was taken just before, from {folder}. Rename one of them: "
        "files of one name count as versions of one document."
    ),
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
    "job_attempts": "Job {job} of team {team}, {attempts:# attempt|# attempts}",
    "job_can_cancel": "To end it: tcbot jobs cancel {job}",
    "job_can_retry": "To try it again: tcbot jobs retry {job}",
    "job_unknown": "There is no job “{value}”. See tcbot jobs",
    "job_several": "Several jobs start with “{value}”. Say more of the id.",
    "no_documents": "There are no documents yet. Add some: tcbot ingest PATH",
    "forgotten_whole": (
        "All copies were removed at {time} (checked). To check again: tcbot documents verify-forgotten {id}"
    ),
    "forgotten_not_whole": (
        "What is kept of it couldn't be removed yet: {problem} The daily sweep tries again; at once: tcbot sweep"
    ),
    "forgotten_soon": (
        "All copies were removed at {time}; what deleted rows leave on the disk goes with the next daily sweep. "
        "To look: tcbot documents verify-forgotten {id}"
    ),
    "withdrawn": "Withdrawn: {document}. It can still be read by {labels}.",
    "verified": (
        "Nothing is left of {document}: search, records, vault, cache, temporary files and what deleted rows leave on "
        "the disk were looked through."
    ),
    "unseen": "Not looked through: {places}.",
    "unseen_records": "the log, the replicas and the backups of PostgreSQL",
    "unseen_index": "the snapshots of Elasticsearch",
    "unseen_originals": "old versions in the bucket",
    "missing_none": "No shared file is missing in its chat.",
    "missing": "{count:# file|# files} of {held} that workspace {team} shared can't be found there any more.",
    "missing_too_many": (
        "{count:# file|# files} of {held} that workspace {team} shared can't be found there any more. These are too "
        "many to be forgotten by themselves: look whether the bot has the right token and is still in its channels. If "
        "they are gone: tcbot documents missing --forget"
    ),
    "missing_forgotten": "{count:# file was|# files were} forgotten.",
    "not_forgotten": "Something is left of {document}. To remove what is forgotten: tcbot sweep",
    "trace": "In {place}: {amount} ({what})",
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
    "sweep_audit_cut": "{count:# entry|# entries} of the audit went: the time was over.",
    "sweep_audit_broken": "The audit's chain is broken. To see where: tcbot audit verify",
    "sweep_failed": "{count:# repair|# repairs} failed; the log says why. The next sweep tries again.",
    "sweep_outdated": (
        "{count:# generation of the index that nobody asks any more was|"
        "# generations of the index that nobody asks any more were} deleted."
    ),
    # The index built anew
    "reindexing": "Indexing {document}",
    "reindexed_same": (
        "The index fits the settings: {generation}. {count:# document was|# documents were} put right in it."
    ),
    "reindexed": (
        "The index was built anew and answers now: {generation}, {documents:# document|# documents}. "
        "The one before is deleted after a day."
    ),
    "reindexed_left_out": "{document} was left out. {reason}",
    "reindexed_failed": "{document} can't be read. {reason}",
    "reindexed_not_switched": (
        "The new index is built, but for {count:# document|# documents}; the old one goes on answering. "
        "Share these again or forget them and repeat tcbot reindex, or go on without them: tcbot reindex --leave-out"
    ),
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
    # The audit
    "audit_whole": "The chain is whole: {count:# entry is|# entries are} as written, and the end is where it was.",
    "audit_cut": "{count:# earlier entry was|# earlier entries were} removed by retention; where, is in the chain.",
    "audit_kept_cut": "The head that you gave was removed by retention since; nothing can be compared with it.",
    "audit_waiting": (
        "{count:# entry of the version before waits|# entries of the version before wait} for the daily sweep to be "
        "taken into the chain."
    ),
    "audit_altered": "Entry {n} isn't the one that was written there: it was changed, put in or moved.",
    "audit_missing": "Entry {n} is missing.",
    "audit_inserted": "Entry {n} was put in.",
    "audit_loose": "An entry without a number was put in beside the chain.",
    "audit_end_missing": "The end is missing, from entry {n} on.",
    "audit_head": "What is kept of the chain's end isn't as it was written: its seal or its entry doesn't fit.",
    "audit_beginning": "What is kept of the chain's beginning, before entry {n}, isn't as it was written.",
    "audit_fitting": "{count:# entry before that is|# entries before that are} as written.",
    "audit_broken_next": (
        "Somebody changed the records beside TCBot, or restored a part of them. Compare with a backup and with your "
        "exports before anything is put right."
    ),
    # Search results
    "hits_none": "No passage fits this.",
    "hits_where": "Where",
    "hits_passage": "Passage",
    "hits_score": "Score",
    # The bot in its chats
    "web_ready": "I'm in {chats} now, and listen at {address}, until Ctrl+C.",
    "web_ready_local": "Teams is in local mode: a program on this machine, such as the Microsoft 365 Agents Playground,"
    " sends to {address}. Anybody on this machine can speak to me as anybody.",
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
    "install_team_not_admitted": (
        "TCBot wasn't installed: this bot isn't for your workspace. Ask whoever runs it to add it to SLACK_TEAMS."
    ),
    # The demo
    "demo_start": "I'm reading {documents:# sample document|# sample documents}: a handbook, a manual, a contract.",
    "demo_ready": "Now {questions:# question|# questions}; the last is answered by none of the documents.",
    "demo_prompt": "Your question (an empty line ends)",
    "demo_end": "To use your own documents: tcbot ingest PATH, then tcbot ask “…”",
    # The app package for Teams
    "teams_package_no_app": (
        "TEAMS_APP_ID is not set. Set it to the application (client) id of the bot's app in Entra ID: the package is "
        "made for that."
    ),
    "teams_package_faults": "Teams wouldn't take this package, so nothing was written:",
    "teams_package_example": "It names the host {host}, which is nobody's. Say yours: --host NAME",
    "teams_package_written": (
        "{path} is written and checked. Upload it in the Teams admin center: Teams apps, Manage apps, Upload new app."
    ),
}
