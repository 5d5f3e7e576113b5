"""nginx when bots behind it die, hang or refuse, and behind another load balancer."""

import json
import signal
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.deploy.stand_in_bots import stand_in_bots
from tests.servers.nginx import running_nginx

pytestmark = pytest.mark.servers

CHATS = ["/slack/events", "/api/messages"]


def test_when_no_bot_is_there_the_answer_says_so_and_no_log_holds_the_question() -> None:
    with stand_in_bots(1) as (bot,), running_nginx([bot.port] * 3) as nginx, nginx.client() as client:
        bot.kill()
        reply = client.get("/v1/search?q=planted-words")
        assert (reply.status_code, reply.json()["code"], reply.headers["retry-after"]) == (503, "away", "5")
        time.sleep(0.2)
        assert "planted" not in nginx.log() + nginx.log("error.log")


def test_no_post_of_a_chat_is_lost_when_one_of_three_bots_is_killed() -> None:
    with stand_in_bots() as bots, running_nginx([bot.port for bot in bots]) as nginx, nginx.client() as client:
        answered: Counter[int] = Counter()
        is_over = threading.Event()

        def ask(path: str) -> None:
            while not is_over.is_set():
                answered[client.post(f"{path}?seconds=0.02").status_code] += 1

        with ThreadPoolExecutor(8) as pool:
            for number in range(8):
                pool.submit(ask, CHATS[number % 2])
            time.sleep(1)
            bots[1].kill()
            time.sleep(2)
            bots[1].start()
            bots[1].wait()
            time.sleep(1)
            is_over.set()
        assert set(answered) == {200} and answered[200] > 100


def test_a_chat_is_answered_in_time_when_one_of_three_bots_hangs() -> None:
    with stand_in_bots() as bots, running_nginx([bot.port for bot in bots]) as nginx, nginx.client() as client:
        bots[0].signal(signal.SIGSTOP)
        try:
            replies = [client.post("/slack/events") for _ in range(6)]
        finally:
            bots[0].signal(signal.SIGCONT)
        assert {reply.status_code for reply in replies} == {200}
        assert max(reply.elapsed.total_seconds() for reply in replies) < 3.0


def test_a_post_that_a_bot_may_have_begun_is_not_repeated_outside_the_chats() -> None:
    with stand_in_bots() as bots, running_nginx([bot.port for bot in bots]) as nginx, nginx.client() as client:
        assert client.post("/v1/things?status=503").status_code == 503
        assert client.post("/slack/events?status=503").status_code == 503
        time.sleep(0.2)
        tried = [json.loads(line)["bot"].count(",") + 1 for line in nginx.log().splitlines()]
        assert tried == [1, 3]


def test_behind_another_load_balancer_who_asked_is_believed_from_there_alone() -> None:
    with stand_in_bots(1) as (bot,):
        for trusted, heard in (("127.0.0.0/8", "203.0.113.9"), ("10.0.0.0/8", "127.0.0.1")):
            own = {"trusted.conf": f"set_real_ip_from {trusted};\n"}
            with running_nginx([bot.port], "behind.conf", **own) as nginx:
                reply = httpx.get(
                    f"{nginx.url}/v1/x", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}, timeout=30
                )
                said = reply.json()["headers"]
                assert (said["x-forwarded-for"], said["x-forwarded-proto"]) == (heard, "https")
                assert httpx.get(f"{nginx.url}/metrics", timeout=30).status_code == 404
