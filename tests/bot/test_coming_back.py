"""Questions that were put off come back one at a time until what they wait for is well again."""

from bot.service.replies.coming_back import LONGEST_PAUSE, SHORTEST_PAUSE, ComingBack, retry_pause


def test_while_the_search_is_away_one_question_that_was_put_off_tries_it_and_the_others_wait() -> None:
    back = ComingBack()
    back.ended(is_away=True)
    first, second, new = back.trying(was_put_off=True), back.trying(was_put_off=True), back.trying(was_put_off=False)
    with first as may_first, second as may_second, new as may_new:
        assert (may_first, may_second, may_new) == (True, False, True)
    with back.trying(was_put_off=True) as third:
        assert third


def test_once_a_question_was_answered_all_may_come() -> None:
    back = ComingBack()
    back.ended(is_away=True)
    with back.trying(was_put_off=True) as first:
        back.ended(is_away=False)
        with back.trying(was_put_off=True) as second:
            assert first and second


def test_they_wait_for_times_of_different_lengths() -> None:
    pauses = {retry_pause() for _ in range(100)}
    assert len(pauses) > 1
    assert min(pauses) >= SHORTEST_PAUSE and max(pauses) <= LONGEST_PAUSE
