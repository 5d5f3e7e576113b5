"""How deep a web page's elements lie within each other, told before a tree is built: deep ones cost its square."""

import re
from collections import Counter
from typing import Final

MOST_OPEN: Final = 20_000
"""So many elements that were opened and not closed are no sloppiness any more. A tree of them takes half a second."""
# Elements without an end, or whose end is understood where the next one begins.
_NEVER_OPEN: Final = frozenset(
    "area base br col dd dt embed hr img input li link meta option p rp rt source tbody td tfoot th thead tr track "
    "wbr".split()
)
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")


def is_too_deep(text: str) -> bool:
    """True where too many elements are open at once. Costs 0.3 µs a tag.

    Each name is counted by itself, so that ends of other elements can't hide any.
    """
    open_now: Counter[str] = Counter()
    total = 0
    for tag in _TAG.finditer(text):
        name = tag[2].casefold()
        if name in _NEVER_OPEN:
            continue
        if not tag[1]:
            open_now[name] += 1
            total += 1
            if total > MOST_OPEN:
                return True
        elif open_now[name] > 0:
            open_now[name] -= 1
            total -= 1
    return False
