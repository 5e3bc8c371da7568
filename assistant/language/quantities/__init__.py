"""Quantities as a text says them, read once: "$180k to $240k", "three to six EMs", "a fifth", "twice a week", "9 am".

Each has a value or a range in one measure (hours, parts of one, times a year ...), so that "18 months" and "a year and
a half" are the same.
"""

from assistant.language.quantities.reading import quantities
from assistant.language.quantities.types import Bound, Quantity, Unit
from assistant.language.quantities.vocabulary import NUMBER_WORDS

__all__ = ["NUMBER_WORDS", "Bound", "Quantity", "Unit", "quantities"]
