"""Gate prices of the base year in USD per tonne, ex VAT.

Prices of oxides and magnets are in the table; an ore is worth a share, its payability, of the oxides in it at Chinese
prices. Magnets are priced per tonne gross: 49 USD per kg gross is 163 USD per kg of the NdPr in it, and a price that
was given per contained kg is refused.
"""

from lodeflow.base_year.of_chain import chain_prices
from lodeflow.base_year.table import CHINA, BaseYear
from lodeflow.catalog.names import MAGNETS, ORES, OXIDES, chain_folder, rows

KG_PER_T = 1000.0
MAGNET_BAND = (30.0, 100.0)  # USD per kg gross; contained prices lie far above


def gate_prices(name: str, year: BaseYear, cells: tuple[tuple[str, str], ...]) -> dict[tuple[str, str], float]:
    """Gate price of each cell, USD/t ex VAT, by (region, material).

    Args:
        name: folder of base-year tables, or a chain.
        year: the balanced base year.
        cells: the (region, material) pairs to price.

    Raises:
        ValueError: a magnet price outside the band of gross prices, such as one per contained kg.

    """
    if chain_folder(name) is not None:
        return chain_prices(name, cells)
    listed = {(r["region"], r["material"]): float(r["price"]) * KG_PER_T for r in rows(f"{name}/gate_prices")}
    payability = next(float(r["value"]) for r in rows(f"{name}/recipes") if r["name"] == "payability")
    basket = {(m.region, m.material): m.basket for m in year.mines}
    prices = {}
    for region, material in cells:
        if material in ORES:
            contained = basket.get((region, material)) or year.feed_basket(region, material)
            worth = sum(
                part * listed[CHINA, oxide] * (year.wanted_rest if oxide == "rest_oxide" else 1.0)
                for part, oxide in zip(contained, OXIDES, strict=True)
            )
            prices[region, material] = payability * worth
        else:
            prices[region, material] = listed.get((region, material), listed["*", material])
        if material in MAGNETS and not MAGNET_BAND[0] <= prices[region, material] / KG_PER_T <= MAGNET_BAND[1]:
            raise ValueError(
                f"{material} of {region} at {prices[region, material] / KG_PER_T:.0f} USD/kg gross: expected "
                f"{MAGNET_BAND[0]:.0f} to {MAGNET_BAND[1]:.0f}; was the price given per kg of contained NdPr?"
            )
    return prices
