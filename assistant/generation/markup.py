"""A model's answer without markup tags, and without what it thinks aloud between them, as it streams in."""

from __future__ import annotations

import re

_THOUGHT = frozenset({"think", "thinking", "thought", "reasoning", "reflection", "scratchpad"})
_INLINE = frozenset(
    {"a", "b", "cite", "code", "em", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u"}
)
_ITEM = "li"
_NAME = re.compile(r"<\s*(/?)\s*([a-z0-9]*)", re.I)
_LONGEST_NAME = 40


class Visible:
    """Fed with chunks, gives what of them is text. One for each answer."""

    def __init__(self) -> None:
        self._tag = ""
        """What of a tag has come, cut after its name."""
        self._thought = ""
        """The tag that ends what isn't shown."""

    def feed(self, chunk: str) -> str:
        """What ``chunk`` adds to the text."""
        return "".join(map(self._step, chunk))

    def close(self) -> str:
        """What is left at the end: a tag that was cut is none of the text."""
        return self._text("<") if self._tag == "<" else ""

    def _step(self, character: str) -> str:
        if not self._tag:
            if character != "<":
                return self._text(character)
            self._tag = character
            return ""
        if self._tag == "<" and not (character.isalpha() or character in "/!?|"):
            self._tag = ""  # "<5 years"
            return self._text("<") + self._step(character)
        if character in ">\n<":
            ended, self._tag = self._tag, "<" if character == "<" else ""
            return self._ended(ended) + self._text("\n" if character == "\n" else "")
        if len(self._tag) < _LONGEST_NAME:
            self._tag += character
        return ""

    def _text(self, text: str) -> str:
        return "" if self._thought else text

    def _ended(self, tag: str) -> str:
        """What stands in the place of ``tag``: nothing within a sentence, else the end of a line."""
        found = _NAME.match(tag)
        closing, name = (found[1] == "/", found[2].lower()) if found else (False, "")
        if self._thought:
            self._thought = "" if closing and name == self._thought else self._thought
            return ""
        if name in _THOUGHT and not closing:
            self._thought = name
        if name in _INLINE:
            return ""
        return "\n- " if name == _ITEM and not closing else "\n"
