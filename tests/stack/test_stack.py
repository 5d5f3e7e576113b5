"""People of both chats and a program before the whole stack, through nginx; then operators, who see it at work."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from urllib.parse import urlsplit

import httpx
import pytest

from bot.samples.catalogue import DEMO_QUESTIONS, HANDBOOK, SAMPLES
from tests.adapters.chat import Chat
from tests.adapters.seen import Shown, Written
from tests.load.crowd import Asked, Crowd
from tests.load.ends import ends_of
from tests.load.flood import QUESTIONS, Flood, flood
from tests.servers import unavailable
from tests.stack.needs import missing
from tests.stack.stack import BOTS, WORKERS, Stack

pytestmark = [pytest.mark.slow, pytest.mark.servers]

VACATION = DEMO_QUESTIONS[0].text
CITED = "Employee Handbook, p. 7"
PATIENCE = 90.0
"""Seconds; in them each rule of deploy/ is asked twice, and each process scraped."""
CHATS = pytest.mark.parametrize("chat", ["slack", "teams"], indirect=True)


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """The stack in quotes mode."""
    if absent := missing():
        unavailable("The stack", " ".join(absent))
    with Stack() as running:
        yield running


@pytest.fixture
def chat(stack: Stack, request: pytest.FixtureRequest) -> Chat:
    found: Chat = getattr(stack.chats, request.param)
    return found


@pytest.fixture(scope="module")
def program(stack: Stack) -> Iterator[httpx.Client]:
    """A program with a key that may do all of this."""
    with stack.client(stack.api_key("ask", "read", "upload")) as client:
        client.timeout = PATIENCE
        yield client


def until(look: Callable[[], object], what: str) -> None:
    """Waits for something that comes by itself."""
    limit = time.monotonic() + PATIENCE
    while not look():
        assert time.monotonic() < limit, f"{what} didn't come."
        time.sleep(0.1)


def answered(chat: Chat, written: Written, words: str) -> Shown:
    """The one reply to a message, as soon as it says so."""
    until(lambda: any(words in each.text for each in chat.replies(written)), f"“{words}”")
    return chat.reply(written)


@CHATS
def test_a_mention_is_answered_with_the_page_that_says_so(chat: Chat) -> None:
    ann = chat.person()
    reply = answered(chat, chat.mention(ann, chat.channel(ann), VACATION), CITED)
    assert "5 days of unused vacation" in reply.text


@CHATS
def test_who_is_alone_with_the_bot_is_answered_without_a_mention(chat: Chat) -> None:
    ann = chat.person()
    written = chat.say(ann, chat.direct(ann), VACATION)
    until(lambda: any(CITED in each.text for each in chat.replies(written)), "The answer")


@CHATS
def test_what_somebody_shares_can_be_asked_for(chat: Chat, request: pytest.FixtureRequest) -> None:
    ann = chat.person()
    place = chat.channel(ann)
    name = f"Canteen {request.node.callspec.params['chat']}.md"
    shared = chat.mention(ann, place, "", files=[chat.file(ann, name, "The canteen of the quay opens at 11:35.\n")])
    until(lambda: any("ready" in each.text for each in chat.replies(shared)), "The file's end")
    reply = answered(chat, chat.mention(ann, place, "When does the canteen of the quay open?"), "11:35")
    assert name.removesuffix(".md") in reply.text


def test_a_program_asks_and_uploads_through_nginx(stack: Stack, program: httpx.Client) -> None:
    assert stack.client().get("/v1/me").status_code == 401
    answer = program.post("/v1/questions", json={"question": VACATION}).json()
    assert answer["answer"]["citations"][0]["document"] == HANDBOOK
    job = program.post("/v1/documents", files={"file": ("Ferry.md", b"The ferry leaves at 17:20.")}).json()
    until(lambda: program.get(f"/v1/jobs/{job['id']}").json()["state"].startswith("ready"), "The file's end")
    found = program.get("/v1/search", params={"q": "When does the ferry leave?"}).json()["passages"]
    assert "17:20" in found[0]["text"]
    held = {each["name"] for each in program.get("/v1/documents").json()["documents"]}
    assert {each.name for each in SAMPLES} <= held


def test_whoever_floods_is_told_when_to_come_again_and_a_chat_is_not_held_up(stack: Stack) -> None:
    with stack.client() as flooder:
        told = [flooder.get("/v1/me") for _ in range(150)]
    refused = [each for each in told if each.status_code == 429]
    assert len(refused) > 20
    assert {each.headers["retry-after"] for each in refused} == {"1"}
    chat = stack.chats.slack
    ann = chat.person()
    answered(chat, chat.mention(ann, chat.channel(ann), VACATION), CITED)


def test_what_operators_look_at_is_closed_outside_and_open_inside(stack: Stack) -> None:
    with stack.client() as anybody:
        assert [anybody.get(path).status_code for path in ("/metrics", "/readyz")] == [404, 404]
        assert anybody.get("/healthz").status_code == 200
    for bot in stack.bots:
        inside = httpx.URL(bot.address)
        assert httpx.get(inside.copy_with(path="/readyz"), timeout=30).json()["ready"]
        assert "tcbot_question_seconds" in httpx.get(inside.copy_with(path="/metrics"), timeout=30).text


def test_every_bot_and_every_worker_is_scraped(stack: Stack) -> None:
    def up() -> list[str]:
        targets = stack.at_work.told("targets")["activeTargets"]
        return sorted(each["labels"]["job"] for each in targets if each["health"] == "up")

    until(lambda: len(up()) == BOTS + WORKERS, "A target")
    assert up() == ["tcbot"] * BOTS + ["tcbot-worker"] * WORKERS


def test_alertmanager_is_reached(stack: Stack) -> None:
    until(lambda: stack.at_work.told("alertmanagers")["activeAlertmanagers"], "An Alertmanager")
    [known] = stack.at_work.told("alertmanagers")["activeAlertmanagers"]
    assert known["url"].startswith(stack.at_work.alertmanager)
    assert stack.at_work.alertmanager_is_ready()


def test_every_rule_can_be_asked_and_none_fires(stack: Stack) -> None:
    def rules() -> list[dict[str, str]]:
        return [rule for group in stack.at_work.told("rules")["groups"] for rule in group["rules"]]

    until(lambda: all(each["health"] == "ok" for each in rules()), "An answer to each rule")
    names = {each["name"] for each in rules() if each["type"] == "alerting"}
    assert {"NoBot", "ProcessDown", "PartAway", "RepliesSlow"} <= names
    assert stack.at_work.asked('ALERTS{alertstate="firing"}') == []
    assert stack.receiver.took == {}


@pytest.fixture(scope="module")
def crowd(stack: Stack) -> Iterator[Crowd]:
    """A few people in both chats, who ask often."""
    _, ends = ends_of(stack.chats)
    gathered = Crowd(ends, 12, (2.0, 4.0))
    yield gathered
    gathered.close()


def check_replies(crowd: Crowd, asked: Sequence[Asked]) -> None:
    """Each question has one reply, which is right."""
    crowd.settle()
    assert len(asked) >= 12
    assert [each for each in asked if not each.is_correct or each.replies != 1] == []


def test_others_are_answered_while_one_floods_who_is_told_when_to_come_again(stack: Stack, crowd: Crowd) -> None:
    told = Flood()
    check_replies(crowd, crowd.run(20.0, partial(flood, stack, stack.chats.slack, told)))
    assert told.refused_calls == told.told_when > 50
    assert told.refused_questions > QUESTIONS / 2


def test_a_bot_that_is_killed_and_started_again_costs_no_question(stack: Stack, crowd: Crowd) -> None:
    def killed() -> None:
        time.sleep(5.0)
        stack.bots[0].kill()
        time.sleep(2.0)
        stack.bots[0].start()
        stack.bots[0].wait()

    check_replies(crowd, crowd.run(20.0, killed))


def test_an_operator_sees_on_the_console_what_people_were_answered(stack: Stack) -> None:
    with stack.client() as browser:
        assert browser.get("/console").status_code == 403
        ann, slack = stack.chats.slack.person(), stack.chats.slack
        answered(slack, slack.mention(ann, slack.channel(ann), VACATION), CITED)
        way = urlsplit(stack.tcbot("console").split()[0])
        page = browser.get(f"{way.path}?{way.query}", follow_redirects=True)
        until(lambda: re.search(r"· [1-9][\d,]* replies", browser.get("/console").text), "The reply's figure")
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.url.query == b""
