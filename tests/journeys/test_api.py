"""The API of a real `tcbot web`, with a key of `tcbot api-keys`: from an upload to the proof that nothing is left."""

import asyncio
import time
from pathlib import Path
from typing import Any

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from tests.journeys.conftest import Tcbot
from tests.journeys.running_web import running_web
from tests.servers.chat_tools import free_ports

HANDBOOK = Path("bot/samples/Employee Handbook.pdf")
QUESTION = "How many days of unused vacation may employees carry over?"


def test_a_program_uploads_asks_reads_and_forgets(tcbot: Tcbot) -> None:
    made = tcbot("api-keys", "create", "journey", *(f"--scope={each}" for each in ("ask", "read", "upload", "manage")))
    assert made.code == 0, made.err
    key = made.out.strip()
    (port,) = free_ports(1)
    with running_web(tcbot, port) as url, httpx2.Client(base_url=f"{url}/v1", timeout=120) as client:
        assert client.get("/me").status_code == 401
        client.headers["Authorization"] = f"Bearer {key}"
        content = HANDBOOK.read_bytes()
        job = client.post("/documents", files={"file": (HANDBOOK.name, content)}).json()
        document = _ready(client, job["id"])
        answered = client.post("/questions", json={"question": QUESTION}).json()
        assert answered["answer"]["citations"][0]["document_id"] == document
        assert "five" in str(answered["answer"]) or "5" in str(answered["answer"])
        found = client.get("/search", params={"q": QUESTION}).json()["passages"]
        assert {each["document_id"] for each in found} == {document}
        assert client.get(f"/documents/{document}/original").content == content
        assert _read_by_tool(url, key, document, found[0]["page"])
        assert client.delete(f"/documents/{document}").json()["forgotten"]
        assert client.get(f"/documents/{document}").status_code == 404
        assert client.get("/search", params={"q": QUESTION}).json()["passages"] == []
        withheld = client.get(f"/questions/{answered['id']}").json()
        assert withheld["text"] == ""
        _takes_the_place_of_the_one_before(client)
        listed = tcbot("api-keys", "list", "--json").json()["api_keys"]
        assert key not in str(listed)
        assert tcbot("api-keys", "revoke", listed[0]["id"]).code == 0
        assert client.get("/me").status_code == 401
    log = (tcbot.home.parent / f"web-{port}.log").read_text()
    assert key not in log
    assert QUESTION not in log


def _ready(client: httpx2.Client, job_id: str) -> str:
    """The document's id, once it is ready."""
    until = time.monotonic() + 180
    while (job := client.get(f"/jobs/{job_id}").json())["state"] in {"queued", "running"}:
        assert time.monotonic() < until, job
        time.sleep(0.5)
    assert job["state"].startswith("ready"), job
    return str(job["document_id"])


def _takes_the_place_of_the_one_before(client: httpx2.Client) -> None:
    """A new file of a name ends the one before, once it is ready."""
    for days in ("five", "seven"):
        file = ("Plan.md", f"Employees may carry over up to {days} days of unused vacation.".encode())
        document = _ready(client, client.post("/documents", files={"file": file}).json()["id"])
    until = time.monotonic() + 60
    while [each["id"] for each in client.get("/documents").json()["documents"]] != [document]:
        assert time.monotonic() < until
        time.sleep(0.5)


def _read_by_tool(url: str, key: str, document: str, page: int) -> str:
    async def run() -> Any:
        http = httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"})
        async with http, Client(streamable_http_client(f"{url}/mcp", http_client=http)) as client:
            return await client.call_tool("read_page", {"document_id": document, "page": page})

    read = asyncio.run(run())
    assert not read.is_error
    return str(read.structured_content["text"])
