"""Bilateral flows of oxides and magnets in the base year: known flows are kept, RAS finds the rest. Model.md 3.5."""

from lodeflow.base_year.table import CHINA, BaseYear, Flow
from lodeflow.catalog.names import MAGNETS, Row
from lodeflow.chains.closing.balance import Arc, balance
from lodeflow.chains.closing.gravity import gravity, worth_a_lane


def trade_oxides_and_magnets(
    year: BaseYear, weights: tuple[Row, ...], known: tuple[Row, ...], recipe: dict[str, float]
) -> None:
    """Final use by region, then bilateral flows, both added to ``year``.

    Known flows are kept, China keeps what it does not export, RAS finds the rest.

    Args:
        year: base year with its output; final use and flows are written into it.
        weights: rows of ``use_weights``, the weight of each region in the use of a material.
        known: rows of ``known_flows``; an origin or destination ``*`` stands for all regions.
        recipe: values of ``recipes`` by name.

    Raises:
        ValueError: known flows that exceed what a region makes or needs.

    """
    export = {r["material"]: float(r["tonnes"]) for r in known if r["destination"] == "*"}
    weight = {
        m: {r["region"]: float(r["weight"]) for r in weights if r["material"] == m}
        for m in ("magnet", "rest_oxide", "light_oxide")
    }
    for e, oxide in enumerate(("light_oxide", "heavy_oxide")):
        fixed = {
            (r["origin"], r["destination"]): (float(r["tonnes"]), r["status"])
            for r in known
            if r["material"] == oxide and r["destination"] != "*" and r["origin"] != "*"
        }
        use = {m.region: sum(year.output[m.region, g] * year.recipe.need[g][e] for g in MAGNETS) for m in year.makers}
        if oxide == "light_oxide":
            total = sum(weight[oxide].values())
            made = sum(year.output[o] for o in year.output if o[1] == oxide)
            spare = made - sum(use.values())
            for region, w in weight[oxide].items():
                year.final_use[region, oxide] = spare * w / total
                use[region] = use.get(region, 0.0) + spare * w / total
        closed = {r["destination"] for r in known if r["material"] == oxide and r["origin"] == "*"}
        _settle(year, oxide, use, fixed, closed)
    export["rest_oxide"] = recipe["oxide_share_of_compounds"] * export["oxides"] - sum(
        year.sent(oxide, CHINA, abroad=True) for oxide in ("light_oxide", "heavy_oxide")
    )
    share = {
        "magnet_standard": 1.0 - recipe["high_temperature_share"],
        "magnet_high_temperature": recipe["high_temperature_share"],
        "rest_oxide": 1.0,
    }
    for material, part in share.items():
        family = "magnet" if material in MAGNETS else material
        fixed = {
            (r["origin"], r["destination"]): (part * float(r["tonnes"]), r["status"])
            for r in known
            if r["material"] == family and r["destination"] != "*"
        }
        home = year.output[CHINA, material] - part * export[family]
        fixed[CHINA, CHINA] = (home, "derived")
        made = sum(v for (_, m), v in year.output.items() if m == material)
        total = sum(weight[family].values())
        use = {region: (made - home) * w / total for region, w in weight[family].items()} | {CHINA: home}
        for region, tonnes in use.items():
            year.final_use[region, material] = tonnes
        _settle(year, material, use, fixed)


def _settle(
    year: BaseYear,
    material: str,
    use: dict[str, float],
    fixed: dict[Arc, tuple[float, str]],
    closed: frozenset[str] | set[str] = frozenset(),
) -> None:
    """Balance one material and add its flows to the base year. Regions in ``closed`` import from known sellers only."""
    supply = {region: v for (region, m), v in year.output.items() if m == material}
    known = {arc: tonnes for arc, (tonnes, _) in fixed.items()}
    to_send = {i: v - sum(t for (o, _), t in known.items() if o == i) for i, v in supply.items()}
    to_take = {j: v - sum(t for (_, d), t in known.items() if d == j) for j, v in use.items()}
    weights = {
        arc: w
        for arc, w in gravity(to_send, to_take, year.home_preference).items()
        if arc[0] == arc[1] or arc[1] not in closed
    }
    prior = worth_a_lane(weights, use, year.least_flow, year.least_share)
    for arc, tonnes in balance(supply, use, prior, known).items():
        home = arc == (CHINA, CHINA)  # the residual of China's output, or use, and its known trade
        status = fixed[arc][1] if arc in fixed else "derived" if home else "assumed"
        year.flows.append(Flow(material, arc[0], arc[1], tonnes, status))
