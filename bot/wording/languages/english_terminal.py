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
    # Backups
    "backup_made": (
        "The backup {name} is at {address}: {rows:# row|# rows}, {files:# file|# files} of originals. It was read "
        "again and is whole."
    ),
    "backup_new": "{copied:# file was|# files were} new; {dropped:# older backup was|# older backups were} removed.",
    "backup_keys": "The encryption keys are not in it. Without them nobody opens it: keep a copy of them elsewhere.",
    "backup_listed": "{name}: {rows:# row|# rows}, {files:# file|# files} of originals",
    "backup_none": "There is no backup at {address}.",
    "restored": "The backup {name} is back: {rows:# row|# rows}, {files:# file|# files} of originals.",
    "restored_forgotten": "{count:# document was|# documents were} forgotten after it, and forgotten again.",
    "restored_settled": (
        "Everybody has to sign in again; what chats told before the backup isn't answered a second time."
    ),
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
    "sweep_questions_cut": "{count:# question|# questions} went with their answers: the time was over.",
    "sweep_audit_broken": "The audit's chain is broken. To see where: tcbot audit verify",
    "sweep_broken": "{count:# invariant is|# invariants are} broken. To see which: tcbot doctor --invariants",
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
    # Everything about one person
    "person_sure": "Erase everything that is held of {who}? This can't be undone.",
    "person_erased": "Erased: {rows}. {documents:# document was|# documents were} forgotten.",
    "person_gone": "Nothing else names this person: all tables and what deleted rows leave were looked through.",
    "person_gone_soon": (
        "Nothing else names this person. What deleted rows leave on the disk goes with the next daily sweep."
    ),
    "person_left": "Something is left. Repeat the command; what is being worked on may have written just now.",
    "person_stays": (
        "What stays: entries of the audit, which know the person by an id or a pseudonym, and what others shared or "
        "asked. Shut the person out in the chat first, or they are met again."
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
    # People
    "person_unknown": (
        "I know nobody as “{who}”. Name them as slack:TEAM:USER or teams:TENANT:USER, by the id of their account, or "
        "by the e-mail address that they signed in with. See tcbot people list"
    ),
    "people_none": "There are no accounts yet. Make the first admin: tcbot people grant slack:TEAM:USER admin",
    "people_more": "These are the first {count}.",
    "people_disabled": "{person} · shut out",
    "people_identities": "known as {identities}",
    "people_roles": "role {roles}",
    "people_groups": "in {groups}",
    "people_group": "{group} · {count:# person|# people}",
    "people_no_groups": "Nobody is in a group.",
    "people_group_in": "{account} is in {group} from now on.",
    "people_group_out": "{account} is no longer in {group} by your word.",
    "people_group_same": "Nothing to change: {account} and {group} were as you say.",
    "people_granted": "{account} is {role} in {team} from now on.",
    "people_revoked": "{account} has no role of its own in {team} any more.",
    "people_not_granted": "Nothing to change: {account} had no role of its own in {team}.",
    "people_linked": "{identity} belongs to {account} from now on.",
    "people_unlinked": "{identity} belongs to no account any more.",
    "people_shut_out": "{account} is shut out, by all of its identities.",
    "people_let_in": "{account} is let in.",
    # The API
    "next_api": "You can upload a document that covers it.",
    "first_api": "Upload a document and ask again.",
    # Keys of the API
    "api_key_made": "This key is shown once; its id is {id}. Keep it where secrets are kept.",
    "api_key_line": "{id}  {name}: {role}, {scopes}; reads {labels}; {state}",
    "api_key_is_revoked": "revoked",
    "api_key_is_endless": "good until it is revoked",
    "api_key_is_over": "over since {date}",
    "api_key_is_good": "good until {date}",
    "api_keys_none": "There are no API keys. Make one: tcbot api-keys create NAME",
    "api_key_revoked": "The key {id} lets nobody in from now on.",
    "api_key_unknown": "There is no key {id} that lets somebody in. See `tcbot api-keys list`.",
    # How a question came to its answer
    "inspect_question": "Question: {question}",
    "inspect_searched_for": "Searched for: {question}",
    "inspect_documents": "Searched in {searched:# document|# documents} of {readable} that these may read.",
    "inspect_filter": "Filter: {filter}",
    "inspect_stage": "{stage} · {count:# candidate|# candidates}",
    "inspect_gate": "Whether the evidence is enough: {figures}. Compared with: {thresholds}.",
    "inspect_nowhere": "Named in the question and nowhere in the documents: {names}.",
    "inspect_weights": "Weights of {name}: {figures}.",
    "inspect_prompt": "Prompt, {role}:",
    # Sessions
    "session_line": "{id}  {name}: since {since}, used {seen}",
    "sessions_none": "Nobody is signed in.",
    "sessions_ended": "{count:# session is|# sessions are} over.",
    # The console
    "console_sign_in": "Admins of all teams see it once they have signed in there.",
    "console_link": "Whoever has this address sees the page for {minutes} minutes.",
    "session_unknown": "There is no one open session {id}. See `tcbot sessions list`.",
}
