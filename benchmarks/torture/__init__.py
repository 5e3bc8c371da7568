"""Kills, damages, overloads and publishes against real processes, with a seed, and what of it failed."""
