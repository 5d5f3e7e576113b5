"""What Slack no longer has is forgotten here, without its telling so."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.blocking import BlockingCalls
from bot.chat_ports import DirectoryUnavailableError
from bot.shared_files import SharedFiles
from bot.slack.file_check import FileCheck
from pipelines.database import Database
from tests.contracts.chats import TEAM, file, job


def test_a_file_that_slack_removed_is_forgotten_and_what_cannot_be_asked_stays(database: Database) -> None:
    files, calls = SharedFiles(database), BlockingCalls(1, "test")
    for name in ("kept", "gone", "unknown"):
        files.add(file(f"F-{name}", f"{name}.pdf"), "slack:T1:C1", job(database, f"{name}.pdf"))
    forgotten: list[tuple[str, str]] = []

    async def info(_team: str, file_id: str) -> Mapping[str, Any] | None:
        if file_id == "F-unknown":
            raise DirectoryUnavailableError("slack_unreachable")
        return {"id": file_id} if file_id == "F-kept" else None

    async def forget(team: str, file_id: str) -> None:
        forgotten.append((team, file_id))

    check = FileCheck(files, calls, info, forget, age=timedelta(0))
    assert asyncio.run(check.look()) == 1
    assert forgotten == [(TEAM, "F-gone")]
    calls.close()
