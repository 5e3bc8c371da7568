"""A model's answer as it streams in: complete sentences, each with the ``[n]`` that it cites.

A state machine, character by character, so that a mark may be cut anywhere between two chunks. It takes ``[1]``,
``[1, 2]``, ``[1-3]``, ``[^1]``, ``[passage 1]`` and their full-width forms, before the full stop or after it, at the
head of a line or at its end. Fenced code holds no statements and is left out, as are tags and what the model thinks
aloud between them; in inline code nothing is a mark.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto

from assistant.generation.cleaning import BULLET, cleaned
from assistant.generation.markup import Visible

OPENING, CLOSING = "[【［〔", "]】］〕"
_STOPS = ".!?…。！？"
_AFTER_STOP = "\"'”’)*_»"
_LONGEST = 1000
"""Characters of a sentence; what goes on for longer is none."""
_ENDLESS = 4 * _LONGEST
_LONGEST_BRACKET = 60
_WIDEST_RANGE = 20

_DASH = "~‐‑‒–—−-"
_MARK = re.compile(
    rf"""^\s*(?:(?:passages?|sources?|quotes?|refs?|references?|citations?|no|n|p)[\s.:\#]*|\^|\#)?
    (?P<numbers>\d{{1,3}}(?:\s*(?:[,;&、{_DASH}]|and|to|\.\.)\s*(?:(?:passages?|sources?|\^)\s*)?\d{{1,3}})*)
    \s*(?:†[^†]*)?$""",
    re.I | re.X,
)
_NUMBER = re.compile(rf"(?:(?P<to>[{_DASH}]|to|\.\.)\s*)?(?P<n>\d{{1,3}})", re.I)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:e\.g|i\.e|vs|approx|ca|cf|dr|mr|mrs|ms|prof|inc|ltd|corp|sr|jr|st|no|fig|[a-z]|(?:[a-z]\.)+[a-z])\.$",
    re.I,
)
_NUMBERED = re.compile(r"^\W*\d{1,2}[.)]$")


@dataclass(frozen=True, slots=True)
class ModelSentence:
    """A sentence of the model's without its marks, and the numbers that it cites, in order; ``item``: of a list."""

    text: str
    marks: tuple[int, ...]
    item: bool = False


class Whole(Enum):
    """Whether what has come so far can be taken as it stands."""

    NO = auto()
    UNMARKED = auto()
    """A sentence has ended; its mark may still follow."""
    MARKED = auto()
    """A sentence has ended, and it cites something."""
    SURE = auto()
    """And nothing of it can follow: its mark stands before its full stop."""


class _In(Enum):
    TEXT = auto()
    BRACKET = auto()
    LINK = auto()
    CODE = auto()
    FENCE = auto()


class Marks:
    """Fed with chunks, gives sentences. One for each answer."""

    def __init__(self) -> None:
        self._in = _In.TEXT
        self._line = ""
        """What of the current sentence has come, marks taken out."""
        self._marks: list[int] = []
        self._marked_inside = False
        """Whether the last mark came before the sentence ended."""
        self._item = False
        self._held = ""
        self._ticks = 0
        self._closed_bracket = False
        self._line_begins = True
        self._overlong = 0
        """Characters of a sentence that has gone on for too long."""
        self._visible = Visible()
        self._ready: list[ModelSentence] = []

    def feed(self, chunk: str) -> list[ModelSentence]:
        """The sentences that ``chunk`` completes."""
        for character in self._visible.feed(chunk):
            self._step(character)
        return self._take()

    @property
    def endless(self) -> bool:
        """Whether a sentence goes on for so long that none is to be waited for."""
        return self._overlong > _ENDLESS

    @property
    def whole(self) -> Whole:
        """Whether ``pause`` would give a sentence."""
        if self._in is not _In.TEXT or not self._stopped() or self._ticks:
            return Whole.NO
        if self._marks:
            return Whole.SURE if self._marked_inside and not self._open_quote() else Whole.MARKED
        return Whole.NO if self._after_digit() else Whole.UNMARKED

    def pause(self) -> list[ModelSentence]:
        """The sentence that is complete as it stands, where nothing has come for a while."""
        if self.whole is not Whole.NO:
            self._end()
        return self._take()

    def close(self, finished: bool) -> list[ModelSentence]:
        """What is left at the end; a sentence that was cut is given only if the model had ``finished``."""
        for character in self._visible.close():
            self._step(character)
        if self._in is _In.BRACKET:
            self._line += self._held if finished else ""
        if self._in is not _In.FENCE and (finished or (self._stopped() and not self._after_digit())):
            self._end()
        return self._take()

    def _take(self) -> list[ModelSentence]:
        ready, self._ready = self._ready, []
        return ready

    def _step(self, character: str) -> None:
        if character == "`" and self._in in (_In.TEXT, _In.CODE, _In.FENCE):
            self._ticks += 1
            return
        if self._ticks:
            self._after_ticks()
        if self._in is _In.FENCE:
            return
        if self._in is _In.BRACKET:
            self._in_bracket(character)
        elif self._in is _In.LINK:
            if character in ")\n":
                self._in = _In.TEXT
        elif character == "\n":
            self._end()
            self._in, self._line_begins, self._item = _In.TEXT, True, False
        elif self._in is _In.CODE:
            self._add(character)
        else:
            self._in_text(character)

    def _after_ticks(self) -> None:
        """A run of backticks has ended: three make a fence, fewer inline code."""
        if self._ticks >= 3:
            if self._in is _In.FENCE:
                self._in = _In.TEXT
            else:
                self._end()
                self._in = _In.FENCE
        elif self._in is not _In.FENCE:
            self._in = _In.TEXT if self._in is _In.CODE else _In.CODE
        self._ticks = 0

    def _in_bracket(self, character: str) -> None:
        self._held += character
        if character in CLOSING:
            self._in, self._closed_bracket = _In.TEXT, True
            inside = self._held[1:-1]
            numbers = numbers_of(inside)
            if numbers:
                self._marked_inside = not self._stopped()
                self._marks += [n for n in numbers if n not in self._marks]
            else:
                self._line += inside
        elif character in f"\n{OPENING}" or len(self._held) > _LONGEST_BRACKET:
            kept, self._held, self._in = self._held[:-1], "", _In.TEXT
            self._line += kept
            self._step(character)

    def _in_text(self, character: str) -> None:
        linked, self._closed_bracket = self._closed_bracket, False
        if character == "(" and linked:
            self._in = _In.LINK
        elif character in OPENING:
            self._held, self._in = character, _In.BRACKET
        elif character.isspace():
            if self._line and not self._line[-1].isspace():
                self._line += " "
        else:
            if self._line.endswith(" ") and character not in _AFTER_STOP + _STOPS and self._ends(character):
                self._end()
            if not self._line and not self._line_begins:
                self._marks = []  # of a sentence that was given already
            self._add(character)

    def _add(self, text: str) -> None:
        self._line += text
        if len(self._line) > _LONGEST:
            self._line, self._overlong = "", self._overlong + len(self._line)

    def _stopped(self) -> bool:
        """Whether the text so far ends as a sentence does."""
        text = self._line.rstrip().rstrip(_AFTER_STOP)
        return bool(text) and text[-1] in _STOPS and not _ABBREVIATION.search(text) and not _NUMBERED.match(text)

    def _open_quote(self) -> bool:
        return self._line.count('"') % 2 > 0 or self._line.count("“") > self._line.count("”")

    def _after_digit(self) -> bool:
        """Whether more may follow all the same: "3." may become "3.5"."""
        return self._line[-2:-1].isdigit()

    def _ends(self, following: str) -> bool:
        return not following.islower() and self._stopped()

    def _end(self) -> None:
        """The sentence ends here."""
        if not self._line.strip() and not self._overlong:
            self._line = ""  # marks that open a line belong to what follows
            return
        bullet = BULLET.match(self._line) if self._line_begins else None
        self._item = self._item or bullet is not None
        text = "" if self._overlong else cleaned(self._line)
        if text:
            self._ready.append(ModelSentence(text, tuple(self._marks), self._item))
        self._line, self._marks, self._line_begins, self._overlong = "", [], False, 0


def numbers_of(inside: str) -> tuple[int, ...]:
    """The numbers that a bracket cites, ranges spelled out; none where it is no mark."""
    found = _MARK.match(unicodedata.normalize("NFKC", inside))
    if found is None:
        return ()
    numbers: list[int] = []
    for one in _NUMBER.finditer(found["numbers"]):
        n = int(one["n"])
        if one["to"] and numbers and numbers[-1] < n <= numbers[-1] + _WIDEST_RANGE:
            numbers += range(numbers[-1] + 1, n)
        numbers.append(n)
    return tuple(dict.fromkeys(numbers))
