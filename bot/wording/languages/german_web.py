"""German, as the pages of signing in say it."""

GERMAN_WEB = {
    "sign_in_intro": "TCBot beantwortet Fragen aus den eigenen Dokumenten deines Teams.",
    "sign_in_button": "Mit dem Konto deiner Organisation anmelden",
    "sign_in_again": "Anmelden",
    "sign_out_button": "Abmelden",
    "signed_in": "Du bist angemeldet.",
    "signed_in_as": "Du bist angemeldet als {name}.",
    "signed_out": "Du bist abgemeldet.",
    "sign_in_state_unknown": "Diese Anmeldung dauerte mehr als zehn Minuten, war schon benutzt oder begann in einem "
    "anderen Browser.",
    "sign_in_issuer_refused": "Die Anmeldung deiner Organisation hat dich nicht eingelassen.",
    "sign_in_token_invalid": "Was die Anmeldung deiner Organisation geschickt hat, ist nicht gültig. Den Grund "
    "hat das Protokoll.",
    "sign_in_issuer_away": "Die Anmeldung deiner Organisation ist gerade nicht zu erreichen.",
    "sign_in_domain_not_allowed": "Mit der E-Mail-Adresse dieses Kontos kann man sich hier nicht anmelden.",
    "sign_in_account_disabled": "Dein Konto ist gesperrt. Ein Admin kann es wieder freigeben.",
    "sign_in_too_many": "Das waren zu viele Anmeldungen. In einer Minute ist die nächste möglich.",
}
