"""Who signed out, was shut out or ran out of time has left nothing that could let somebody in."""

from sqlalchemy import or_, select

from bot.invariants.invariant import OVERDUE, Invariant, World
from pipelines.records.people_tables import Account, ApiKey, SignIn, SignInAttempt


def _violations(world: World) -> int:
    old = world.at - OVERDUE
    return world.count(
        select(SignIn.id).where(or_(SignIn.expires_at < old, SignIn.revoked_at < old)),
        select(SignIn.id)
        .join(Account, Account.id == SignIn.account_id)
        .where(or_(SignIn.seen_at > Account.disabled_at, SignIn.seen_at > SignIn.revoked_at)),
        select(SignInAttempt.id).where(SignInAttempt.expires_at < old),
        select(ApiKey.id).where(or_(ApiKey.used_at > ApiKey.expires_at, ApiKey.used_at > ApiKey.revoked_at)),
    )


INVARIANT = Invariant(
    "ended_sign_ins_are_gone",
    "A session or key that is over, revoked or of somebody who was shut out is still kept, or even used.",
    _violations,
)
