"""The stack starts what `deploy/` says, and nothing that it left to be filled in."""

from pathlib import Path

import pytest

from tests.stack.deployed import DEPLOY, HOLE, deployed_settings, unit


def test_a_setting_that_is_left_to_be_filled_in_is_named() -> None:
    with pytest.raises(ValueError, match=r"DATABASE_URL, ELASTICSEARCH_URL, ENCRYPTION_KEYS, .* to be filled in"):
        deployed_settings({"REDIS_URL": "redis://127.0.0.1"})


def test_settings_are_those_of_the_example_with_the_values_in_their_place() -> None:
    holes = [
        line.partition("=")[0]
        for line in (DEPLOY / "tcbot.env.example").read_text(encoding="utf-8").splitlines()
        if HOLE in line and not line.startswith("#")
    ]
    settings = deployed_settings({name: "x" for name in holes} | {"MORE": "y"})
    assert settings == {**dict.fromkeys(holes, "x"), "LOG_LEVEL": "INFO", "MORE": "y"}


def test_a_unit_says_how_one_instance_is_started(tmp_path: Path) -> None:
    bot, worker = unit("web", 8101, tmp_path), unit("worker", 9464, tmp_path)
    assert bot.arguments == ("web", "--host", "127.0.0.1", "--port", "8101")
    assert bot.variables == {"TCBOT_HOME": f"{tmp_path}/tcbot", "OPENBLAS_NUM_THREADS": "1"}
    assert worker.arguments == ("worker",)
    assert worker.variables["WORKER_METRICS_PORT"] == "9464"
    assert worker.variables["TMPDIR"] == f"{tmp_path}/tcbot-worker-9464"
