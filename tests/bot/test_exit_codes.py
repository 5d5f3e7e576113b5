"""What a command exits with follows from the end alone."""

import pytest

from bot.chat.ended import Ended
from bot.command_line.exit_codes import exit_code
from pipelines.types import Answer, Outcome


@pytest.mark.parametrize(
    ("outcome", "is_askers", "code"),
    [
        (Outcome.ANSWERED, False, 0),
        (Outcome.QUOTED, False, 0),
        (Outcome.REFUSED, False, 0),
        (Outcome.FAILED, False, 1),
        (Outcome.FAILED, True, 2),
    ],
)
def test_an_exit_code_says_whether_it_failed_and_whether_the_asker_can_mend_it(
    outcome: Outcome, is_askers: bool, code: int
) -> None:
    assert exit_code(Ended(Answer(outcome, "", 0.0), is_askers=is_askers)) == code
