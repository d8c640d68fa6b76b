"""Outcome table of one replication: prices, output, shortage, trade, evasion, projects and conservation checks.

The set of outcomes follows from the plan and is the same in every replication, so a replication is a row of numbers.
Every sum runs in the order of cells, users and lanes. Prices are USD/t, quantities t, money USD, all over the whole
run; weeks have seven days.
"""

import numpy as np
from numpy.typing import NDArray

from lodeflow.base_world.rest_point import Floats
from lodeflow.catalog.names import MAGNETS, OXIDES
from lodeflow.instruments.alliance.floors import floors_of
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.engine.world import World
from lodeflow.kernels.entities.lots import FREE_ON_BOARD, Money
from lodeflow.kernels.projects.projects import ProjectStage
from lodeflow.outcomes.conservation import mass_residual, money_residual
from lodeflow.outcomes.diversification import headline_names, headline_values
from lodeflow.outcomes.evasion import Leaking
from lodeflow.outcomes.groups import Groups, ratio
from lodeflow.outcomes.names import Name, Outcome
from lodeflow.plan import Plan


class Outcomes:
    """Outcomes of ``plan``: their ``names``, in the order of their rows, and their values in a finished world.

    Replications of uncertain scenarios have plans of their own, but the same names.
    """

    def __init__(self, plan: Plan) -> None:
        cells, lanes = plan.atlas.cells, plan.atlas.lanes
        cell_params = plan.template.market.cell_params
        self.makers = np.flatnonzero((plan.rest.output > 0.0) | (cell_params.design_capacity > 0.0))
        self.magnets = np.array([i for i in self.makers if cells[i][1] in MAGNETS], np.int64)
        self.swarf = np.array([plan.year.recipe.swarf[cells[i][1]][0] for i in self.magnets])  # NdPr oxide
        unwanted = (cell_params.base_residue > 0.0) | (cell_params.lowest_price > 0.0)
        surplus = (cell_params.design_capacity > 0.0) & unwanted
        self.surplus = np.flatnonzero(surplus)
        self.buyers = plan.atlas.shown[plan.rest.landed[plan.atlas.shown] > 0.0]
        self.made = Groups([cells[i][1] for i in self.makers])
        self.chinese = np.array([cells[i][0] == "CHN" for i in self.makers])
        self.losers = np.array([k for k, user in enumerate(plan.users) if user[1] in MAGNETS], np.int64)
        self.pair = Groups([(lane.material, lane.destination, lane.origin) for lane in lanes])
        self.bought = Groups([pair[:2] for pair in self.pair.names])
        self.from_china = np.array([pair[2] == "CHN" for pair in self.pair.names])
        self.abroad = np.flatnonzero([lane.foreign for lane in lanes])
        self.imports = Groups([(lanes[s].material, lanes[s].destination) for s in self.abroad])
        self.exports = Groups([(lanes[s].material, lanes[s].origin) for s in self.abroad])
        self.smuggled = np.array([lane.smuggled for lane in lanes])
        self.evading = np.isin(self.exports.of, np.unique(self.exports.of[self.smuggled[self.abroad]]))
        self.evasions = Groups([self.exports.names[k] for k in self.exports.of[self.evading]])
        self.leaking = Leaking(plan)
        self.floors = Groups([(floor.material,) for floor in floors_of(plan.scenario)])
        self.built = Groups([cells[i][::-1] for i in plan.template.market.project_links.sells[:, 0]])
        self.names = self._names(plan)
        self.place = {name: k for k, name in enumerate(self.names)}

    def _names(self, plan: Plan) -> tuple[Name, ...]:
        cells = plan.atlas.cells

        def of(outcomes: tuple[str, ...], where: NDArray[np.int64]) -> list[Name]:
            return [Name(outcome, cells[i][1], cells[i][0], None) for outcome in outcomes for i in where]

        def among(outcomes: tuple[str, ...], groups: Groups) -> list[Name]:
            return [Name(outcome, material, region, None) for outcome in outcomes for material, region in groups.names]

        users = [(m, r, s) for r, m, s in plan.users]
        return (
            *of(("base_origin_price", "mean_origin_price", "peak_origin_price", "production"), self.makers),
            *of(("recycled",), self.magnets),
            *of(("residue",), self.surplus),
            *(Name("china_share_of_production", material, None, None) for material in self.made.names),
            *of(("base_spot_price", "mean_spot_price", "peak_spot_price"), self.buyers),
            *of(("base_transaction_price", "mean_transaction_price", "peak_transaction_price"), self.buyers),
            *of(("price_volatility", "use", "stockholders_spread"), self.buyers),
            *(Name(outcome, *user) for outcome in ("unmet", "unmet_share", "weeks_short") for user in users),
            *(Name("output_loss", *users[k]) for k in self.losers),
            *among(("origin_concentration", "non_chinese_share_of_purchases"), self.bought),
            *among(("import_bill", "tariff_revenue", "levy_revenue", "freight_bill"), self.imports),
            *among(("export_tax_revenue",), self.exports),
            *among(("smuggled", "smuggled_share_of_exports", "seized"), self.evasions),
            *self.leaking.names,
            *among(("price_support", "licence_rent", "export_price_alignment"), self.exports),
            *(Name("weeks_in_the_money", material, None, None) for (material,) in self.floors.names),
            *(Name("recycled_from_magnets", oxide, None, None) for oxide in OXIDES[:2]),
            *among(("capacity_added", "capacity_cancelled"), self.built),
            *(Name(*name) for name in headline_names(plan)),
            Name("mass_residual", None, None, None),
            Name("money_residual", None, None, None),
        )

    def values(self, plan: Plan, world: World) -> Floats:
        """Values of all outcomes of one replication, float64 (outcomes,), in the order of ``names``.

        Args:
            plan: the plan of the replication.
            world: its finished world.

        """
        before = plan.template
        residuals = np.array([mass_residual(before, world), money_residual(before, world)])
        of_goods = (*self._of_sellers(plan, world), *self._of_buyers(plan, world))
        rest = (*self._of_users(plan, world), *self._of_trade(plan, world), *self._of_projects(world))
        return np.concatenate((*of_goods, *rest, headline_values(plan, world), residuals))

    def _of_sellers(self, plan: Plan, world: World) -> list[Floats]:
        """Prices at the gate, output, recycled swarf, residue, China's share of output."""
        totals, makers = world.totals, self.makers
        made = totals.made[makers]
        return [
            plan.rest.price[makers],
            totals.gate_sum[makers] / totals.markets[0],
            totals.gate_peak[makers],
            made,
            totals.made[self.magnets] * self.swarf,
            totals.residue[self.surplus],
            ratio(self.made.sums(np.where(self.chinese, made, 0.0)), self.made.sums(made)),
        ]

    def _of_buyers(self, plan: Plan, world: World) -> list[Floats]:
        """Delivered prices, their volatility, use, stockholders' spread."""
        totals, buyers, markets = world.totals, self.buyers, world.totals.markets[0]
        years = markets * plan.scenario.tick_days / DAYS_PER_YEAR
        return [
            plan.rest.landed[buyers],
            totals.spot_sum[buyers] / markets,
            totals.spot_peak[buyers],
            plan.rest.landed[buyers],
            totals.paid_sum[buyers] / markets,
            totals.paid_peak[buyers],
            np.sqrt(totals.spot_moves[buyers] / years),
            self._of_both(world, totals.used)[buyers],
            self._of_both(world, totals.spread)[buyers],
        ]

    @staticmethod
    def _of_both(world: World, of_cells: Floats) -> Floats:
        """Quantities of civil buyers with those of defence added."""
        both, defence = of_cells.copy(), world.market.defence
        both[defence.civil] += of_cells[defence.own]
        return both

    def _of_users(self, plan: Plan, world: World) -> list[Floats]:
        """Unmet demand of final users, and the value added it destroyed."""
        totals, sectors = world.totals, plan.scenario.sectors
        lost = [sectors[s].value_added_usd_per_t * (1.0 - sectors[s].recovered_share) for _, _, s in plan.users]
        losses = totals.unmet[self.losers] * np.array(lost)[self.losers]
        shares = np.where(totals.wanted > 0.0, ratio(totals.unmet, totals.wanted), 0.0)
        return [totals.unmet, shares, totals.short_days / 7.0, losses]

    def _of_trade(self, plan: Plan, world: World) -> list[Floats]:
        """Origin shares of purchases, values and taxes of cross-border trade, evasion, rents and levies."""
        by_origin = self.pair.sums(world.totals.shipped + world.market.trade.released)
        total = self.bought.sums(by_origin)
        share = ratio(by_origin, total[self.bought.of])
        paid = world.market.trade.paid[self.abroad]
        fob = paid[:, FREE_ON_BOARD].sum(axis=1)
        return [
            np.where(total > 0.0, self.bought.sums(share * share), np.nan),
            1.0 - ratio(self.bought.sums(np.where(self.from_china, by_origin, 0.0)), total),
            self.imports.sums(fob + paid[:, Money.FREIGHT]),
            self.imports.sums(paid[:, Money.TARIFF]),
            self.imports.sums(paid[:, Money.LEVY]),
            self.imports.sums(paid[:, Money.FREIGHT]),
            self.exports.sums(paid[:, Money.EXPORT_TAX]),
            *self._of_smugglers(world),
            *self.leaking.values(plan, world, self._of_both(world, world.totals.used)),
            -self.exports.sums(paid[:, Money.SUPPORT]),
            self.exports.sums(paid[:, Money.RENT]),
            self.exports.sums(paid[:, Money.ALIGNMENT]),
            self._of_floors(plan, world),
            world.market.recycling_state.recycled,
        ]

    def _of_floors(self, plan: Plan, world: World) -> Floats:
        """Weeks in which a levy was due on purchases of members, by material."""
        m = world.market
        since = plan.scenario.days - m.levies.fixed[m.floors.pact]
        return self.floors.sums((m.levies.bound + m.levies.binding * since) / 7.0)

    def _of_smugglers(self, world: World) -> list[Floats]:
        """Tonnes smuggled past export controls, their share of exports, and tonnes seized, by exporter."""
        lanes = self.abroad[self.evading]
        left = world.totals.shipped + world.market.trade.released
        sent, past = left[lanes], self.smuggled[lanes]
        smuggled = self.evasions.sums(np.where(past, sent, 0.0))
        seized = self.evasions.sums(np.where(past, world.market.smuggling_state.seized[lanes], 0.0))
        return [smuggled, ratio(smuggled, self.evasions.sums(sent)), seized]

    def _of_projects(self, world: World) -> list[Floats]:
        """Capacity commissioned beyond that of the base year, closed today or not, and capacity cancelled."""
        projects, project_state = world.market.projects, world.market.project_state
        new = projects.capacity * (1.0 - projects.counted) * DAYS_PER_YEAR
        came = project_state.day[:, ProjectStage.OPERATION] >= 0
        gone = project_state.stage == ProjectStage.CANCELLED
        return [self.built.sums(np.where(came, new, 0.0)), self.built.sums(np.where(gone, new, 0.0))]


def outcomes(plan: Plan, world: World) -> list[Outcome]:
    """Every outcome of one finished replication, with its name.

    Args:
        plan: the plan of the replication.
        world: its finished world.

    """
    found = Outcomes(plan)
    values = found.values(plan, world)
    return [Outcome(*name, float(value)) for name, value in zip(found.names, values, strict=True)]
