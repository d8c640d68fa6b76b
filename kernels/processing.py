"""Plants run on the feed they get and put their products in stock; the surplus of the unwanted goes to the residue.

Model.md 3.3 to 3.5. The scarcest feed decides. What the products do not contain is booked as lost.
"""

from lodeflow.kernels.cells import HEAVY
from lodeflow.kernels.jit import jit
from lodeflow.kernels.plant import second_feed, unwanted


@jit
def run_plants(rules, works, ground, sellers, buyers, plants, ledger):
    """Activity, t/d, feed drawn and products of this tick, t. Draws from the buyers' stocks come in ``draw_stock``."""
    for f in range(len(plants.ran)):
        filled = 1.0
        for k in range(2):
            cell = works.feed[f, k]
            if cell >= 0:
                filled = min(filled, buyers.filled[cell])
        plants.ran[f] = plants.planned[f] * filled
        activity = plants.ran[f] * rules.tick
        for k in range(2):
            cell = works.feed[f, k]
            if cell >= 0:
                drawn = plants.need[f, k] * activity
                buyers.used[cell] += drawn
                if buyers.stock[cell] > 0.0:
                    for element in range(3):
                        ledger.lost[element] += drawn * buyers.content[cell, element] / buyers.stock[cell]
        for k in range(3):
            cell = works.product[f, k]
            if cell >= 0:
                capacity = works.base_capacity[f] * plants.size[f] * plants.yields[f, k]
                sellers.capacity[cell] += capacity
                thrift = second_feed(works, plants, f) if k == 0 else 1.0
                _put_in_stock(ground, sellers, ledger, cell, plants.yields[f, k] * activity, thrift)


@jit
def _put_in_stock(ground, sellers, ledger, cell, tonnes, thrift):
    """A product enters its seller's stock, less the share that nobody wants; its content is no longer lost. A maker
    that saves heavy oxide puts less of it (``thrift`` times the base) into its magnets.
    """
    left = tonnes * unwanted(ground, sellers, cell)
    sellers.made[cell] += tonnes
    sellers.residue[cell] += left
    sellers.stock[cell] += tonnes - left
    for element in range(3):
        grade = ground.grade[cell, element] * (thrift if element == HEAVY else 1.0)
        sellers.content[cell, element] += grade * (tonnes - left)
        ledger.lost[element] -= grade * tonnes
        ledger.residue[element] += grade * left


@jit
def dump_glut(rules, ground, sellers, ledger):
    """At the price at which the unwanted is dumped, stock above target leaves for the residue pile. Equation 3.5."""
    for i in range(len(sellers.stock)):
        if ground.lowest_price[i] > 0.0 and sellers.price[i] <= ground.lowest_price[i]:
            glut = sellers.stock[i] - rules.seller_cover * sellers.orders[i]
            if glut > 0.0:
                portion = glut * rules.residue_share / sellers.stock[i]
                sellers.residue[i] += portion * sellers.stock[i]
                sellers.stock[i] -= portion * sellers.stock[i]
                for element in range(3):
                    contained = portion * sellers.content[i, element]
                    sellers.content[i, element] -= contained
                    ledger.residue[element] += contained
