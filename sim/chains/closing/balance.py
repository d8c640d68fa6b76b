"""RAS balancing: bilateral flows that meet the total sent and received by each region, from a prior and known flows.

RAS (biproportional scaling; Stone 1961, Bacharach 1970) scales rows and columns of the prior in turn. Known flows are
taken out first and kept exactly. The number of rounds is fixed, and the last step meets the buyers' totals exactly, so
that every machine computes the same table.
"""

from collections.abc import Mapping

Arc = tuple[str, str]
ROUNDS = 1000


def balance(
    supply: Mapping[str, float],
    use: Mapping[str, float],
    prior: Mapping[Arc, float],
    known: Mapping[Arc, float],
) -> dict[Arc, float]:
    """Flows by (origin, destination) that meet all totals.

    Args:
        supply: total that each region sends.
        use: total that each region receives, in the same unit; both sum to the same.
        prior: weight of every arc that may carry something.
        known: arcs whose flow is fixed, with that flow.

    Returns:
        Flow of each arc in the unit of ``supply``; arcs without a flow are left out.

    Raises:
        ValueError: known flows that exceed what a region has or needs, or a gap that no free arc can close.

    """
    free = {arc: weight for arc, weight in sorted(prior.items()) if arc not in known and weight > 0.0}
    to_send = {i: supply[i] - sum(v for (o, _), v in known.items() if o == i) for i in supply}
    to_take = {j: use[j] - sum(v for (_, d), v in known.items() if d == j) for j in use}
    for name, left in (*to_send.items(), *to_take.items()):
        if left < -1e-6 * (1.0 + abs(supply.get(name, 0.0)) + abs(use.get(name, 0.0))):
            raise ValueError(f"the known flows of {name} exceed its total by {-left:.6g}")
    flows = dict(free)
    for _ in range(ROUNDS):
        _scale(flows, to_send, 0)
        _scale(flows, to_take, 1)
    for i, left in to_send.items():
        sent = sum(v for (o, _), v in flows.items() if o == i)
        if abs(sent - left) > 1e-6 * (1.0 + supply[i]):
            raise ValueError(f"{i} has {left:.6g} to send and finds buyers for {sent:.6g}")
    return {arc: v for arc, v in sorted({**flows, **known}.items()) if v > 0.0}


def _scale(flows: dict[Arc, float], target: Mapping[str, float], side: int) -> None:
    """Scale every row (side 0) or column (side 1) to its target."""
    total = dict.fromkeys(target, 0.0)
    for arc, value in flows.items():
        total[arc[side]] += value
    for arc in flows:
        name = arc[side]
        flows[arc] *= max(0.0, target[name]) / total[name] if total[name] > 0.0 else 0.0
