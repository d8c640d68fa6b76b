"""News of a coming control frightens buyers and fades; those who believe it buy ahead.

Model.md 5 (panic: n(t); announcements). Both are weighted by the share of a buyer's purchases that the control would
reach: who buys nothing there has nothing to fear. News is held from the announcement until the control is in force or
put off, then fades.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp

FADES_IN = 90.0  # days
BELIEVERS = 0.5  # share of buyers who foresee it
BOUGHT_AHEAD = 60.0  # days of use that they want more


class NewsParams(NamedTuple):
    """What each control means to buyers; read-only. ``alarm`` [0, 1] and ``rush`` [0, 1] of the full front-run stock:
    float64 (entries,); ``exposure`` float64 (headings, cells) share of base purchases under the control.
    """

    alarm: np.ndarray
    rush: np.ndarray
    exposure: np.ndarray


class NewsState(NamedTuple):
    """What is known of each heading, int64 (headings,). ``coming`` day on which something known comes into force or
    is put off, -1; ``entry`` control that it is; ``loud`` 1 while the news is held; ``fresh`` 1 + the control that
    has come as news since the last market, 0 for none.
    """

    coming: np.ndarray
    entry: np.ndarray
    loud: np.ndarray
    fresh: np.ndarray


def silent_heralds(headings):
    """No news."""
    return NewsState(np.full(headings, -1, np.int64), *(np.zeros(headings, np.int64) for _ in range(3)))


@jit
def spread_news(rules, routes, news_params, news_state, buyers, trade, lead, day):
    """News [0, 1] and front-run stock, t, of every buyer. ``lead`` float64 (cells,) is scratch: d from order to use."""
    fading = exp(-rules.tick / FADES_IN)
    for j in range(len(lead)):
        lead[j] = 0.0
        buyers.news[j] *= fading
        buyers.rush[j] = 0.0
    for s in range(len(trade.share)):
        lead[routes.buyer[s]] += trade.share[s] * (trade.lead[s] + trade.wait[s])
    for h in range(len(news_state.coming)):
        if news_state.fresh[h] > 0:
            _alarm(news_params, buyers, h, news_state.fresh[h] - 1)
            news_state.fresh[h] = 0
        days = news_state.coming[h] - day
        if days <= 0:
            continue
        entry = news_state.entry[h]
        if news_state.loud[h] == 1:
            _alarm(news_params, buyers, h, entry)
        for j in range(len(lead)):
            if days <= BOUGHT_AHEAD + lead[j]:
                ahead = BELIEVERS * BOUGHT_AHEAD * news_params.rush[entry] * news_params.exposure[h, j]
                buyers.rush[j] = max(buyers.rush[j], ahead * buyers.forecast[j])


@jit
def _alarm(news_params, buyers, heading, entry):
    """The news of a control is heard, at full strength."""
    for j in range(len(buyers.news)):
        buyers.news[j] = max(buyers.news[j], news_params.alarm[entry] * news_params.exposure[heading, j])
