"""Samples by replication of markets, trade, outcomes and histories of a result folder."""
