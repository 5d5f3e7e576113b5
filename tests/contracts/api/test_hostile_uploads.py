"""Files that mean harm or are broken, through the API and a real reader: each ends in a state, and the API goes on."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.job import ACTIVE, JobState
from tests.contracts.api.api_server import ApiServer
from tests.contracts.api.test_documents import ALL, PLAN, uploaded
from tests.ingest import paper


def cut_short(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "x" * 5000)
    path.write_bytes(path.read_bytes()[:700])
    return path


def program_inside(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("META-INF/MANIFEST.MF", "x" * 50)
    return path


def leaving_its_folder(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../../outside.md", PLAN)
    return path


def zip_bomb(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(4):
            archive.writestr(f"{number}.txt", bytes(200 * 2**20))
    return path


def entities(path: Path) -> Path:
    nested = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    xml = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "lol">{nested}]><d>&e9;</d>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", xml)
    return path


def written(content: bytes) -> Callable[[Path], Path]:
    def make(path: Path) -> Path:
        path.write_bytes(content)
        return path

    return make


HOSTILE: dict[str, Callable[[Path], Path]] = {
    "fake.pdf": written(b"%PDF-1.7\n" + b"not really one\n" * 40),
    "locked.pdf": lambda path: paper.with_password(paper.pdf(path.with_name("o.pdf"), paper.BODY), path, "sesame"),
    "bomb.pdf": lambda path: paper.bomb(path, 300 * 2**20),
    "cut.docx": cut_short,
    "entities.docx": entities,
    "program.pdf": program_inside,
    "outside.zip": leaving_its_folder,
    "bomb.zip": zip_bomb,
    "program.txt": written(b"\x7fELF" + bytes(500)),
    "binary.md": written(bytes(range(256)) * 40),
    "photo.txt": written(b"\x89PNG\r\n\x1a\n" + bytes(40)),
    "locked.docx": written(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")),
    "page.html": written(b"<script>alert(1)</script><iframe src=file:///etc/passwd></iframe>"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_a_state_and_the_api_goes_on(api: ApiServer, tmp_path: Path, name: str) -> None:
    (tmp_path / "files").mkdir()
    content = HOSTILE[name](tmp_path / "files" / name).read_bytes()
    with api.client(api.key(*ALL)) as client:
        answered = client.post("/v1/documents", files={"file": (name, content)})
        assert answered.status_code in {202, 413, 422}, answered.text
        if answered.status_code == 202:
            api.service.work()
            told = client.get(f"/v1/jobs/{answered.json()['id']}").json()
            assert told["state"] not in ACTIVE
            if told["state"] in {JobState.FAILED, JobState.QUARANTINED}:
                assert told["reason"]
                assert told["message"]
        uploaded(client, "next.md")
        api.service.work()
        assert [each["name"] for each in client.get("/v1/documents").json()["documents"]].count("next.md") == 1
    assert not list(tmp_path.parent.rglob("outside.md"))
