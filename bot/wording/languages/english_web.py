"""English, as the pages of signing in say it."""

ENGLISH_WEB = {
    "sign_in_intro": "TCBot answers questions from your team's own documents.",
    "sign_in_button": "Sign in with your organisation's account",
    "sign_in_again": "Sign in",
    "sign_out_button": "Sign out",
    "signed_in": "You are signed in.",
    "signed_in_as": "You are signed in as {name}.",
    "signed_out": "You are signed out.",
    "sign_in_state_unknown": "This sign-in took more than ten minutes, was used already, or began in another browser.",
    "sign_in_issuer_refused": "Your organisation's sign-in didn't let you in.",
    "sign_in_token_invalid": "What your organisation's sign-in sent is not valid. The audit has the reason.",
    "sign_in_issuer_away": "Your organisation's sign-in can't be reached at the moment.",
    "sign_in_domain_not_allowed": "This account's e-mail address is not one that may sign in here.",
    "sign_in_account_disabled": "Your account is disabled. An admin can let you in again.",
    "sign_in_too_many": "There were too many sign-ins. The next one is possible in a minute.",
}
