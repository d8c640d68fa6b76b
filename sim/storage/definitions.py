"""Data dictionary of outcomes: unit, definition and page of every value that the table ``outcomes`` may hold.

Tables and columns are described in ``tables.py``. Prices are in real USD of 2025; sums and peaks are over all market
days of the run. A row of an outcome is told apart by material, region and sector, as far as they apply.
"""

from typing import NamedTuple


class Definition(NamedTuple):
    """Definition of an outcome."""

    unit: str
    """Unit of its values."""
    says: str
    """Meaning, for users."""
    page: str
    """Page of the documentation that has the equations, below ``docs/``."""


_PRICES, _WELFARE, _CONTENT = "model/prices.md", "model/welfare.md", "model/content.md"
_SMUGGLING, _RELABELLING, _OFFSHORING = "model/smuggling.md", "model/relabelling.md", "model/offshoring.md"
_STOCKPILES, _PROJECTS, _MONEY = "model/stockpiles.md", "model/projects.md", "model/public_money.md"
_GUARANTEES = "model/price_guarantees.md"
_BOOKS = "model/verification.md"

DEFINITIONS: dict[str, Definition] = {
    # prices at the gate, output
    "base_origin_price": Definition(
        "USD/t", "price at the gate of producers in the base year, from which the run starts", _PRICES
    ),
    "mean_origin_price": Definition("USD/t", "price at the gate of producers, mean over all market days", _PRICES),
    "peak_origin_price": Definition("USD/t", "price at the gate of producers, the highest of any market day", _PRICES),
    "production": Definition("t", "output of mines and plants over the run", "model.md"),
    "recycled": Definition(
        "t", "NdPr oxide that magnet makers recover from their own swarf over the run", "model/recycling.md"
    ),
    "residue": Definition(
        "t", "unwanted output put aside over the run, as separators make more of an element than is asked for", _PRICES
    ),
    "china_share_of_production": Definition(
        "share", "part of the world's output of the run that is made in China", "model.md"
    ),
    # prices delivered, use
    "base_spot_price": Definition("USD/t", "spot price delivered, duties paid, in the base year", _PRICES),
    "mean_spot_price": Definition("USD/t", "spot price delivered, duties paid, mean over all market days", _PRICES),
    "peak_spot_price": Definition(
        "USD/t",
        "spot price delivered, the highest of any market day on which at least 1 % of desired use was delivered",
        _PRICES,
    ),
    "base_transaction_price": Definition(
        "USD/t", "price that users pay in the base year; contract and spot price are then the same", _PRICES
    ),
    "mean_transaction_price": Definition(
        "USD/t",
        "price that users pay, contract and spot by their tonnes, mean over all market days",
        "model/contracts.md",
    ),
    "peak_transaction_price": Definition(
        "USD/t",
        "price that users pay, the highest of any market day on which at least 1 % of desired use was delivered",
        "model/contracts.md",
    ),
    "price_volatility": Definition(
        "1/sqrt(yr)",
        "root mean square change of the logarithm of the spot price over four weeks, between single days, scaled to a "
        "year: the same at any tick; null in runs of four weeks or less",
        _PRICES,
    ),
    "use": Definition("t", "used over the run, by civil users and defence", "model.md"),
    "stockholders_spread": Definition(
        "USD",
        "earned over the run by those who hold stock for users: sales less what the stock has cost them",
        _WELFARE,
    ),
    # shortage
    "unmet": Definition(
        "t", "desired use that was not met over the run, what was postponed before left aside", _PRICES
    ),
    "unmet_share": Definition("share", "unmet over desired use; 0 where nothing is desired", _PRICES),
    "weeks_short": Definition(
        "weeks", "time in which more than measures.short_share (1 %) of desired use was unmet", _PRICES
    ),
    "weeks_badly_short": Definition(
        "weeks", "time in which more than measures.badly_short_share (5 %) of desired use was unmet", _PRICES
    ),
    "output_loss": Definition(
        "USD",
        "value added of final users lost for good: unmet times value added per tonne of the sector, less the part that "
        "is made up later",
        _WELFARE,
    ),
    # trade
    "origin_concentration": Definition(
        "index 0-1", "Herfindahl-Hirschman index of the true origins of purchases over the run", _CONTENT
    ),
    "non_chinese_share_of_purchases": Definition(
        "share", "part of purchases over the run that another region than China has shipped", _CONTENT
    ),
    "import_bill": Definition(
        "USD", "paid over the run for imports, free on board and freight, before duties and levies", _WELFARE
    ),
    "tariff_revenue": Definition("USD", "tariffs that the importing region got over the run", "model/duties.md"),
    "levy_revenue": Definition(
        "USD", "variable levies that the importing region got over the run", "model/alliance.md"
    ),
    "freight_bill": Definition("USD", "freight of imports over the run, surcharges included", "model/chokepoints.md"),
    "export_tax_revenue": Definition(
        "USD", "export taxes that the region of origin got over the run", "model/duties.md"
    ),
    # evasion
    "smuggled": Definition("t", "shipped past the export controls of the region over the run", _SMUGGLING),
    "smuggled_share_of_exports": Definition("share", "smuggled over all exports of the region", _SMUGGLING),
    "seized": Definition("t", "smuggled goods seized at a border over the run, and lost", _SMUGGLING),
    "relabelled": Definition(
        "t", "imported over the run under the papers of another origin, past levies and tariffs", _RELABELLING
    ),
    "relabelled_share_of_use": Definition("share", "relabelled over use of the region", _RELABELLING),
    "relabelled_seized": Definition("t", "relabelled goods seized at customs over the run, and lost", _RELABELLING),
    "over_invoiced": Definition(
        "t", "imported over the run at a price on paper above the true one, which saves levy", _RELABELLING
    ),
    "over_invoiced_share_of_use": Definition("share", "over-invoiced over use of the region", _RELABELLING),
    "evaded_levy": Definition(
        "USD", "levy that would have been due on relabelled and over-invoiced goods", _RELABELLING
    ),
    "offshored": Definition("t", "use that moved abroad over the run, away from a levy", _OFFSHORING),
    "offshored_share_of_use": Definition("share", "offshored over offshored and desired use together", _OFFSHORING),
    "value_added_offshored": Definition("USD", "value added of the final users that moved abroad", _OFFSHORING),
    # rents, support, floors
    "price_support": Definition(
        "USD", "paid over the run by a flooding state on exports, on top of what buyers pay", "model/floods.md"
    ),
    "licence_rent": Definition(
        "USD", "got over the run by exporters for a scarce export licence", "model/export_controls.md"
    ),
    "export_price_alignment": Definition(
        "USD", "added over the run by exporters to their price because of a levy, and kept", "model/alliance.md"
    ),
    "weeks_in_the_money": Definition(
        "weeks", "time in which a levy was due on purchases of members", "model/alliance.md"
    ),
    "recycled_from_magnets": Definition(
        "t", "oxide recovered from worn magnets over the run, all regions together", "model/recycling.md"
    ),
    # stockpiles
    "stockpile_held": Definition("t", "held by stockpiles on the last day", _STOCKPILES),
    "stockpile_bought": Definition("t", "bought by stockpiles over the run", _STOCKPILES),
    "stockpile_released": Definition("t", "released or sold by stockpiles over the run", _STOCKPILES),
    "stockpile_loan": Definition("USD", "owed to lenders by all stockpiles on the last day", _STOCKPILES),
    "stockpile_running_cost": Definition(
        "USD", "interest and storage of all stockpiles over the run, less fees of participants", _STOCKPILES
    ),
    "stockpile_profit": Definition(
        "USD",
        "receipts of all stockpiles and their stock at the spot price of the last day, less purchases and running cost",
        _STOCKPILES,
    ),
    # projects
    "capacity_added": Definition(
        "t/yr",
        "design output, beyond that of the base year, of projects that had begun to work by the last day",
        _PROJECTS,
    ),
    "capacity_cancelled": Definition("t/yr", "design output of projects that were given up", _PROJECTS),
    "entrants_turned_away": Definition(
        "entrants", "projects that would have entered and found all places of entrants taken", _PROJECTS
    ),
    # public money
    "price_guarantees": Definition(
        "USD",
        "paid over the run under price guarantees, less what producers pay back above the strike",
        _GUARANTEES,
    ),
    "guaranteed": Definition("t", "settled over the run under price guarantees", _GUARANTEES),
    "capital_grants": Definition("USD", "grants to projects over the run, by the region that pays", _MONEY),
    "state_equity": Definition("USD", "equity that a state has bought in projects over the run", _MONEY),
    "public_loans": Definition("USD", "lent to projects by a state over the run", _MONEY),
    "loan_service": Definition("USD", "interest and principal that projects paid back to a state over the run", _MONEY),
    "production_credits": Definition("USD", "credits on tonnes produced, paid by a state over the run", _MONEY),
    "offtake_losses": Definition("USD", "lost over the run by a state that sells what it bought for less", _MONEY),
    "offtake_gains": Definition("USD", "gained over the run by a state that sells what it bought for more", _MONEY),
    "earnings_guarantees": Definition("USD", "paid over the run to lift producers' earnings to their floor", _MONEY),
    "fiscal_cost": Definition(
        "USD",
        "net cash paid over the run by each government: guarantees, grants, equity, loans, credits, less loan service",
        _MONEY,
    ),
    # diversification
    "non_chinese_content": Definition(
        "t",
        "element in what final users outside China got over the run, not mined, separated or made in China",
        _CONTENT,
    ),
    "requirement": Definition(
        "t",
        "element that final users outside China would have wanted over the run on the path of the base year, at its "
        "prices and without any policy",
        _CONTENT,
    ),
    "non_chinese_share_of_requirements": Definition("share", "non-Chinese content over requirement", _CONTENT),
    "non_chinese_share_of_use": Definition("share", "non-Chinese content over content of what was got", _CONTENT),
    "largest_share_of_requirements": Definition(
        "share",
        "share of the requirement that installed mines and plants outside China could meet, at most 1",
        _CONTENT,
    ),
    "mines_could_meet": Definition("share", "share of the requirement that mines outside China could meet", _CONTENT),
    "separators_could_meet": Definition("share", "the same of separators outside China", _CONTENT),
    "magnet_makers_could_meet": Definition("share", "the same of magnet makers outside China", _CONTENT),
    "year_of_60_percent": Definition(
        "calendar year",
        "year in which the first whole year ended that met 60 % of the requirement; null if none did before the end, "
        "so it has no mean",
        _CONTENT,
    ),
    "share_60_by_2030": Definition(
        "0 or 1", "1 if such a year was complete by the end of 2030; null in shorter runs", _CONTENT
    ),
    "share_60_by_2034": Definition(
        "0 or 1", "1 if such a year was complete by the end of 2034; null in shorter runs", _CONTENT
    ),
    "share_60_by_2036": Definition(
        "0 or 1", "1 if such a year was complete by the end of 2036; null in shorter runs", _CONTENT
    ),
    # books
    "mass_residual": Definition(
        "share of what was mined", "tonnes that the books of the run do not account for; a rounding error", _BOOKS
    ),
    "money_residual": Definition(
        "share of users' outlay", "money that the books of the run do not account for; a rounding error", _BOOKS
    ),
}
"""Definition of each outcome, by its name, in the order of the table."""
