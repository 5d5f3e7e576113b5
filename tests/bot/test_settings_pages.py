"""What people read about settings is what the settings are."""

from bot.settings import BotSettings
from tests.settings_pages import EXAMPLE, PAGE, example, page


def test_the_page_lists_the_settings_as_they_are() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make settings`"


def test_the_example_file_lists_the_settings_as_they_are() -> None:
    assert EXAMPLE.read_text(encoding="utf-8") == example(), "run `make settings`"


def test_every_setting_says_what_it_means() -> None:
    assert [name for name, field in BotSettings.model_fields.items() if not field.description] == []
