"""All attacks of the set."""

from tests.injection import forged_structure, hidden_words, joint_attacks, odd_places, other_signs, spoken_orders
from tests.injection.case import Case

CASES: tuple[Case, ...] = (
    *hidden_words.CASES,
    *spoken_orders.CASES,
    *forged_structure.CASES,
    *odd_places.CASES,
    *other_signs.CASES,
    *joint_attacks.CASES,
)
