"""What people read about settings is what the settings are."""

from bot.settings import BotSettings
from tests.settings_pages import EXAMPLE, README, example, readme


def test_the_readme_lists_the_settings_as_they_are() -> None:
    assert README.read_text(encoding="utf-8") == readme(), "run `make settings`"


def test_the_example_file_lists_the_settings_as_they_are() -> None:
    assert EXAMPLE.read_text(encoding="utf-8") == example(), "run `make settings`"


def test_every_setting_says_what_it_means() -> None:
    assert [name for name, field in BotSettings.model_fields.items() if not field.description] == []
