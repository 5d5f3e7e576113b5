"""How a reply is found again in Slack: by its mark, on every page, and what Slack can't be told in blocks."""

from bot.slack.reply.posting import MessagePlace
from tests.adapters.questions import OTHER_QUESTION, QUESTION, answered
from tests.adapters.slack.slack_chat import SlackChat
from tests.bot.fake_chat import SEARCH_AWAY

LEASE = 60.0
"""Seconds after which somebody else takes up what a process left, and some more."""


def test_all_that_a_killed_process_had_shown_goes_with_the_question_and_nothing_else_does(slack: SlackChat) -> None:
    ann = slack.person()
    place = slack.channel(ann)
    other = slack.mention(ann, place, OTHER_QUESTION)
    slack.bot.settle()
    slack.answers.seconds = 600.0
    question = slack.mention(ann, place, QUESTION, thread=other)
    slack.seen(lambda: any("Until March" in each.text for each in slack.everyone(place)[1:]))
    slack.bot.kill()
    key = f"slack:{slack.space.team}:{place.id}:{question.id}"
    ours = {"user": slack.space.bot, "thread_ts": other.id, "text": "of the dead"}
    for part in (1, 1, 2):  # one of them twice
        slack.space.add(place.id, ours | {"metadata": MessagePlace(place.id, other.id, key, part).mark()})
    assert len(slack.everyone(place)) == 5
    slack.bot.start()
    slack.delete(question)
    slack.bot.time_passes(LEASE)
    slack.bot.settle()
    (left,) = slack.everyone(place)
    assert left.id < question.id


def test_the_reply_in_a_thread_of_any_length_is_found_from_its_question_on(slack: SlackChat) -> None:
    ann, bob = slack.person(), slack.person("Bob")
    place = slack.channel(ann, bob)
    slack.space.most_on_a_page = 20
    root = slack.say(bob, place, "Let us talk.")
    talk = {"user": bob.id, "thread_ts": root.id, "text": "talk"}
    for _ in range(600):
        slack.space.add(place.id, talk)
    question = slack.mention(ann, place, QUESTION, thread=root)
    slack.bot.settle()
    (before,) = slack.everyone(place)
    for _ in range(50):
        slack.space.add(place.id, talk)
    slack.edit(question, OTHER_QUESTION, mentions=True)
    slack.bot.settle()
    assert [each.id for each in slack.everyone(place)] == [before.id]
    slack.delete(question)
    slack.bot.settle()
    assert slack.everyone(place) == []


def test_a_reply_is_found_where_slack_shows_no_metadata(slack: SlackChat) -> None:
    slack.space.hides_metadata = True
    ann = slack.person()
    slack.fail("stream", refused="channel_type_not_supported")
    question = slack.mention(ann, slack.channel(ann), QUESTION)
    slack.bot.settle()
    before = slack.reply(question)
    slack.edit(question, OTHER_QUESTION, mentions=True)
    slack.bot.settle()
    assert slack.reply(question).id == before.id


def test_a_private_answer_that_can_not_be_changed_later_is_not_put_off(slack: SlackChat) -> None:
    ann = slack.person()
    place = slack.channel(ann, by=ann)
    slack.choose(ann, place, replies="Whoever asked, and nobody else")
    slack.answers.error = SEARCH_AWAY
    slack.mention(ann, place, QUESTION)
    slack.bot.settle()
    failed = slack.alone(ann)[-1]
    assert ("Try again now" in failed.buttons, "by myself until" in failed.text) == (True, False)


def test_a_name_of_a_document_is_no_mention_in_what_has_no_blocks(slack: SlackChat) -> None:
    slack.bot.ingest("<!channel> *now*.md", "The handbook.")
    slack.answers.reading, slack.answers.sentences = ("<!channel> *now*.md",), ()
    slack.answers.pause = 0.3
    ann = slack.person()
    slack.ask(ann, slack.channel(ann), QUESTION)
    _, prompts = slack.meet(ann)
    statuses = [each["status"] for each in slack.site.server.calls("assistant.threads.setStatus")]
    assert any("now" in each for each in statuses)
    assert any("now" in each for each in prompts)
    assert "<!" not in f"{statuses}{prompts}"


def test_blocks_that_slack_refuses_are_left_out_and_the_words_stay_words(slack: SlackChat) -> None:
    slack.fail("show", refused="invalid_blocks")
    slack.fail("stream", refused="channel_type_not_supported")
    slack.answers.sentences = ()
    ann = slack.person()
    slack.answers.answer_given = answered("See *this* at https://evil.example/x [1].")
    slack.ask(ann, slack.channel(ann), QUESTION)
    bare = [each for each in slack.site.server.calls("chat.postMessage") if not each.get("blocks")]
    assert [each["parse"] for each in bare] == ["none"]
    assert "*this*" not in bare[0]["text"]
