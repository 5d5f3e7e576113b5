"""Why somebody couldn't be signed in, told by constant codes: never by what an issuer or a person wrote."""


class ProviderAwayError(RuntimeError):
    """The issuer can't be reached, or says nothing that could be used."""


class SignInRefusedError(RuntimeError):
    """Somebody isn't signed in; `code` says why. `is_attempt` where it may be somebody who tries what isn't theirs."""

    def __init__(self, code: str, is_attempt: bool = True) -> None:
        super().__init__(code)
        self.code = code
        self.is_attempt = is_attempt
