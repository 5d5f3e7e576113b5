"""Whether Microsoft lets the bot in: its tokens, the keys of its requests, its rights in Graph. Nothing is sent."""

import asyncio
import base64
import json

from bot.settings import BotSettings
from bot.teams.directory.errors import TokenError
from bot.teams.directory.tokens import Tokens
from bot.teams.directory.wire import open_session
from bot.teams.inbound.keys import IssuerKeys, KeysUnknownError
from bot.teams.setup.modes import credentials_of, mode_of

FILE_ROLES = ("Files.Read.All", "Files.ReadWrite.All", "Sites.Selected", "Sites.Read.All", "Sites.ReadWrite.All")
"""Each of them lets the bot read files that are shared in channels; the first asks for the least that reads all."""
_REMEDIES = {
    "unreachable": "Look whether TEAMS_LOGIN_URL is right, and whether this machine reaches it.",
    "certificate_unreadable": "Let TEAMS_CERTIFICATE name a PEM file with the app's certificate and its private key, "
    "without a passphrase.",
    "no_such_tenant": "Correct TEAMS_TENANT_ID.",
    "AADSTS90002": "Correct TEAMS_TENANT_ID.",
    "AADSTS700016": "Correct TEAMS_APP_ID or TEAMS_TENANT_ID: this tenant knows no such app.",
    "AADSTS7000215": "Correct TEAMS_APP_PASSWORD: the value of a client secret, not its id.",
    "AADSTS7000222": "Set TEAMS_APP_PASSWORD to a new client secret of the app: this one has ended.",
    "AADSTS700027": "Upload the certificate of TEAMS_CERTIFICATE to the app (Entra ID, Certificates & secrets).",
}


class TeamsRefusesError(RuntimeError):
    """Microsoft doesn't take what the settings hold, or doesn't answer."""

    def __init__(self, said: str, remedy: str) -> None:
        self.remedy = remedy
        super().__init__(said)


def examine_teams(settings: BotSettings) -> tuple[str, str]:
    """One line on the app, and what should be done; calls Microsoft. Raises `TeamsRefusesError`."""
    if mode_of(settings) == "local":
        return "local mode: whoever is on this machine can speak as anybody", ""
    return asyncio.run(_examined(settings))


async def _examined(settings: BotSettings) -> tuple[str, str]:
    tokens = Tokens(settings)
    try:
        await tokens.connector()
        keys = await _key_count(settings)
        roles = _roles(await tokens.graph())
    except TokenError as error:
        remedy = _REMEDIES.get(error.code, f"Correct TEAMS_APP_ID, TEAMS_TENANT_ID or {credentials_of(settings)[0]}.")
        raise TeamsRefusesError(f"Microsoft's login says {error.code}.", remedy) from None
    finally:
        tokens.close()
    line = f"app {settings.teams_app_id} in tenant {settings.teams_tenant_id}; {keys} keys known"
    if not any(role in roles for role in FILE_ROLES):
        return line, (
            f"Give the app {FILE_ROLES[0]} or Sites.Selected of Microsoft Graph, as an application and with an admin's "
            "consent; until then files shared in channels and groups can't be read."
        )
    return f"{line}; Graph: {', '.join(sorted(roles))}", ""


async def _key_count(settings: BotSettings) -> int:
    async with open_session() as http:
        try:
            return await IssuerKeys(settings.teams_openid_url, http).refresh()
        except KeysUnknownError:
            remedy = "Look whether TEAMS_OPENID_URL is right, and whether this machine reaches it."
            raise TeamsRefusesError("The keys that Teams signs with can't be read.", remedy) from None


def _roles(token: str) -> list[str]:
    """The rights that a token of our own holds; it is for Graph to verify."""
    try:
        claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    except (ValueError, IndexError):
        return []
    roles = claims.get("roles")
    return [role for role in roles if isinstance(role, str)] if isinstance(roles, list) else []
