"""Documents over HTTP: from the upload to the proof that nothing is left, each step with what it lets whom do."""

import io
import json
import tarfile
from typing import Any

import httpx2
import pytest
from sqlalchemy import select

from bot.chat.role import Role
from pipelines.records.tables import AuditEntry
from tests.contracts.api.api_server import ApiServer

PLAN = b"# Leave\n\nEmployees may carry over up to five days of unused vacation into the next year.\n"
ALL = ("ask", "read", "upload", "manage")


def uploaded(client: httpx2.Client, name: str = "Leave plan.md", content: bytes = PLAN, **form: str) -> dict[str, Any]:
    answered = client.post("/v1/documents", files={"file": (name, content)}, data=form)
    assert answered.status_code == 202, answered.text
    assert answered.headers["location"] == f"/v1/jobs/{answered.json()['id']}"
    return answered.json()


def names(client: httpx2.Client) -> list[str]:
    return [each["name"] for each in client.get("/v1/documents").json()["documents"]]


def audited(api: ApiServer, action: str) -> list[AuditEntry]:
    with api.service.holdings.database.reading() as session:
        return list(session.scalars(select(AuditEntry).where(AuditEntry.action == action)))


def test_what_is_uploaded_is_its_callers_alone_from_the_job_to_its_end(api: ApiServer) -> None:
    with api.client(api.key(*ALL)) as mine, api.client(api.key(*ALL)) as other:
        job = uploaded(mine)
        assert job["state"] == "queued"
        api.service.work()
        assert mine.get(f"/v1/jobs/{job['id']}").json()["state"] == "ready"
        assert [each["id"] for each in mine.get("/v1/jobs").json()["jobs"]] == [job["id"]]
        document = job["document_id"]
        told = mine.get(f"/v1/documents/{document}").json()
        assert (told["name"], told["bytes"]) == ("Leave plan.md", len(PLAN))
        assert told["readable_by"] == [f"key:main:user:{mine.get('/v1/me').json()['id']}"]
        assert names(other) == []
        for path in (f"/v1/documents/{document}", f"/v1/documents/{document}/original", f"/v1/jobs/{job['id']}"):
            assert other.get(path).status_code == 404
        assert other.delete(f"/v1/documents/{document}").status_code == 404
        assert other.post(f"/v1/jobs/{job['id']}/cancel").status_code == 404
        ended = mine.delete(f"/v1/documents/{document}").json()
        assert ended == {"forgotten": True, "left": {}}
        assert names(mine) == []
        assert mine.get(f"/v1/documents/{document}/original").status_code == 404


def test_the_original_comes_back_as_it_was_and_never_as_a_page(api: ApiServer) -> None:
    content = b"<html><script>alert(1)</script><p>Employees may carry over five days.</p></html>"
    with api.client(api.key(*ALL)) as client:
        document = uploaded(client, "pläne (neu).html", content)["document_id"]
        api.service.work()
        original = client.get(f"/v1/documents/{document}/original")
    assert original.content == content
    assert original.headers["content-type"] == "application/octet-stream"
    assert original.headers["x-content-type-options"] == "nosniff"
    assert original.headers["content-disposition"] == "attachment; filename*=UTF-8''pl%C3%A4ne%20%28neu%29.html"
    assert [each.target for each in audited(api, "hand-out")] == [document]


def test_the_same_upload_again_is_the_same_job(api: ApiServer) -> None:
    with api.client(api.key(*ALL)) as client:
        first = uploaded(client)
        api.service.work()
        again = uploaded(client)
    assert (again["id"], again["state"]) == (first["id"], "ready")


def test_only_admins_share_with_everyone_and_each_denial_is_told(api: ApiServer) -> None:
    with api.client(api.key(*ALL)) as uploader, api.client(api.key(*ALL, role=Role.ADMIN)) as admin:
        refused = uploader.post("/v1/documents", files={"file": ("a.md", PLAN)}, data={"readers": "everyone"})
        assert (refused.status_code, refused.json()["code"]) == (403, "not_for_everyone")
        uploaded(admin, readers="everyone")
        api.service.work()
        assert names(uploader) == ["Leave plan.md"]
        document = uploader.get("/v1/documents").json()["documents"][0]["id"]
        denied = uploader.delete(f"/v1/documents/{document}")
        assert (denied.status_code, denied.json()["code"]) == (403, "not_allowed")
        assert "forget" in [each.details["wanted"] for each in audited(api, "denied")]
        assert uploader.get(f"/v1/documents/{document}/grants").status_code == 403
        assert admin.delete(f"/v1/documents/{document}").json()["forgotten"]
        assert names(uploader) == []


def test_a_grant_counts_at_once_and_so_does_its_end(api: ApiServer) -> None:
    legal = api.key("read", labels=("group:legal",))
    with api.client(api.key(*ALL, "admin")) as admin, api.client(legal) as reader:
        document = uploaded(admin)["document_id"]
        api.service.work()
        assert names(reader) == []
        given = admin.post(f"/v1/documents/{document}/grants", json={"label": "group:legal"}).json()["grants"]
        assert given[-1]["label"] == "group:legal"
        assert names(reader) == ["Leave plan.md"]
        held = api.service.holdings.index.documents(_where("group:legal"))
        assert [each.source.document_id for each in held] == [document]
        taken = admin.delete(f"/v1/documents/{document}/grants", params={"label": "group:legal"})
        assert taken.json() == {"forgotten": False, "left": {}}
        assert names(reader) == []
        assert names(admin) == ["Leave plan.md"]


def test_a_job_is_cancelled_and_tried_again(api: ApiServer) -> None:
    with api.client(api.key(*ALL)) as client:
        job = uploaded(client)["id"]
        assert client.post(f"/v1/jobs/{job}/retry").json()["code"] == "not_retriable"
        assert client.post(f"/v1/jobs/{job}/cancel").json()["state"] == "cancelled"
        assert client.post(f"/v1/jobs/{job}/cancel").json()["code"] == "job_ended"
        assert client.post(f"/v1/jobs/{job}/retry").json()["state"] == "queued"
        api.service.work()
        assert client.get(f"/v1/jobs/{job}").json()["state"] == "ready"


def test_lists_come_in_pages(api: ApiServer) -> None:
    for number in range(5):
        api.service.hold(f"Plan {number}.md")
    with api.client(api.key()) as client:
        first = client.get("/v1/documents", params={"limit": 3}).json()
        rest = client.get("/v1/documents", params={"limit": 3, "after": first["next"]}).json()
    told = [each["name"] for page in (first, rest) for each in page["documents"]]
    assert told == [f"Plan {number}.md" for number in range(5)]
    assert rest["next"] is None


def test_the_export_holds_documents_with_originals_and_grants_and_questions(api: ApiServer) -> None:
    with api.client(api.key(*ALL)) as client, api.client(api.key("admin")) as admin:
        document = uploaded(client)["document_id"]
        api.service.work()
        client.post("/v1/questions", json={"question": "How many days?"})
        assert client.get("/v1/export").status_code == 403
        archive = tarfile.open(fileobj=io.BytesIO(admin.get("/v1/export").content))  # noqa: SIM115
    read = {each.name: archive.extractfile(each).read() for each in archive.getmembers()}
    assert read[f"originals/{document}/Leave plan.md"] == PLAN
    (row,) = [json.loads(line) for line in read["documents-00001.jsonl"].splitlines()]
    assert row["document_id"] == document
    assert row["grants"][0]["label"].startswith("key:main:user:")
    (asked,) = [json.loads(line) for line in read["questions-00001.jsonl"].splitlines()]
    assert asked["text"] == "How many days?"
    about = json.loads(read["export.json"])
    assert (about["documents"], about["questions"]) == (1, 1)
    assert len(audited(api, "export")) == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [("", PLAN), ("setup.exe", b"MZ" + bytes(200)), ("empty.md", b""), ("song.mp3", b"ID3" + bytes(100))],
)
def test_what_is_no_document_is_refused_at_the_door(api: ApiServer, name: str, content: bytes) -> None:
    with api.client(api.key(*ALL)) as client:
        refused = client.post("/v1/documents", files={"file": (name, content)})
        assert refused.status_code == 422
        assert names(client) == []


def test_a_file_that_is_too_large_is_refused_while_it_comes(api: ApiServer) -> None:
    with api.client(api.key(*ALL)) as client:
        large = client.post("/v1/documents", files={"file": ("large.txt", b"x" * (3 * 1024 * 1024))})
    assert (large.status_code, large.json()["code"]) == (413, "too_large")


def test_names_that_lead_elsewhere_are_names_and_nothing_more(api: ApiServer) -> None:
    with api.client(api.key(*ALL)) as client:
        for name in ("../../etc/passwd.md", "C:\\windows\\a.md", "\u202egnp.md", "x" * 5000 + ".md", "a\nb.md"):
            answered = client.post("/v1/documents", files={"file": (name, name.encode() + PLAN)})
            assert answered.status_code in {202, 400, 422}, answered.text
        api.service.work()
        told = names(client)
    assert told
    assert all("/" not in name and "\n" not in name and len(name.encode()) <= 255 for name in told)
    assert not list(api.service.folder.rglob("passwd*"))


def _where(label: str) -> dict[str, Any]:
    from pipelines.access import Scope, scope_filter

    return scope_filter(Scope.of(label))
