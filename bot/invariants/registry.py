"""All invariants, those first that concern what people may read."""

from typing import Final

from bot.invariants import (
    answers_cite_held_documents,
    audit_chain_is_whole,
    ended_sign_ins_are_gone,
    files_within_have_the_one_around,
    forgettings_end,
    forgotten_documents_left_nothing,
    grants_have_their_place,
    inbox_items_have_a_turn_or_an_end,
    index_and_records_agree,
    jobs_have_a_lease_or_an_end,
    live_documents_have_one_version_and_readers,
    originals_and_documents_agree,
    questions_have_one_reply,
    readers_reach_the_index,
    retention_is_kept,
)
from bot.invariants.invariant import Invariant

INVARIANTS: Final[tuple[Invariant, ...]] = tuple(
    each.INVARIANT
    for each in (
        answers_cite_held_documents,
        forgotten_documents_left_nothing,
        forgettings_end,
        grants_have_their_place,
        readers_reach_the_index,
        files_within_have_the_one_around,
        live_documents_have_one_version_and_readers,
        index_and_records_agree,
        originals_and_documents_agree,
        retention_is_kept,
        ended_sign_ins_are_gone,
        audit_chain_is_whole,
        questions_have_one_reply,
        inbox_items_have_a_turn_or_an_end,
        jobs_have_a_lease_or_an_end,
    )
)
