"""Words that say little, wherever they stand."""

from __future__ import annotations

from assistant.language.opposites import word_set

LIGHT = word_set("""
    role job person people compani candid posit guid titl thing way case kind type sort part work someon becom
    includ give use mean need come lack own exist remain tend call look want happen seem involv differ
    explain tell describ mention specif particular
    """)
"""Stems that add little where they are put in."""
