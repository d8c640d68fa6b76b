"""Worlds with an alliance that levies what comes from outside, written in few words."""

from datetime import date

from lodeflow.assembly import plan
from lodeflow.catalog.names import REGIONS
from lodeflow.instruments.alliance.floors import floors_of
from lodeflow.kernels.alliance.agreement import MEMBER
from lodeflow.kernels.alliance.levy import fix_levies
from lodeflow.replication import fresh
from lodeflow.scenario.load import load

EIGHT = ("USA", "EU", "JPN", "MEX", "AUS", "CAN", "KOR", "GBR")
START = date(2025, 3, 1)


def policy(**terms):
    """An alliance of eight that begins on 1 March 2025, as ``--set`` writes it."""
    given = {"members": list(EIGHT), "start": START, "reference": "110 USD/kg"} | terms
    spelt = [
        f"policies.floor.{key}={value if isinstance(value, date) else repr(value)}" for key, value in given.items()
    ]
    return [text.replace("True", "true").replace("False", "false") for text in spelt]


def world(*texts, days=200, scenario="base-year", **terms):
    return plan(load(scenario, (f"days={days}", *texts, *policy(**terms))))


def floor(of, material):
    return next(k for k, f in enumerate(floors_of(of.scenario)) if f.material == material)


def lanes(of, material="", origin="", destination=""):
    return [
        s
        for s, k in enumerate(of.atlas.lanes)
        if k.material.startswith(material)
        and origin in ("", k.origin)
        and destination in ("", k.destination)
        and k.foreign
    ]


def on_the_first_day(of, *joined):
    """The market when the levy has begun and some have joined."""
    m = fresh(of.template).market
    for region in joined or EIGHT:
        m.levies.standing[0, REGIONS.index(region)] = MEMBER
    fix_levies(m.alliances, m.floors, m.levies, m.routes, m.sellers, m.buyers, m.trade, int(m.alliances.start[0]), 0)
    return m
