"""What people and admins read about roles and accounts, and why somebody may read something, in English."""

from typing import Final

ENGLISH_PEOPLE: Final[dict[str, str]] = {
    # Roles
    "account_disabled": "An admin has shut out your account, so I can't do this for you. Ask your admin about it.",
    "file_role_missing": (
        "You can ask me, but you can't share files with me here. Ask an admin to make you an uploader, "
        "or somebody who is one to share it."
    ),
    "forget_role_missing": "Taking files back is for uploaders. Ask an admin to make you one.",
    "admins_only": "Only an admin can do that. `tcbot people grant` makes somebody one.",
    # Why somebody may read something
    "explain_yes": "{person} can read {document}.",
    "explain_no": "{person} can't read {document}.",
    "explain_shut_out": "{person} is shut out: no question of theirs is answered, so they can't read {document}.",
    "explain_uncertain": "Whether {person} can read {document} can't be told for certain.",
    "explain_by": "By the label {label}: granted by {by} since {since}, sharing {place}.",
    "explain_for_others": "It is for {label}: granted by {by} since {since}, sharing {place}.",
    "explain_nobody": "Nobody was granted it.",
    "explain_holds": "They hold: {labels}.",
    "explain_missing": "They may hold more: {why}",
    "explain_missing_channels": "the chat can't say which channels they are in.",
    "explain_missing_people": "the chat can't say whether they are a guest.",
    "explain_no_chat": "no chat was asked.",
    "explain_chat_away": "the chat {chat} couldn't be asked ({why}).",
    "explain_read_ago": "Which channels they are in was read {seconds:# second|# seconds} ago.",
    "explain_here_yes": "A reply in this conversation may use it. All who read it there hold: {labels}.",
    "explain_here_no": "A reply in this conversation may not use it. All who read it there hold only: {labels}.",
    "explain_here_alone": "This channel answers from what was shared in it alone.",
    "explain_here_collections": "Of what is for everybody this channel uses the collections {collections} alone.",
    "explain_here_outsiders": "An admin allowed this channel more although people from outside may be in it.",
    "explain_role": "Their role is {role}.",
    "explain_guest": "They count as a guest.",
    "explain_account": "Their account is {account}, known as {identities}.",
    "explain_no_account": "They have no account of their own here, and need none.",
    "explain_groups": "They are in {groups}.",
    "explain_unknown_document": "I know no document “{value}” that answers questions.",
    "explain_unknown_person": "“{value}” is nobody that I can ask this chat about.",
    # Questions, as admins see them
    "seen_question": "{at} · {question} · {ended} · {id}",
    "seen_gone": "(its words are gone)",
    "seen_no_questions": "No question without an answer is known here.",
    "seen_no_feedback": "Nobody has said yet whether an answer helped.",
    "seen_verdict": "{at} · {verdict} · {question} · {id}",
    "seen_helped": "helped",
    "seen_not_helped": "didn't help",
    "seen_reason": "Reason: {reason}",
    "inspect_unknown": "I know no answer “{value}”.",
    "inspect_ended": "Ended: {ended}, confidence {confidence:.2f}.",
    "inspect_inputs": "Decided by: {figures}.",
    "inspect_timings": "Milliseconds: {figures}.",
    "inspect_scope": "Searched for those who hold: {labels}.",
    "inspect_cited": "Cited: {pages}.",
}
