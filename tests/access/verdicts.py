"""What was shown beside what the rules allow: cases are counted, and an error of either kind ends the run with all of
the world in which it happened.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from tests.access.oracle import Place, may_read, readers_hold
from tests.access.words import LETTERS
from tests.access.world import World


class AccessError(AssertionError):
    """Something was shown that its readers may not read, or withheld that they may."""


@dataclass
class Verdicts:
    """Counts a case for each document whose showing was decided on a surface. `counted` are the cases by surface,
    `of_both_kinds` those in which what is missing would have been an error as well.
    """

    counted: Counter[str] = field(default_factory=Counter)
    of_both_kinds: int = 0

    @property
    def cases(self) -> int:
        """All of them."""
        return sum(self.counted.values())

    def judge(
        self,
        world: World,
        place: Place,
        surface: str,
        shown: Collection[str],
        of: Collection[str] = LETTERS,
        *,
        is_whole: bool = True,
    ) -> None:
        """Raises `AccessError` where something was `shown` that may not be, or, on a surface that shows all (of the
        documents `of`), something is missing that may be.
        """
        allowed = may_read(world, place)
        leaked = set(shown) - allowed
        denied = (allowed & set(of)) - set(shown) if is_whole else set()
        if leaked:
            raise AccessError(self._told("LEAK", sorted(leaked), world, place, surface))
        if denied:
            raise AccessError(self._told("WRONGFUL DENIAL", sorted(denied), world, place, surface))
        self.counted[surface] += len(of)
        self.of_both_kinds += len(of) if is_whole else 0

    def expect(self, world: World, place: Place, surface: str, is_so: bool) -> None:
        """The same for what is told without naming a document."""
        if not is_so:
            raise AccessError(self._told("WRONG WORD", [], world, place, surface))
        self.counted[surface] += 1

    def _told(self, error: str, documents: list[str], world: World, place: Place, surface: str) -> str:
        lines = [f"{error} by {surface}: {', '.join(documents) or 'nothing'}", f"at {place}"]
        lines += [f"all readers hold {sorted(readers_hold(world, place))}"]
        lines += [f"document {each}: {world.grants[each]}" for each in documents]
        lines += [f"person {name}: {someone}" for name, someone in world.people.items()]
        lines += [f"room {name}: {room}" for name, room in world.rooms.items()]
        lines += [f"untold: {sorted(world.untold)}; guests read all: {world.guests_read_all}"]
        return "\n".join(lines)
