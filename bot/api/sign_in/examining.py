"""Whether the issuer can be reached and says what signing in needs."""

import asyncio

from bot.api.sign_in.provider import Provider
from bot.api.sign_in.provider_errors import ProviderAwayError
from bot.settings import BotSettings


def examine_issuer(settings: BotSettings) -> tuple[str, str]:
    """One line on the issuer, and what should be done; asks it for its description and its keys alone."""
    if settings.oidc_issuer is None:
        return "not set: nobody signs in; the API takes keys", ""
    return asyncio.run(_examined(settings, settings.oidc_issuer))


async def _examined(settings: BotSettings, issuer: str) -> tuple[str, str]:
    redirect = f"{settings.public_url}/auth/callback"
    provider = Provider(issuer, settings.oidc_client_id or "", "", settings.oidc_scopes, redirect)
    try:
        metadata = await provider.metadata()
        keys = await provider.keys()
    except ProviderAwayError:
        remedy = "Check OIDC_ISSUER and the network; the issuer must call itself exactly that. See docs/sign-in.md."
        return f"{issuer} can't be reached, or isn't an OpenID issuer", remedy
    if not metadata.algorithms or not keys:
        return f"{issuer} signs with no key of its own", "Have it sign ID tokens with RS256, PS256, ES256 or EdDSA."
    if settings.oidc_domains == "" and issuer.startswith("https://accounts.google.com"):
        return f"{issuer} lets in everybody with a Google account", "Set OIDC_DOMAINS to your own domains."
    return f"{issuer}; the way back is {redirect}", ""
