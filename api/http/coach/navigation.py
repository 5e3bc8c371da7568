"""The desk's pages, in the order of its navigation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of the desk: ``key`` is what its template sets as ``here``, ``about`` what one does there."""

    key: str
    label: str
    address: str
    about: str


TABS: tuple[Tab, ...] = (
    Tab("search", "Search", "/coach/search", "All that the guides say on something, by role, topic and date."),
    Tab("compare", "Compare", "/coach/compare", "Two to four roles side by side, in the guides’ words."),
    Tab("packets", "Packets", "/coach/packets", "Collect passages and answers, and export them with their sources."),
    Tab(
        "coverage",
        "Coverage",
        "/coach/coverage",
        "What the guides say on each role and topic, and what is asked.",
    ),
    Tab("gaps", "Gaps", "/coach/gaps", "What visitors asked in vain, as tasks that close when they are answered."),
    Tab("feedback", "Feedback", "/coach/feedback", "What visitors think of the answers, beside them."),
    Tab("lint", "Findings", "/coach/lint", "What is wrong with the guides, what visitors ask most about first."),
    Tab(
        "impact",
        "Impact",
        "/coach/impact",
        "What an edited guide means for past answers, before it is published.",
    ),
)
