"""Words in Slack's spelling and in plain."""

import pytest

from bot.slack.render.words import escaped, plain_words


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("<@UB> how many days?", "how many days?"),
        ("how many days, <@UB|tcbot>?", "how many days, ?"),
        ("<@UB>", ""),
        ("a &lt; b &amp; c", "a < b & c"),
        ("see <https://example.com/a|the page> and <https://example.com/b>", "see the page and https://example.com/b"),
        ("write to <mailto:a@example.com|a@example.com>", "write to a@example.com"),
        ("in <#C1|general> by <@U2|Bob>", "in general by Bob"),
        ("<!here> who knows?", "@here who knows?"),
        ("one\n\n<@UB> two", "one\n\ntwo"),
    ],
)
def test_a_question_is_read_as_people_see_it(written: str, plain: str) -> None:
    assert plain_words(written, "UB") == plain


def test_nothing_in_a_line_of_ours_is_a_mention_or_a_link() -> None:
    assert escaped("<!channel> & <@U1>") == "&lt;!channel&gt; &amp; &lt;@U1&gt;"
