"""Tables that ``check`` prints of a chain: its stages closed, what they rest on, and published figures beside them."""

from collections.abc import Iterator, Sequence

from lodeflow.chains.chain import Chain
from lodeflow.chains.closing.close import Stage, total
from lodeflow.chains.closing.figures import Compared
from lodeflow.chains.tables.row import STATUSES
from lodeflow.chains.tables.supply_tables import BASE
from lodeflow.report.text_tables import Section

LARGEST = 10
"""Largest assumed figures that are listed."""


def chain_sections(chain: Chain, stages: Sequence[Stage], figures: Sequence[Compared]) -> list[Section]:
    """Tables of one chain, in the order in which they are printed.

    Args:
        chain: the chain.
        stages: its closed stages.
        figures: its published figures against them.

    """
    return [
        _stages(chain, stages),
        _evidence(chain, stages),
        _works(chain),
        *_figures(figures),
        *_unlike(chain),
        *_changed(stages),
        _assumed(chain, stages),
    ]


def _tonnes(value: float) -> str:
    """Tonnes with as many digits as they deserve."""
    return f"{value:,.0f}" if abs(value) >= 1000.0 or value == 0.0 else f"{value:,.1f}"


def _stages(chain: Chain, stages: Sequence[Stage]) -> Section:
    """Balance of each stage, and where its residual went."""
    names = {row.material: row.name for row in chain.materials}
    here = chain.terms.controller
    rows = [
        (
            names[s.material],
            chain.units[s.material],
            _tonnes(s.output),
            _tonnes(total(s.feed)),
            _tonnes(total(s.use)),
            _tonnes(total(s.stock)),
            f"{s.residual:+,.1f}",
            s.spread_over or "-",
            f"{s.made.get(here, 0.0) / s.output:.1%}",
            str(len(s.trades.flows)),
        )
        for s in stages
    ]
    columns = (
        "material",
        "unit",
        "made",
        "fed",
        "used",
        "to stock",
        "residual",
        "spread over",
        f"{here} makes",
        "flows",
    )
    return Section("Stages of the base year, tonnes a year", columns, rows)


def _evidence(chain: Chain, stages: Sequence[Stage]) -> Section:
    """What output, use and stock changes rest on, and the flows between regions."""
    names = {row.material: row.name for row in chain.materials}
    rows = []
    for s in stages:
        whole = sum(s.evidence.values())
        rows.append((names[s.material], "output, use, stock", *(_share(s.evidence[each], whole) for each in STATUSES)))
        flows = {each: sum(f.tonnes for f in s.trades.flows if f.status == each) for each in STATUSES}
        rows.append(("", "flows", *(_share(flows[each], sum(flows.values())) for each in STATUSES)))
    return Section("What the tonnes rest on", ("material", "of", *STATUSES), rows)


def _share(part: float, whole: float) -> str:
    return f"{part / whole:.0%}" if whole > 0.0 else "-"


def _works(chain: Chain) -> Section:
    """Output against capacity and hosts, by process and region."""
    rows = []
    for process, kind in chain.kinds.items():
        here = {region for name, region in chain.made if name == process}
        here |= {row.region for row in chain.capacity if row.process == process}
        for region in sorted(here, key=lambda r: (-chain.made.get((process, r), 0.0), r)):
            room = chain.working(process, region)
            idle = sum(r.value for r in chain.capacity if (r.process, r.region, r.state) == (process, region, "idle"))
            made, reach = chain.made.get((process, region), 0.0), chain.reach(process, region)
            rows.append(
                (
                    process,
                    kind,
                    region,
                    _tonnes(made),
                    _tonnes(room),
                    f"{made / room:.0%}" if room > 0.0 else "-",
                    _tonnes(idle) if idle > 0.0 else "-",
                    _tonnes(reach) if reach is not None else "-",
                )
            )
    columns = ("process", "kind", "region", "made", "capacity", "used", "idle", "host allows")
    return Section("Mines and plants, tonnes a year", columns, rows)


def _figures(figures: Sequence[Compared]) -> Iterator[Section]:
    """Published figures against closed ones."""
    if not figures:
        return
    rows = [
        (
            each.figure.figure,
            each.figure.role,
            _value(each.figure.value, each.figure.unit),
            _value(each.closed, each.figure.unit),
            f"{each.percent:+.1f}{' points' if each.figure.unit == 'share' else ' %'}",
            "yes" if each.inside else "no",
            each.figure.year,
            each.figure.source,
        )
        for each in figures
    ]
    yield Section(
        "Published figures and closed ones (input: the tables were made from it)",
        ("figure", "role", "published", "closed", "off by", "as expected", "year", "source"),
        rows,
    )


def _value(value: float, unit: str) -> str:
    return f"{value:.1%}" if unit == "share" else f"{value:,.0f} {unit}"


def _unlike(chain: Chain) -> Iterator[Section]:
    """Other figures for what the tables hold, which nothing uses."""
    rows, used = [], {(u.material, u.region): u.value for u in chain.use if u.role == BASE}
    for row in chain.production:
        if row.role != BASE:
            mine = chain.made.get((row.process, row.region), 0.0)
            rows.append((f"{row.process} in {row.region}", _tonnes(mine), _tonnes(row.value), row.year, row.source))
    for use in chain.use:
        if use.role != BASE:
            where, now = f"use of {use.material} in {use.region}", used.get((use.material, use.region), 0.0)
            rows.append((where, _tonnes(now), _tonnes(use.value), use.year, use.source))
    if rows:
        yield Section("Other figures on record", ("of", "in the tables", "other figure", "year", "source"), rows)


def _changed(stages: Sequence[Stage]) -> Iterator[Section]:
    """Known flows that do not fit into the totals of their regions."""
    rows = [
        (s.material, c.row.origin, c.row.destination, c.row.status, _tonnes(c.row.value), _tonnes(c.tonnes))
        for s in stages
        for c in s.trades.cuts
    ]
    for s in stages:
        tonnes = {(f.origin, f.destination): f for f in s.trades.flows}
        rows += [(s.material, *arc, tonnes[arc].status, "-", _tonnes(tonnes[arc].tonnes)) for arc in s.trades.raised]
    if rows:
        columns = ("material", "from", "to", "status", "known", "after closing")
        yield Section("Known flows that the totals do not allow, tonnes a year", columns, rows)


def _assumed(chain: Chain, stages: Sequence[Stage]) -> Section:
    """Largest assumed figures, by their share of the output of their stage."""
    output = {s.material: s.output for s in stages}
    found = [
        (row.value / output[row.material], f"{row.process} in {row.region}", row.value, row.material, row.source)
        for row in chain.production
        if row.status == "assumed" and row.role == BASE
    ]
    found += [
        (row.value / output[row.material], f"use in {row.region}", row.value, row.material, row.source)
        for row in chain.use
        if row.status == "assumed" and row.role == BASE
    ]
    found += [
        (abs(row.value) / output[row.material], f"stock of {row.region}", row.value, row.material, row.source)
        for row in chain.stock_change
        if row.status == "assumed"
    ]
    rows = [
        (material, what, _tonnes(tonnes), f"{share:.1%}", source)
        for share, what, tonnes, material, source in sorted(found, key=lambda each: (-each[0], each[1]))[:LARGEST]
    ]
    columns = ("material", "figure", "tonnes", "of output", "source")
    return Section(f"Largest assumed figures, {min(LARGEST, len(found))} of {len(found)}", columns, rows)
