"""Who asks: words for oneself, and what stands before a role that the asker, or somebody, has."""

from __future__ import annotations

import re

ONESELF = re.compile(r"\b(?:i|me|we|us|our)\b", re.I)
"""E.g. "Last week *I* was offered a new job.", "They want to see *me* again"."""
ASKER_IS = re.compile(r"(?:\bas|\bi(?:['’]m| am)) (?:an? |the )?$", re.I)
"""What stands before the role that the asker has. E.g. "Who do I report to *as a *…", "*I’m the *…"."""
SOMEBODY_IS = re.compile(
    r"\b(?:as|be|become|becoming|been|being|am|i['’]m|is|title(?: of)?|role of|offered \w+|offer for)\s+"
    r"(?:an?\s+|the\s+|their\s+)?(?:new\s+|first\s+)?$",
    re.I,
)
"""What stands before a role that somebody in a story has or gets. E.g. "They want me *as their first *…",
"I was *offered a *…", "She has *become a new *…".
"""
