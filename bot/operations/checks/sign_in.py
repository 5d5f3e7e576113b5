"""Where people sign in."""

from bot.api.sign_in.examining import examine_issuer
from bot.operations.check import Finding
from bot.settings import BotSettings


def look_at_sign_in(settings: BotSettings) -> Finding:
    return Finding(*examine_issuer(settings))
