"""Words of activities in plain, and words of ours and of others in Markdown."""


def plain_words(text: object, entities: object, bot_id: str) -> str:
    """What a person wrote, as they would read it: without the mention of the bot; others' names stay as words."""
    raise NotImplementedError


def html_words(content: object) -> str:
    """The words of a message that is HTML, as they would be read."""
    raise NotImplementedError


def escaped(text: str) -> str:
    """The text as Teams' Markdown shows it word for word."""
    raise NotImplementedError
