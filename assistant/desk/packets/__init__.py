"""Packets: what coaches collect, exported with its sources, and held against the guides of another day."""
