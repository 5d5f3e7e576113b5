"""What people and admins read about roles and accounts, and why somebody may read something, in German."""

from typing import Final

GERMAN_PEOPLE: Final[dict[str, str]] = {
    # Roles
    "account_disabled": (
        "Dein Konto ist von einem Admin gesperrt, deshalb kann ich das nicht für dich tun. Wende dich an deinen Admin."
    ),
    "file_role_missing": (
        "Du kannst mich fragen, aber hier keine Dateien mit mir teilen. Lass dich von einem Admin dafür freischalten, "
        "oder bitte jemanden, der es darf, sie zu teilen."
    ),
    "forget_role_missing": (
        "Zurücknehmen darf Dateien nur, wer auch welche teilen darf. Ein Admin kann dich dafür freischalten."
    ),
    "admins_only": "Das darf nur ein Admin. Mit `tcbot people grant` wird jemand einer.",
    # Warum jemand etwas lesen kann
    "explain_yes": "{person} kann {document} lesen.",
    "explain_no": "{person} kann {document} nicht lesen.",
    "explain_shut_out": ("{person} ist gesperrt: Fragen werden nicht beantwortet, {document} ist also nicht zu lesen."),
    "explain_uncertain": "Ob {person} {document} lesen kann, steht nicht sicher fest.",
    "explain_by": "Durch das Label {label}: von {by} seit {since}, Freigabe {place}.",
    "explain_for_others": "Es ist für {label}: von {by} seit {since}, Freigabe {place}.",
    "explain_nobody": "Niemand hat Zugriff bekommen.",
    "explain_holds": "Vorhandene Labels: {labels}.",
    "explain_missing": "Es können mehr sein: {why}",
    "explain_missing_channels": "der Chat kann nicht sagen, in welchen Kanälen die Person ist.",
    "explain_missing_people": "der Chat kann nicht sagen, ob die Person ein Gast ist.",
    "explain_no_chat": "kein Chat wurde gefragt.",
    "explain_chat_away": "der Chat {chat} war nicht zu erreichen ({why}).",
    "explain_read_ago": "In welchen Kanälen die Person ist, wurde vor {seconds:# Sekunde|# Sekunden} gelesen.",
    "explain_here_yes": "Eine Antwort in dieser Unterhaltung darf es verwenden. Alle, die sie lesen, haben: {labels}.",
    "explain_here_no": (
        "Eine Antwort in dieser Unterhaltung darf es nicht verwenden. Alle, die sie lesen, haben nur: {labels}."
    ),
    "explain_here_alone": "Dieser Kanal antwortet nur aus dem, was in ihm geteilt wurde.",
    "explain_here_collections": "Von dem, was für alle ist, verwendet dieser Kanal nur die Sammlungen {collections}.",
    "explain_here_outsiders": "Ein Admin hat diesem Kanal mehr erlaubt, obwohl Leute von außen darin sein können.",
    "explain_role": "Die Rolle ist {role}.",
    "explain_guest": "Die Person zählt als Gast.",
    "explain_account": "Das Konto ist {account}, bekannt als {identities}.",
    "explain_no_account": "Es gibt hier kein eigenes Konto, und es braucht keines.",
    "explain_groups": "Gruppen: {groups}.",
    "explain_unknown_document": "Ich kenne kein Dokument „{value}“, aus dem ich antworte.",
    "explain_unknown_person": "Nach „{value}“ kann ich diesen Chat nicht fragen.",
    # Fragen, wie Admins sie sehen
    "seen_question": "{at} · {question} · {ended} · {id}",
    "seen_gone": "(der Wortlaut ist gelöscht)",
    "seen_no_questions": "Eine Frage ohne Antwort ist hier nicht bekannt.",
    "seen_no_feedback": "Noch hat niemand gesagt, ob eine Antwort geholfen hat.",
    "seen_verdict": "{at} · {verdict} · {question} · {id}",
    "seen_helped": "hat geholfen",
    "seen_not_helped": "hat nicht geholfen",
    "seen_reason": "Grund: {reason}",
    "inspect_unknown": "Ich kenne keine Antwort „{value}“.",
    "inspect_ended": "Ergebnis: {ended}, Sicherheit {confidence:.2f}.",
    "inspect_inputs": "Entschieden durch: {figures}.",
    "inspect_timings": "Millisekunden: {figures}.",
    "inspect_scope": "Gesucht für alle mit: {labels}.",
    "inspect_cited": "Zitiert: {pages}.",
}
