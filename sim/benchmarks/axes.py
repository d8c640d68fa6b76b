"""Which axis of which column is what: for every array of a world, the rows it has and the rows that it points at.

A line of a slice reads "axes > target: columns". An axis is a name or a number. ``> target`` says that the values are
rows of another axis, below 0 for none (``from 1``: 0 for none, and 1 for row 0; ``by 2``: twice the row, and 1 more or
not); an axis with ``+1`` that points somewhere holds where each row's part begins there. ``sum`` counts over everything
there is; ``scratch`` is nobody's. What is no array is left out. A column that is missing here is an error
(``shapes.read_axes``).
"""

AXES = {
    "cell_params": """
        cells: base_price base_paid base_capacity design_capacity lowest_price base_residue supply_slope demand_slope
        cells: switching cover_days contract_share calm_short chinese
        cells 3: grade
    """,
    "routes": """
        lanes > cells: seller buyer
        lanes: freight export_tax tariff tariff_on_freight transit_days ln_base_cost ln_route_share
        lanes > lanes: direct
    """,
    "nests": """
        nests+1 > lanes: first
        lanes > nests: of_lane
        nests > cells: seller
        nests: ln_base_share substitution
        cells+1 > nests: first_of_buyer
    """,
    "user_params": """
        users > cells: cell
        users: base_use growth short slow sector later_growth bend recovered
    """,
    "defence": """
        reserves > cells: civil own
        reserves: diversion
    """,
    "smuggling": """
        paths > lanes: lane legal
        paths: base_tax ordinary
        1: premium convexity memory seized worth penalty
    """,
    "smuggling_state": """
        paths: volume risk
        lanes: premium fine caught seized most
    """,
    "alliances": """
        alliances: name announced start end refix lowest banded exempt_at_sea tariff_free credibility affiliated
        alliances: audited penalty reckoned derivatives enough counted
        alliances regions: joins leaves joining_rate collected
    """,
    "floors": """
        floors > alliances: pact
        floors: levied rule cost_plus memory most_change base_price content grown
        floors+1 > prices: first_step
        prices: step_day step_price
        floors 2 > floors: ladder
        floors 2: feed
        floors+1 > purchases: first_cell
        purchases > cells: cell
        purchases: region
        cells > floors: of_seller friendly
        cells: at
        lanes > floors: of_lane
        lanes: home origin recognised waived aligned aligned_after
    """,
    "levies": """
        alliances regions: standing since
        alliances: in_force fixed change
        floors: reference average lowest needed binding bound
        lanes: rate free tariff
    """,
    "coming_duties": """
        coming: known begins at_dispatch
        coming lanes: tariff on_freight export_tax
        1: last
    """,
    "buying_ahead_state": """
        cells: before
        scratch cells: added dearer lead begins
    """,
    "contract_params": "alliances: share ceiling days",
    "contracts": """
        contracts > lanes: lane
        contracts: index price least until day_cost day_duty
        lanes: least_share
        cells: short spare
    """,
    "members_first_params": """
        lanes > alliances: pact
        lanes: origin home
        1: agreed
    """,
    "queue": "cells: first rest",
    "relabelling": """
        papers > lanes: lane
        papers: weight base_duty ordinary
        1: premium convexity memory found worth penalty start
    """,
    "relabelling_state": """
        papers: volume
        lanes: risk evaded fine lost hidden
    """,
    "offshoring": """
        movers > users: user abroad
        movers > cells: cell hub
        movers: region
        1: most response speed memory
    """,
    "offshoring_state": "movers: share usual tonnes",
    "plant_params": """
        plants 2 > cells: feed
        plants 2: need
        plants 3 > cells: product
        plants 3: fixed_yield recovery
        plants: separates base_capacity base_utilisation limit elasticity base_margin substitution saving growth
        plants: later_growth bend spare_recovery
    """,
    "mine_params": """
        mines > cells: cell
        mines: base_capacity base_utilisation limit elasticity growth later_growth bend
        mines 3: basket
        mines+1 > sites: first_site
    """,
    "sellers": """
        cells: stock price premium anchor glut orders asked made residue capacity held trapped qualified starting
        cells: member
        cells 9: content
    """,
    "buyers": """
        cells: stock level book landed untaxed spot contract paid felt trend panic known forecast desired filled used
        cells: spread returned news rush starting
        cells 9: content served
    """,
    "trade": """
        lanes: surcharge wedge fob levy alignment contract duty cost target share order backlog shipped afloat lead
        lanes: seen landed_t landed_t_days sea_days permit rent wait released queued usual left leaving arrived
        lanes 12: paid
        nests: access
    """,
    "users": "users: thrift mean_price wanted surge swing owed made_up required",
    "plants": """
        plants: planned ran size open extra circuit thrift dear mean_price
        plants 3: yields
        plants 2: need
    """,
    "mines": "mines: incentive dug extra open able",
    "sites": "sites: cut stops",
    "production_quotas": """
        production_quotas quota_years: level imports
        quota_years: new_year
        production_quotas: counts_imports illegal
        mines > production_quotas: of_mine
        plants > production_quotas: of_plant
        plants 2 > lanes: home
    """,
    "production_quota_state": "production_quotas: asked cut tolerated lifted",
    "recycling": """
        goods > cells: worn
        goods > yards: yard
        yards 2 > cells: into
        1: passing collected first full elasticity
    """,
    "recycling_state": """
        yards 3 9: in_use
        yards 9: scrap
        sum 2: gone recycled
        sum 1: earned
    """,
    "projects": """
        projects: name stage begun permitted decided first_output promised capacity counted capital cash_cost overrun
        projects: offtake_share offtake_price offtake_until entry_days
        projects 2: permitting litigation building delay overruns
        projects 5: odds
        ramps 3: ramps
    """,
    "project_links": """
        projects+1 > plants: first_plant
        projects+1 > mines: first_mine
        projects+1 > doors: first_door
        projects > cells: circuit
        projects 3 > cells: sells
        projects 3: sold
        projects 2 > cells: buys
        projects 2: bought
        doors > nests: door
        wider > nests: wider
    """,
    "project_state": """
        projects: stage until opens kind overrun begun idle closures price memory running floor faith
        projects 9: day
        projects 4: due drawn
    """,
    "ledger": "sum 9: mined used lost residue seized recycled turned",
    "lots": """
        slots 13: fact
        slots: tonnes free
        slots 9: content
        slots 12: money
        slots 2: evaded
        scratch 2: counts
    """,
    "births": """
        births: moments
        scratch 1: count
    """,
    "control_params": """
        headings: name
        headings+1 > steps: first_step
        steps: step_day step_what step_until
        steps > entries: step_entry
        headings lanes: covers
        entries: regime drawn at_sea
        entries lanes: banned
        regimes: mean_days
        regimes regimes: odds
        lanes: civil
        cells: qualifies
    """,
    "licences": """
        entries: ln_median sigma general blocked tonnes_a_day
        entries lanes: approval
        lanes: lane civil
    """,
    "quotas": """
        entries > pools: pool
        entries: tonnes_a_day response days
        entries: saved_days overdue_days learning scarcity_limit drive_limit
        lanes: base_flow
    """,
    "news_params": """
        entries: alarm rush
        headings cells: exposure
    """,
    "control_state": """
        headings > entries: entry
        headings: regime ends version spells change
        headings > steps: step
    """,
    "lane_status": """
        lanes: rule stop lost since regained kept kept_cost kept_duty
        lanes > headings: heading
        lanes > entries: entry
        lanes > pools: pool
        cells: broken landed untaxed
        sum 3: count
    """,
    "licence_state": """
        headings > entries by 2: works_for
        headings: opens busy_until wait signed_t waited_t_days granted_t refused_t
        scratch 1: back
    """,
    "pools": """
        pools > entries: entry
        pools > headings: office
        pools: drive rent bucket wanted granted due price weight
    """,
    "news_state": """
        headings > entries: entry
        headings > entries from 1: fresh
        headings: coming loud
    """,
    "market": """
        scratch cells: per_cell
        scratch lanes: per_nest
    """,
    "spells": "spells: kind name first last mean_wait mean_days evenness gain",
    "course": "spells: on candidates clock pressure",
    "floods": """
        floods: spell wedge capacity
        lanes: of_lane
        mines: of_mine
        plants: of_plant
        production_quotas: of_quota
    """,
    "crackdowns": """
        crackdowns: spell cut
        crackdowns > production_quotas: quota
    """,
    "surges": """
        surges: spell strength
        users surges: lifts
    """,
    "booms": "sectors: name kept fresh",
    "business": "sectors: boom",
    "voyages": """
        lanes 5: days
        lanes 3: chokepoint place detour
        lanes > cells: buyer
        lanes: foreign name at_sea spread
    """,
    "straits": "chokepoints: closed blocked",
    "chokepoint_params": "chokepoints: name mean_wait mean_days surcharge",
    "chokepoint_draws": "chokepoints: closures",
    "outage_params": """
        sites: name
        1: mean_wait median_days sigma least_cut most_cut
    """,
    "duties": """
        duties+1 > changes: first
        changes: day period in_force announced
        periods lanes: tariff tariff_on_freight export_tax
    """,
    "retaliation_params": """
        headings lanes: weight
        lanes: base_tariff
        1: base_rate cap doubling listings
    """,
    "retaliation_state": "headings: candidates clock",
    "chance": "1: seed replication",
    "totals": """
        1: markets
        cells: gate_sum gate_peak made residue spot_sum spot_peak paid_sum paid_peak last_spot spot_moves used spread
        cells: outlay
        users: wanted unmet short_days
        lanes: shipped
    """,
    "needs": """
        needs > cells: cell
        needs > places: place_of_cell
        users > places: place
        places: abroad
        users 2: grade
        years: begins
        1: goal
    """,
    "diversification": """
        years places 2 3: by_year
        sum markets_of_a_year 2: lately
        3: at
    """,
    "welfare_params": """
        curves 257: effort
        mines: of_mine mine_scale mine_limit
        mines > cells: mine_cell
        plants: of_plant plant_scale plant_limit
        plants > cells: plant_cell
        users: lost
    """,
    "tape": """
        rows: day
        rows cells 22: market
        rows lanes 18: flow
        lot_rows 13: lot_fact lot_amount
        event_rows 4: event
        scratch 3: used
        2: step
        cells 8: since_cell
        lanes: since_lane released_before arrived_before
        lanes 12: paid_before
        cells 4: welfare
    """,
}
