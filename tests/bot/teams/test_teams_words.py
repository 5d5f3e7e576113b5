"""What people wrote in Teams, in plain words: the mention of the bot goes, names of others stay, HTML is read."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.teams.render.words import html_words, plain_words

BOT = "28:0b1e5ac0"


BOB = "29:1"


def mention(text: str, who: str = BOT) -> dict[str, Any]:
    return {"type": "mention", "mentioned": {"id": who, "name": "x"}, "text": text}


@pytest.mark.parametrize(
    ("text", "entities", "plain"),
    [
        ("<at>TCBot</at> how many days?\n", [mention("<at>TCBot</at>")], "how many days?"),
        ("hey <at>TCBot</at>, how\u00a0many?", [mention("<at>TCBot</at>")], "hey , how many?"),
        ('<at id="0">TCBot</at>&nbsp;R&amp;D?', [mention("<at>TCBot</at>")], "R&D?"),
        ("<AT>tcbot</AT> hi", [mention("<at>TCBot</at>")], "hi"),
        ("@TCBot hi", [mention("@TCBot")], "hi"),
        (
            "<at>TCBot</at> ask <at>Bob B.</at>",
            [mention("<at>TCBot</at>"), mention("<at>Bob B.</at>", "29:1")],
            "ask Bob B.",
        ),
        (
            "<at>TCBot Two</at> hi",
            [mention("<at>TCBot Two</at>", "28:other"), mention("<at>TCBot</at>")],
            "TCBot Two hi",
        ),
        ("<at>Somebody</at> hi", [], "Somebody hi"),
        ("is 3 < 4 and <b> a tag?", [], "is 3 < 4 and <b> a tag?"),
        ("one\r\n\r\n\r\n\r\ntwo   three", [], "one\n\ntwo three"),
        ("<at>TCBot</at>", [mention("<at>TCBot</at>")], ""),
        (None, [], ""),
        ("hi", "mention", "hi"),
        ("hi", [None, 1, {}, {"type": "mention"}, {"type": "mention", "text": 1, "mentioned": []}], "hi"),
    ],
)
def test_words_are_what_people_read(text: object, entities: object, plain: str) -> None:
    assert plain_words(text, entities, BOT) == plain


def test_without_an_id_of_the_bot_every_mention_is_a_name() -> None:
    assert plain_words("<at>TCBot</at> hi", [mention("<at>TCBot</at>", "")], "") == "TCBot hi"


@pytest.mark.parametrize(
    ("content", "plain"),
    [
        ("<p>Hello&nbsp;<b>all</b></p><p>R&amp;D</p>", "Hello all\n\nR&D"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<ul><li>a</li><li>b</li></ul>", "a\n\nb"),
        ('<script>alert(1)</script>x<attachment id="1">y</attachment>', "x"),
        ('<at id="0">Bob</at> said', "Bob said"),
        ("a < b & c", "a < b & c"),
        (None, ""),
        (["<p>"], ""),
    ],
)
def test_html_is_read(content: object, plain: str) -> None:
    assert html_words(content) == plain


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="<>/at bBr&;\"'=!-[]x\n", max_size=80))
def test_no_html_raises(content: str) -> None:
    html_words(content)
    plain_words(content, [mention(content)], BOT)
