"""Statistics that a result and a comparison answer alike: prices, flows, shortage, leakage, who pays, projects."""

from abc import ABC, abstractmethod
from collections.abc import Callable

from lodeflow.answers.matrix import Sample
from lodeflow.answers.reading import ANY, Folder, Patterns
from lodeflow.answers.samples import history, market, outcomes, trade
from lodeflow.answers.statistic import Statistic
from lodeflow.answers.wanted import RUN, YEAR, Wanted, named
from lodeflow.storage.tables import TABLES

Make = Callable[[Folder, Wanted], Sample]


class Asked(ABC):
    """Statistics of a result, or paired differences of the arms of a comparison.

    Arguments that most of them share: ``by`` is ``"year"``, ``"tick"`` (each recorded day) or ``"run"`` (the whole of
    it); ``material`` and ``region`` are names, patterns such as ``"magnet*"``, or lists of them; ``replication`` is the
    number of a single replication, the same world as ``lodeflow.run(plan, n)`` and ``lodeflow run --replication n``.

    All raise DataError where the result lacks the table that they read, or has nothing of these names in it.
    """

    @abstractmethod
    def _answer(self, name: str, make: Make, wanted: Wanted) -> Statistic:
        """Statistic of what ``make`` reads."""

    def _stored(self, price: Patterns, wanted: Wanted) -> Statistic | None:
        """Prices as the run has stored them, where single replications are not kept."""
        del price, wanted
        return None

    def prices(
        self,
        price: Patterns = ANY,
        *,
        by: str = YEAR,
        material: Patterns = ANY,
        region: Patterns = ANY,
        replication: int | None = None,
    ) -> Statistic:
        """Prices [USD/t]: at the gate of producers, free on board, landed, spot, contract, paid, and reference price.

        Of a year or a run they are means over the recorded days. By run there are also peaks, base and volatility. A
        result without a table ``market`` (``--detail outcomes``) has gate, spot and paid prices by tick, from its table
        ``fan``, without standard errors.

        Args:
            price: ``"spot"``, ``"transaction"`` (the mean that users pay), ``"origin"``, ``"contract"``,
                ``"reference"`` and so on, or patterns of columns of the table ``market``; not used by run.

        """
        wanted = Wanted(by, material, region, replication)
        stored = self._stored(price, wanted)
        return (
            stored
            if stored is not None
            else self._answer("prices", lambda folder, of: market.prices(folder, price, of), wanted)
        )

    def market(
        self,
        quantity: Patterns = ("production_t", "use_t", "*_stock_t", "capacity_t_per_yr"),
        *,
        by: str = YEAR,
        material: Patterns = ANY,
        region: Patterns = ANY,
        replication: int | None = None,
    ) -> Statistic:
        """Any column of the table ``market``: output, use, stocks [t], capacity [t/yr].

        Tonnes that flow are summed over the period; stocks, capacities and prices are means over its recorded days.

        Args:
            quantity: columns, or patterns of them.

        """
        known = [column.name for column in TABLES["market"].columns if column.kind == "float64"]
        columns = named(quantity, known, "column of the market table")
        wanted = Wanted(by, material, region, replication)
        return self._answer("market", lambda folder, of: market.market(folder, columns, of), wanted)

    def flows(
        self,
        *,
        by: str = YEAR,
        material: Patterns = ANY,
        origin: Patterns = ANY,
        destination: Patterns = ANY,
        replication: int | None = None,
    ) -> Statistic:
        """Trade flows [t]: shipped, arrived, seized and recalled, by origin, destination and way. Needs ``--detail
        ledger``.

        Args:
            origin: regions where it was made.
            destination: regions where it is used.

        """
        wanted = Wanted(by, material, ANY, replication)
        return self._answer("flows", lambda folder, of: trade.flows(folder, of, origin, destination), wanted)

    def shortage(
        self,
        *,
        by: str = YEAR,
        material: Patterns = ANY,
        region: Patterns = ANY,
        replication: int | None = None,
    ) -> Statistic:
        """Shortage: demand, use and unmet demand [t], and the share of demand that is unmet.

        By run also by sector: weeks in which more than a small share was missing, and badly, and lost output [USD].
        """
        return self._answer("shortage", market.shortage, Wanted(by, material, region, replication))

    def leakage(
        self,
        *,
        by: str = RUN,
        material: Patterns = ANY,
        region: Patterns = ANY,
        replication: int | None = None,
    ) -> Statistic:
        """Leakage of controls and levies: smuggled, relabelled, over-invoiced, offshored, seized [t], evaded [USD].

        By year or tick, tonnes shipped and seized on the routes of smugglers and relabellers; needs ``--detail
        ledger``.

        Args:
            region: regions; by year and tick, of the buyers.

        """
        return self._answer("leakage", trade.leakage, Wanted(by, material, region, replication))

    def accounts(
        self,
        instrument: Patterns = ANY,
        *,
        by: str = YEAR,
        material: Patterns = ANY,
        replication: int | None = None,
    ) -> Statistic:
        """Payments [USD] by instrument (tariff, levy, price support), payer and payee. Needs ``--detail ledger``.

        Args:
            instrument: what is paid for.

        """
        wanted = Wanted(by, material, ANY, replication)
        return self._answer("accounts", lambda folder, of: trade.accounts(folder, of, instrument), wanted)

    def welfare(
        self,
        *,
        by: str = YEAR,
        material: Patterns = ANY,
        region: Patterns = ANY,
        replication: int | None = None,
    ) -> Statistic:
        """Welfare accounts [USD]: what users, producers, treasuries and others paid and got, by region and material.

        Gains and losses are differences between two arms: ``who_pays`` of a comparison. By year or run.
        """
        return self._answer("welfare", trade.welfare, Wanted(by, material, region, replication))

    def projects(
        self,
        *,
        by: str = YEAR,
        material: Patterns = ANY,
        region: Patterns = ANY,
        replication: int | None = None,
    ) -> Statistic:
        """Projects: share of replications in which each mine or plant operates or was given up by the end of a year.

        By run, the share of replications that end with it in each stage. There are no ticks.
        """
        return self._answer("projects", history.projects, Wanted(by, material, region, replication))

    def shares(
        self,
        *,
        by: str = YEAR,
        material: Patterns = ANY,
        region: Patterns = ANY,
        replication: int | None = None,
    ) -> Statistic:
        """Diversification: shares of requirements and of use outside China met with non-Chinese material, and caps.

        Rows without a region are all regions outside China together. By year or run.

        Args:
            material: ``light_oxide`` (NdPr) or ``heavy_oxide`` (Dy+Tb), as which contents are counted.
            region: regions of the users.

        """
        return self._answer("shares", outcomes.shares, Wanted(by, material, region, replication))

    def stockpile(
        self,
        *,
        by: str = YEAR,
        material: Patterns = ANY,
        region: Patterns = ANY,
        replication: int | None = None,
    ) -> Statistic:
        """Stockpiles: stock [t], its cost and value [USD], trade in the period, cash and loan, by material.

        Cash and loan are those of the whole stockpile and stand with each of its materials. Stocks are means over the
        recorded days of the period, trade is summed.
        """
        return self._answer("stockpile", history.stockpile, Wanted(by, material, region, replication))

    def events(self, kind: Patterns = ANY, *, by: str = YEAR, replication: int | None = None) -> Statistic:
        """Events that changed the world: mean number of each kind, actor, subject and detail.

        ``by="tick", replication=n`` is the list of what happened in replication n, by date.

        Args:
            kind: kinds of events.

        """
        wanted = Wanted(by, ANY, ANY, replication)
        return self._answer("events", lambda folder, of: history.events(folder, of, kind), wanted)

    def outcomes(
        self,
        outcome: Patterns = ANY,
        *,
        material: Patterns = ANY,
        region: Patterns = ANY,
        sector: Patterns = ANY,
        replication: int | None = None,
    ) -> Statistic:
        """Outcomes of the whole run, each in its unit. The year of an event has a mean only if it came in every run.

        Args:
            outcome: names of outcomes, or patterns.
            sector: using sectors.

        """
        wanted = Wanted(RUN, material, region, replication)
        return self._answer("outcomes", lambda folder, of: outcomes.outcomes(folder, outcome, of, sector), wanted)
