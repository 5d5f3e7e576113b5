"""Which words are an admin's command: exactly those, so that no question becomes one."""

import pytest

from bot.chat.command import AdminCommand, admin_command


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("explain slack:T1:U1 Plan.pdf", AdminCommand("explain", "slack:T1:U1", "Plan.pdf")),
        ("Explain teams:tenant:29%3Aone  the  plan", AdminCommand("explain", "teams:tenant:29%3Aone", "the plan")),
        ("inspect 7f3k-22", AdminCommand("inspect", subject="7F3K-22")),
        (f"INSPECT {'A' * 32}", AdminCommand("inspect", subject="a" * 32)),
        (" questions ", AdminCommand("questions")),
        ("Feedback", AdminCommand("feedback")),
    ],
)
def test_words_that_are_one(words: str, command: AdminCommand) -> None:
    assert admin_command(words) == command
    assert "Plan" not in repr(command)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "explain",
        "explain slack:T1:U1",
        "explain the vacation policy",
        "explain https://example.com/a the link",
        "inspect the machine daily?",
        "inspect 7F3K-222",
        "questions about vacation",
        "feedback of customers?",
        "explain " + "a:" * 5_000 + "b",
    ],
)
def test_words_that_are_a_question(words: str) -> None:
    assert admin_command(words) is None
