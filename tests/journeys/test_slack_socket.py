"""Socket Mode: the same bot without a public address, straight at the third party's emulator."""

import pytest

from bot.samples.catalogue import DEMO_QUESTIONS
from tests.journeys.chat_bot import started
from tests.journeys.conftest import Tcbot, copied
from tests.journeys.slack_bot import SlackBot
from tests.servers.slack import APP_TOKEN, TOKEN, slack_servers
from tests.servers.slack_people import SlackPeople, shown

pytestmark = [pytest.mark.slow, pytest.mark.servers]


def test_over_a_socket_a_mention_is_answered_and_nobody_may_call_over_http(
    samples: Tcbot, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = copied(samples.home, tmp_path_factory.mktemp("slack-socket") / "home")
    with slack_servers(mode="socket") as servers:
        people = SlackPeople(servers)
        settings = {"SLACK_BOT_TOKEN": TOKEN, "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_API_URL": f"{servers.emulator}/api"}
        with started(SlackBot(Tcbot(home), servers, people, settings)):
            question = people.mention(DEMO_QUESTIONS[0].text)
            assert "Employee Handbook, p. 7" in shown(people.wait_reply(question))
            assert len(people.replies(question)) == 1
            assert people.deliver({"type": "event_callback", "team_id": "T01TEST"}).status_code == 404
