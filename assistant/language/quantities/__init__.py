"""Quantities as a text says them, read once: "$180k to $240k", "three to six EMs", "a fifth", "twice a week", "9 am"."""

from assistant.language.quantities.patterns import NUMBER_WORDS, Bound, Quantity, Unit, quantities

__all__ = ["NUMBER_WORDS", "Bound", "Quantity", "Unit", "quantities"]
