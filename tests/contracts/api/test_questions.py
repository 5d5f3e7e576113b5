"""Questions over HTTP, asked with a key of a running API."""

import contextlib
import json
import threading
import time
from dataclasses import replace

import httpx2

from tests.contracts.api.api_server import ApiServer

ASKED = {"question": "How many days?"}


def uncited(api: ApiServer) -> None:
    """Has the engine say what is kept as it is: of an answer that quotes what isn't held no words are."""
    api.service.answerer.answer_given = replace(api.service.answerer.answer_given, citations=())


def events(text: str) -> list[tuple[str, dict[str, object]]]:
    told = [part.split("\n") for part in text.split("\n\n") if part.startswith("event:")]
    return [(lines[0].removeprefix("event: "), json.loads(lines[1].removeprefix("data: "))) for lines in told]


def test_a_question_is_answered_and_can_be_looked_at_and_judged(api: ApiServer) -> None:
    with api.client(api.key()) as client:
        answered = client.post("/v1/questions", json=ASKED)
        assert answered.status_code == 200, answered.text
        told = answered.json()
        assert told["answer"]["outcome"] == "answered"
        assert told["conversation"]
        looked = client.get(f"/v1/questions/{told['id']}").json()
        assert (looked["question"], looked["outcome"]) == (ASKED["question"], "answered")
        assert client.post(f"/v1/questions/{told['id']}/feedback", json={"helpful": True}).status_code == 204
        assert client.get(f"/v1/questions/{told['id']}/passages").json()["passages"][0]["document"] == "Handbook.md"
        assert [each["id"] for each in client.get("/v1/questions").json()["questions"]] == [told["id"]]


def test_events_tell_the_sentences_and_one_end(api: ApiServer) -> None:
    with api.client(api.key(), Accept="text/event-stream") as client:
        told = events(client.post("/v1/questions", json=ASKED).text)
    names = [name for name, _ in told]
    assert names.count("answer") == 1
    assert names[-1] == "answer"
    assert [data["text"] for name, data in told if name == "sentence"] == ["Five days [1].", " Until March [1]."]
    assert "status" in names


def test_a_failure_is_a_problem_and_in_a_stream_its_one_end(api: ApiServer) -> None:
    api.service.answerer.error = RuntimeError("secret words of a document")
    with api.client(api.key()) as client:
        failed = client.post("/v1/questions", json=ASKED)
        told = events(client.post("/v1/questions", json=ASKED, headers={"Accept": "text/event-stream"}).text)
    assert failed.status_code == 500
    assert failed.headers["content-type"] == "application/problem+json"
    assert failed.json()["code"] == "unexpected"
    assert "secret" not in failed.text
    assert [name for name, _ in told if name in {"answer", "failure"}] == ["failure"]


def test_a_follow_up_is_told_what_was_said_before_to_the_same_key_alone(api: ApiServer) -> None:
    uncited(api)
    with api.client(api.key()) as client, api.client(api.key()) as other:
        first = client.post("/v1/questions", json=ASKED).json()
        follow = {"question": "And until when?", "conversation": first["conversation"]}
        client.post("/v1/questions", json=follow)
        assert [turn.question for turn in api.service.answerer.asked[-1][2]] == ["How many days?"]
        other.post("/v1/questions", json=follow)
        assert api.service.answerer.asked[-1][2] == ()


def test_the_same_idempotency_key_gives_the_same_answer_once(api: ApiServer) -> None:
    uncited(api)
    with api.client(api.key(), **{"Idempotency-Key": "k-1"}) as client:
        first, again = (client.post("/v1/questions", json=ASKED).json() for _ in range(2))
        other = client.post("/v1/questions", json={"question": "Something else?"})
    assert (first["id"], first["conversation"]) == (again["id"], again["conversation"])
    assert len(api.service.answerer.asked) == 1
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_a_question_that_is_being_answered_is_not_begun_again(api: ApiServer) -> None:
    api.service.answerer.seconds = 3.0
    with api.client(api.key(), **{"Idempotency-Key": "k-1"}) as client:
        first = threading.Thread(target=client.post, args=("/v1/questions",), kwargs={"json": ASKED})
        first.start()
        while not api.service.answerer.at_once:
            time.sleep(0.01)
        assert client.post("/v1/questions", json=ASKED).json()["code"] == "in_progress"
        first.join()


def test_a_client_that_goes_away_ends_the_question(api: ApiServer) -> None:
    api.service.answerer.seconds = 30.0
    for accept in ("application/json", "text/event-stream"):
        with api.client(api.key(), Accept=accept) as client, contextlib.suppress(httpx2.TimeoutException):
            client.post("/v1/questions", json=ASKED, timeout=0.7)
        begun = time.monotonic()
        while api.service.answerer.at_once:
            assert time.monotonic() - begun < 5
            time.sleep(0.02)
    assert len(api.service.answerer.asked) == 2


def test_questions_of_others_are_unknown(api: ApiServer) -> None:
    with api.client(api.key()) as client, api.client(api.key()) as other:
        asked = client.post("/v1/questions", json=ASKED).json()["id"]
        for path in (f"/v1/questions/{asked}", f"/v1/questions/{asked}/passages"):
            assert other.get(path).status_code == 404
        assert other.post(f"/v1/questions/{asked}/feedback", json={"helpful": False}).status_code == 404


def test_too_many_questions_have_to_wait(api: ApiServer) -> None:
    with api.client(api.key()) as client:
        answers = [client.post("/v1/questions", json=ASKED) for _ in range(21)]
    assert [each.status_code for each in answers] == [200] * 20 + [429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert answers[-1].json()["code"] == "too_many_questions"
