"""The most that can be handed out, as a flow from needs to windows."""

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from services.needs.planner.columns import Amounts, Candidates

_MOST = 2**31 - 1
"""scipy reckons flows in 32 bits."""


def greatest_flow(found: Candidates, amounts: Amounts) -> list[int] | None:
    """Steps for each candidate that together are the most; None if they are too many to reckon.

    It holds without limits on counts: of such flows none is larger than the narrowest cut.
    """
    if not found:
        return []
    wanted, free = amounts.wanted, amounts.free
    if max(wanted.sum(), free.sum()) > _MOST:
        return None
    needs, slots = np.arange(len(wanted)), np.arange(len(free)) + len(wanted)
    source = len(wanted) + len(free)
    sink = source + 1
    tails = np.concatenate([np.full_like(needs, source), found.need, slots])
    heads = np.concatenate([needs, slots[found.slot], np.full_like(slots, sink)])
    most = np.minimum(wanted[found.need], free[found.slot])
    widths = np.concatenate([wanted, most, free]).astype(np.int32)
    network = csr_array((widths, (tails, heads)), shape=(sink + 1, sink + 1))
    flow = maximum_flow(network, source, sink).flow
    steps: list[int] = flow[found.need, slots[found.slot]].tolist()
    return steps
