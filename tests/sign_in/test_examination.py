"""What the doctor says of the issuer, before anybody signs in."""

import pytest

from bot.api.sign_in.examining import examine_issuer
from bot.settings import BotSettings
from tests.servers.forging_issuer import ForgingIssuer


def examined(issuer: ForgingIssuer, **changes: str) -> tuple[str, str]:
    named = {name.lower(): value for name, value in issuer.settings("http://127.0.0.1").items()}
    return examine_issuer(BotSettings(**(named | changes)))  # type: ignore[arg-type]


def test_a_good_issuer_is_told_with_the_way_back(issuer: ForgingIssuer) -> None:
    told, remedy = examined(issuer)
    assert "http://127.0.0.1/auth/callback" in told
    assert remedy == ""
    assert examine_issuer(BotSettings())[1] == ""


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({"issuer": "https://another.example"}, "OIDC_ISSUER"),
        ({"id_token_signing_alg_values_supported": ["HS256"]}, "RS256"),
    ],
)
def test_one_that_nobody_could_sign_in_at_is_told_with_what_to_do(
    issuer: ForgingIssuer, said: dict[str, object], named: str
) -> None:
    issuer.said = said
    assert named in examined(issuer)[1]


def test_one_that_is_away_is_told_so(issuer: ForgingIssuer) -> None:
    issuer.is_away = True
    told, remedy = examined(issuer)
    assert "can't be reached" in told
    assert remedy
