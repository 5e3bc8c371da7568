"""Every code that a finding can have: what it means, and what to do about it. Codes stay what they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FindingCode:
    """What the findings of a code have in common."""

    meaning: str
    fix: str


CODES: Mapping[str, FindingCode] = {
    "bad-bytes": FindingCode("The file holds bytes that are no letters.", "Save the file as UTF-8."),
    "contradiction": FindingCode(
        "Two sentences say the same of the same role, with another figure.",
        "Find out which figure holds and put it in both, or say what they differ in: year, place, kind of company.",
    ),
    "dead-link": FindingCode("A link leads to no guide.", "Mend the address, or take the link out."),
    "empty": FindingCode("The file has no text.", "Write the guide, or delete the file."),
    "empty-section": FindingCode("Nothing stands below a heading.", "Write the section, or take the heading out."),
    "family-entry": FindingCode(
        "An entry of a family's questions can't be used.", "Give it {role} in every phrasing, an own id, and no answer."
    ),
    "family-unused": FindingCode(
        "A family's question is no guide's.", "Answer it in a guide's own file, or take it out."
    ),
    "front-matter": FindingCode("The front matter can't be read.", "Mend its YAML at the line that is named."),
    "front-matter-unclosed": FindingCode("The front matter has no end.", "Put a line of three dashes below it."),
    "field-type": FindingCode("A field of the front matter has no value of its kind.", "Write what the field takes."),
    "field-url": FindingCode("The guide's `url` is no address.", "Begin it with https://."),
    "future-date": FindingCode("`updated` is a day to come.", "Put the day on which the guide was last looked over."),
    "heading-jump": FindingCode("A heading skips a level.", "Make it one level below the heading above it."),
    "lexicon": FindingCode("The corpus's lexicon can't be used.", "Mend lexicon.yaml at the line that is named."),
    "link-outside": FindingCode("A link leads out of the corpus.", "Put the file itself into the corpus."),
    "long-paragraph": FindingCode("A paragraph is too long to be one idea.", "Divide it where the thought changes."),
    "missing-field": FindingCode("A field that a guide needs is missing.", "Add it to the front matter."),
    "missing-section": FindingCode(
        "The family's other guides have a section that this one hasn't.",
        "Write it, or say why there is none.",
    ),
    "near-duplicate": FindingCode(
        "A paragraph is nearly the same as another.",
        "Keep it in one place and refer to it, or say what is particular to this role.",
    ),
    "nesting": FindingCode("The file is nested too deeply.", "Write it with fewer lists inside lists."),
    "no-guide": FindingCode("A related role has no guide.", "Write that guide, or name another role."),
    "no-source": FindingCode("A guide has figures and no source.", "Name the sources in the front matter's `sources`."),
    "no-topic": FindingCode("A heading names no topic.", "Use a word of the topic, or add this one to lexicon.yaml."),
    "not-text": FindingCode("The file is no text.", "Save it as text in UTF-8, or take it out of the folder."),
    "one-sided": FindingCode("Two guides disagree on who reports to whom.", "Make `manages` and `reports_to` agree."),
    "past-plan": FindingCode("A year gone by is spoken of as still to come.", "Say what came of it, or take it out."),
    "question-answer": FindingCode(
        "A curated question has no usable answer.", "Give it `answer` or `unanswered: true`."
    ),
    "question-file": FindingCode(
        "A file of curated questions belongs to no guide.", "Name it for the guide beside it."
    ),
    "question-form": FindingCode("A curated question is not of the form.", "Mend the entry at the line that is named."),
    "question-id": FindingCode("Two curated questions have one id.", "Give one of them another id."),
    "question-quote": FindingCode("A curated answer isn't the guide's text.", "Copy the sentence from the guide anew."),
    "question-twice": FindingCode("A phrasing stands twice.", "Keep it with the answer that it is for."),
    "repeated-paragraph": FindingCode("The same paragraph stands twice.", "Keep it in one place and refer to it."),
    "slug-taken": FindingCode("Two files have one slug.", "Give one of them another `slug`."),
    "stale-figure": FindingCode("A figure is years old.", "Look for a newer one at its source, and name the year."),
    "stale-guide": FindingCode("Nobody has looked at the guide for long.", "Read it, mend it, and set `updated`."),
    "too-large": FindingCode("The file is too large to be read.", "Divide it."),
    "unknown-role": FindingCode("A related role is not known.", "Mend its name, or add it to lexicon.yaml."),
    "unreadable": FindingCode("The file can't be opened.", "Give the program the right to read it."),
}


def code_of(name: str) -> FindingCode:
    """The code of that name; an empty one of a name that isn't known."""
    return CODES.get(name, FindingCode("", ""))
