"""News of export controls: an announcement causes panic that fades, and buying ahead of the control.

Model.md 5 (panic: n(t); announcements). Both are weighted by the share of a buyer's purchases that the control would
reach. News is held from the announcement until the control is in force or suspended, then fades.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit


class NewsParams(NamedTuple):
    """Effect of each control's announcement on buyers; read-only. Partner: NewsState."""

    alarm: np.ndarray
    """float64 (entries,) [-]: panic that the news of the control causes, 0 to 1."""
    rush: np.ndarray
    """float64 (entries,) [-]: share of the full front-run stock, 0 to 1."""
    exposure: np.ndarray
    """float64 (headings, cells) [-]: share of a buyer's base-year purchases that the heading covers."""


class NewsState(NamedTuple):
    """News by heading; written. Partner: NewsParams."""

    coming: np.ndarray
    """int64 (headings,) [day]: day on which an announced control takes effect, or until which it is suspended; -1 for
    none.
    """
    entry: np.ndarray
    """int64 (headings,) [entry]: the announced control, valid until that day."""
    loud: np.ndarray
    """int64 (headings,) [flag]: 1 if its news is held until that day."""
    fresh: np.ndarray
    """int64 (headings,) [entry + 1]: 1 + the control that has become news since the last market; 0 for none."""


def no_news(headings):
    """Initial ``NewsState`` for ``headings`` (int) headings: no control is announced."""
    return NewsState(np.full(headings, -1, np.int64), *(np.zeros(headings, np.int64) for _ in range(3)))


@jit
def spread_news(rules, routes, news_params, news_state, buyers, trade, lead, day):
    """News of controls [-], 0 to 1, and front-run stock [t] of every buyer.

    ``lead`` float64 (cells,) [d] is scratch: mean time from order to use.
    """
    for j in range(len(lead)):
        lead[j] = 0.0
        buyers.news[j] *= rules.news_kept
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
            if days <= rules.ahead_days + lead[j]:
                ahead = rules.foreseeing * rules.ahead_days * news_params.rush[entry] * news_params.exposure[h, j]
                buyers.rush[j] = max(buyers.rush[j], ahead * buyers.forecast[j])


@jit
def _alarm(news_params, buyers, heading, entry):
    """News of control ``entry`` at full strength, for every buyer by its exposure."""
    for j in range(len(buyers.news)):
        buyers.news[j] = max(buyers.news[j], news_params.alarm[entry] * news_params.exposure[heading, j])
