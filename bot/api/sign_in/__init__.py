"""How people sign in: OpenID Connect at an issuer, sessions of browsers, tokens for people's programs."""
