"""Simulation of world trade in critical minerals, to test what a trading bloc and other policies change.

    import lodeflow
    plan = lodeflow.plan(lodeflow.load("status-quo", ["days=730"]))
    replication = lodeflow.run(plan)               # SimPy, or lodeflow.Engine(plan).run() compiled
    for outcome in lodeflow.outcomes_of(plan, replication.world):
        print(outcome)
    lodeflow.open("results/status-quo").prices("spot", region="EU")    # tidy tables of what is in a result folder

Public names are imported on first use, so that ``import lodeflow`` is fast.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "load": ("scenario.load", "load"),
    "resolve": ("scenario.load", "resolve"),
    "explain": ("scenario.explain", "explain"),
    "new_scenario": ("scenario.template", "new_scenario"),
    "shipped": ("scenario.load", "shipped"),
    "read_chain": ("chains.reading.reader", "read_chain"),
    "close_chain": ("chains.closing.close", "close"),
    "new_chain": ("chains.template", "write_chain"),
    "plan": ("assembly", "plan"),
    "run": ("engines.simpy_engine", "run"),
    "Engine": ("engines.compiled_engine", "Engine"),
    "simulate": ("monte_carlo.run", "simulate"),
    "write": ("monte_carlo.run", "write"),
    "compare": ("comparison.run", "compare"),
    "open": ("answers.folder", "open_folder"),
    "evaluate": ("evaluation.evaluator", "evaluate"),
    "Evaluator": ("evaluation.evaluator", "Evaluator"),
    "backtest": ("episodes.backtest", "backtest"),
    "score": ("episodes.scorer", "score"),
    "Scorer": ("episodes.scorer", "Scorer"),
    "Recording": ("monte_carlo.workers", "Recording"),
    "outcomes_of": ("outcomes.measure", "outcomes"),
    "problems_of": ("storage.verify", "verify"),
}
__all__ = [
    "Engine",
    "Evaluator",
    "Recording",
    "Scorer",
    "backtest",
    "close_chain",
    "compare",
    "evaluate",
    "explain",
    "load",
    "new_chain",
    "new_scenario",
    "open",
    "outcomes_of",
    "plan",
    "problems_of",
    "read_chain",
    "resolve",
    "run",
    "score",
    "shipped",
    "simulate",
    "write",
]


def __getattr__(name: str) -> Any:
    """Import a public name from its module on first use. Raises AttributeError for any other name."""
    if name == "__version__":
        return import_module("importlib.metadata").version("lodeflow")
    if name not in _HOMES:
        raise AttributeError(f"module 'lodeflow' has no attribute {name!r}; it has {', '.join(__all__)}")
    module, attribute = _HOMES[name]
    return getattr(import_module(f"lodeflow.{module}"), attribute)


def __dir__() -> list[str]:
    """Names of the public interface."""
    return [*__all__, "__version__"]
