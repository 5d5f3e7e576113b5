"""Who may call what: every endpoint says it in its signature, and a running API holds to it."""

import time

import pytest

from bot.api.callers.needs import Needs
from bot.api.v1.application import ROUTERS
from bot.api.v1.description import RULE, endpoints, need_of
from bot.chat.role import Role
from bot.records.api_keys import ApiKeys, new_key
from tests.contracts.api.api_server import ApiServer

OPEN = {"/v1/openapi.json", "/v1/docs"}


def description(api: ApiServer) -> dict:
    with api.client() as client:
        return client.get("/v1/openapi.json").json()


def test_every_endpoint_names_its_callers_in_its_signature_and_in_the_description(api: ApiServer) -> None:
    routes = endpoints(ROUTERS)
    assert len(routes) > 20
    assert all(isinstance(need_of(each), Needs) for each in routes)
    told = [operation for methods in description(api)["paths"].values() for operation in methods.values()]
    assert len(told) == sum(len(each.methods) for each in routes)
    for operation in told:
        assert operation["security"] == [{"apiKey": []}]
        assert set(operation[RULE]) == {"subjects", "scope"}
        assert "401" in operation["responses"]


def test_nobody_gets_in_without_a_proof(api: ApiServer) -> None:
    with api.client() as client:
        for path, methods in description(api)["paths"].items():
            for method in methods:
                answered = client.request(method, "/v1" + path.replace("{number}", "1"))
                assert answered.status_code == 401, (method, path)
                assert answered.json()["code"] == "not_signed_in"
                assert answered.headers["www-authenticate"].startswith("Bearer")


def test_a_scope_is_all_that_a_key_may_do(api: ApiServer) -> None:
    with api.client(api.key("read")) as client:
        refused = client.post("/v1/questions", json={"question": "Why?"})
        assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
        assert client.get("/v1/documents").status_code == 200
        assert client.get("/v1/keys").status_code == 403
        assert client.get("/v1/export").status_code == 403


def test_a_role_bounds_the_scopes_that_a_key_names(api: ApiServer) -> None:
    with api.client(api.key("ask", "admin", "upload", role=Role.VIEWER)) as client:
        assert client.get("/v1/me").json()["scopes"] == ["ask"]
        assert client.get("/v1/keys").status_code == 403


def test_programs_make_no_keys_and_admins_revoke_them_at_once(api: ApiServer) -> None:
    reader = api.key("read")
    with api.client(api.key("admin")) as admin, api.client(reader) as client:
        made = admin.post("/v1/keys", json={"name": "more", "scopes": ["read"]})
        assert (made.status_code, made.json()["code"]) == (403, "wrong_subject")
        assert client.get("/v1/documents").status_code == 200
        listed = admin.get("/v1/keys").json()["keys"]
        assert reader not in str(listed)
        (held,) = [each for each in listed if each["scopes"] == ["read"]]
        assert admin.delete(f"/v1/keys/{held['id']}").status_code == 204
        refused = client.get("/v1/documents")
        assert (refused.status_code, refused.json()["code"]) == (401, "wrong_key")
        assert admin.delete(f"/v1/keys/{held['id']}").status_code == 404


def test_a_revoked_key_ends_at_once_whichever_process_revoked_it(api: ApiServer) -> None:
    keys = ApiKeys(api.service.holdings.database)
    with api.client(api.key()) as client:
        key_id = client.get("/v1/me").json()["id"]
        begun = time.monotonic()
        keys.revoke(key_id, "another process")
        assert client.get("/v1/me").status_code == 401
        assert time.monotonic() - begun < 1


@pytest.mark.parametrize("proof", ["Bearer", "Basic YTpi", "Bearer x", "bearer tcb_1", "Bearer tcb_" + "a" * 46])
def test_what_proves_nothing_is_refused_alike(api: ApiServer, proof: str) -> None:
    with api.client(Authorization=proof) as client:
        assert client.get("/v1/me").status_code == 401


def test_wrong_keys_have_to_wait_and_right_ones_go_on(api: ApiServer) -> None:
    with api.client(new_key()) as wrong, api.client(api.key()) as right:
        answers = [wrong.get("/v1/me") for _ in range(21)]
        assert [each.status_code for each in answers] == [401] * 20 + [429]
        assert int(answers[-1].headers["retry-after"]) >= 1
        assert answers[-1].json()["code"] == "too_many_attempts"
        assert right.get("/v1/me").status_code == 200


def test_too_many_requests_have_to_wait(api: ApiServer) -> None:
    with api.client(api.key()) as client:
        answers = [client.get("/v1/me").status_code for _ in range(601)]
    assert answers == [200] * 600 + [429]
