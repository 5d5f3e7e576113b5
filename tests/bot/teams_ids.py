"""Ids as Microsoft Teams gives them, the longest with 120 characters; a chat and a person that have them."""

from bot.chat.chat import Chat, ChatKind, Person

TENANT = "11111111-2222-3333-4444-555555555555"
CHANNEL_ID = "19:a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6@thread.tacv2"
LONGEST_ID = f"19:{'x' * 104}@thread.tacv2"[:120]
USER_ID = "29:1XJKJMvc5GBtc2JwZq0oj8tHZmzrQgFmB39ATiQWA85gQtHieVkKilBZ9XHoq9j7Zaqt7CZ-NJWi7me2kHTL3Bw"

CHANNEL = Chat("teams", TENANT, CHANNEL_ID, ChatKind.PRIVATE, "1772539200123")
LONGEST_CHANNEL = Chat("teams", TENANT, LONGEST_ID, ChatKind.PRIVATE, "1772539200123")
DIRECT = Chat("teams", TENANT, f"a:{'y' * 118}", ChatKind.DIRECT)
PERSON = Person("teams", TENANT, USER_ID)
OTHER = Person("teams", TENANT, f"29:{'z' * 117}")
