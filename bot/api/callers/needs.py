"""What an endpoint asks of its caller, as types: subjects × scopes. The signature is the rule."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from bot.api.callers.authenticators import Callers
from bot.api.callers.caller import ApiScope, Caller, Subject
from bot.api.http.api_problem import ApiProblemError

ANYBODY = frozenset(Subject)
CALLER = "tcbot.caller"
"""Where a request holds who calls, once that is proven."""


@dataclass(frozen=True, slots=True)
class Needs:
    """A dependency that lets through whoever is one of `subjects` and has `scope`; each who signed in where that is
    None.
    """

    scope: ApiScope | None
    subjects: frozenset[Subject] = ANYBODY

    async def __call__(self, request: Request) -> Caller:
        """Who calls; raises `ApiProblemError`."""
        callers: Callers = request.app.state.callers
        caller = request.scope.get(CALLER) or await callers.of(request)
        self.check(caller)
        return caller

    def check(self, caller: Caller) -> None:
        """Raises `ApiProblemError` (403) where the caller isn't let through."""
        if caller.subject not in self.subjects:
            raise ApiProblemError(403, "wrong_subject", f"This is for a {' or a '.join(sorted(self.subjects))} alone.")
        if self.scope is not None and self.scope not in caller.scopes:
            raise ApiProblemError(403, "scope_missing", f"This needs the scope {self.scope.value}.")


SignedInCaller = Annotated[Caller, Depends(Needs(None))]
AskingCaller = Annotated[Caller, Depends(Needs(ApiScope.ASK))]
ReadingCaller = Annotated[Caller, Depends(Needs(ApiScope.READ))]
UploadingCaller = Annotated[Caller, Depends(Needs(ApiScope.UPLOAD))]
ManagingCaller = Annotated[Caller, Depends(Needs(ApiScope.MANAGE))]
AdminCaller = Annotated[Caller, Depends(Needs(ApiScope.ADMIN))]
SignedInPerson = Annotated[Caller, Depends(Needs(None, frozenset({Subject.PERSON})))]
AdminPerson = Annotated[Caller, Depends(Needs(ApiScope.ADMIN, frozenset({Subject.PERSON})))]
