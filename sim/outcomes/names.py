"""Outcome names and their units."""

from typing import NamedTuple

OUTCOMES = {
    "base_origin_price": "USD/t",
    "mean_origin_price": "USD/t",
    "peak_origin_price": "USD/t",
    "base_spot_price": "USD/t",
    "mean_spot_price": "USD/t",
    "peak_spot_price": "USD/t",
    "base_transaction_price": "USD/t",
    "mean_transaction_price": "USD/t",
    "peak_transaction_price": "USD/t",
    "price_volatility": "1/sqrt(yr)",
    "production": "t",
    "residue": "t",
    "use": "t",
    "recycled": "t",
    "recycled_from_magnets": "t",
    "unmet": "t",
    "unmet_share": "share",
    "weeks_short": "weeks",
    "output_loss": "USD",
    "china_share_of_production": "share",
    "non_chinese_share_of_purchases": "share",
    "origin_concentration": "index 0-1",
    "import_bill": "USD",
    "tariff_revenue": "USD",
    "levy_revenue": "USD",
    "export_price_alignment": "USD",
    "weeks_in_the_money": "weeks",
    "export_tax_revenue": "USD",
    "smuggled": "t",
    "smuggled_share_of_exports": "share",
    "seized": "t",
    "relabelled": "t",
    "relabelled_share_of_use": "share",
    "relabelled_seized": "t",
    "over_invoiced": "t",
    "over_invoiced_share_of_use": "share",
    "evaded_levy": "USD",
    "offshored": "t",
    "offshored_share_of_use": "share",
    "value_added_offshored": "USD",
    "price_support": "USD",
    "licence_rent": "USD",
    "freight_bill": "USD",
    "stockholders_spread": "USD",
    "capacity_added": "t/yr",
    "capacity_cancelled": "t/yr",
    "non_chinese_content": "t",
    "requirement": "t",
    "non_chinese_share_of_requirements": "share",
    "non_chinese_share_of_use": "share",
    "year_of_60_percent": "calendar year",
    "share_60_by_2030": "0 or 1",
    "share_60_by_2034": "0 or 1",
    "share_60_by_2036": "0 or 1",
    "mass_residual": "share of what was mined",
    "money_residual": "share of users' outlay",
}


class Name(NamedTuple):
    """Subject of an outcome: the quantity, and its material, region and sector; None where one does not apply."""

    outcome: str
    """Quantity, a key of ``OUTCOMES``."""
    material: str | None
    """Material, or None."""
    region: str | None
    """Region, or None."""
    sector: str | None
    """Sector of final use, or None."""


class Outcome(NamedTuple):
    """Value of one outcome in one replication."""

    outcome: str
    """Quantity, a key of ``OUTCOMES``, which has its unit."""
    material: str | None
    """Material, or None."""
    region: str | None
    """Region, or None."""
    sector: str | None
    """Sector of final use, or None."""
    value: float
    """Value; NaN where it is not defined in the replication."""
