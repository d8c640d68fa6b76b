"""Processing: plants run on the feed they get and put their products in stock; unwanted surplus becomes residue.

Model.md 3.3 to 3.5. The scarcest feed limits a plant. Content of feed that is in no product is booked as lost. A
product has the origin of its feed, element by element, until China processes it: then all of it is Chinese (6,
content).
"""

from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.entities.cells import CHINESE, COLUMNS, HEAVY, MEMBER_CONTENT, share_of
from lodeflow.kernels.prices.floor_price import above_floor
from lodeflow.kernels.supply.plant import second_feed, unwanted


@jit
def run_plants(rules, plant_params, cell_params, sellers, buyers, plants, ledger):
    """Activity, t/d, feed use and output of every plant in this tick, t. ``draw_stock`` later takes the feed from
    stock.
    """
    for f in range(len(plants.ran)):
        filled = 1.0
        for k in range(2):
            cell = plant_params.feed[f, k]
            if cell >= 0:
                filled = min(filled, buyers.filled[cell])
        plants.ran[f] = plants.planned[f] * filled
        activity = plants.ran[f] * rules.tick
        for k in range(2):
            cell = plant_params.feed[f, k]
            if cell >= 0:
                drawn = plants.need[f, k] * activity
                buyers.used[cell] += drawn
                if buyers.stock[cell] > 0.0:
                    for c in range(COLUMNS):
                        ledger.lost[c] += drawn * buyers.content[cell, c] / buyers.stock[cell]
        for k in range(3):
            cell = plant_params.product[f, k]
            if cell >= 0:
                capacity = plant_params.base_capacity[f] * plants.size[f] * plants.yields[f, k]
                sellers.capacity[cell] += capacity
                thrift = second_feed(plant_params, plants, f) if k == 0 else 1.0
                _put_in_stock(
                    plant_params, cell_params, sellers, buyers, ledger, f, cell, plants.yields[f, k] * activity, thrift
                )


@jit
def _put_in_stock(plant_params, cell_params, sellers, buyers, ledger, f, cell, tonnes, thrift):
    """Add a product to its seller's stock, less the unwanted share; its content is no longer booked as lost.

    A maker that saves heavy oxide puts less of it (``thrift`` times the base) into its magnets.
    """
    left = tonnes * unwanted(cell_params, sellers, cell)
    sellers.made[cell] += tonnes
    sellers.residue[cell] += left
    sellers.stock[cell] += tonnes - left
    for element in range(3):
        grade = cell_params.grade[cell, element] * (thrift if element == HEAVY else 1.0)
        if grade <= 0.0:
            continue
        made, kept, unwanted_part = grade * tonnes, grade * (tonnes - left), grade * left
        sellers.content[cell, element] += kept
        ledger.lost[element] -= made
        ledger.residue[element] += unwanted_part
        source = (
            plant_params.feed[f, 0] if plant_params.separates[f] or element > HEAVY else plant_params.feed[f, element]
        )
        chinese = share_of(buyers.content, source, element, CHINESE + element) if source >= 0 else 0.0
        turned = max(chinese, cell_params.chinese[cell])
        _pass_on(sellers, ledger, cell, CHINESE + element, chinese, turned, made, kept, unwanted_part)
        member = share_of(buyers.content, source, element, MEMBER_CONTENT + element) if source >= 0 else 0.0
        _pass_on(sellers, ledger, cell, MEMBER_CONTENT + element, member, member, made, kept, unwanted_part)


@inline
def _pass_on(sellers, ledger, cell, column, of_feed, share, made, kept, unwanted_part):
    """Book one origin column of output made, kept and unwanted, t; ``of_feed`` is its share in the feed."""
    sellers.content[cell, column] += share * kept
    ledger.lost[column] -= of_feed * made
    ledger.residue[column] += share * unwanted_part
    ledger.turned[column] += (share - of_feed) * made


@jit
def dump_glut(rules, cell_params, forward_params, forward, sellers, ledger):
    """Disposal of stock above the next tick's target to the residue pile: all of it in time at the floor price, none
    5 % above it. Equation 3.5.
    """
    for i in range(len(sellers.stock)):
        if cell_params.lowest_price[i] > 0.0:
            grown = 1.0 + forward.expected[forward_params.material[i]]
            glut = sellers.stock[i] - rules.seller_cover * sellers.orders[i] * grown
            above = above_floor(cell_params, sellers, i)
            if glut > 0.0 and above < 1.0:
                portion = glut * rules.residue_share * (1.0 - max(0.0, above)) / sellers.stock[i]
                sellers.residue[i] += portion * sellers.stock[i]
                sellers.stock[i] -= portion * sellers.stock[i]
                for c in range(COLUMNS):
                    contained = portion * sellers.content[i, c]
                    sellers.content[i, c] -= contained
                    ledger.residue[c] += contained
