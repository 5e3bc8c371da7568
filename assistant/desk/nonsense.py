"""What visitors say that no guide could answer: small talk, orders to the assistant or to its database, insults, keys
hit at random."""

from __future__ import annotations

import re

from assistant.conversation.small_talk import small_talk
from assistant.language.injection import is_order
from corpus.words import SPELLED_WORD

_RUDE = (
    r"(?:stupid|dumb|useless|worthless|idiot(?:ic)?|moron(?:ic)?|garbage|trash|rubbish|crap(?:py)?|shit(?:ty)?|"
    r"bullshit|pathetic|terrible|horrible|awful|bad|lame|broken|annoying|suck(?:s|y)?|joke|liar|loser|bastard|bitch|"
    r"asshole|arsehole|dick(?:head)?|cunt|wanker|prick|[a-z]+[*@#$]+[a-z*@#$]*)"
)
"""Also what is masked, "sh*t"."""
_VERY = r"(?:(?:really|so|very|such|just|absolutely|completely|totally|pretty|f[uck*]+ing|bloody|damn|an?|the|all)\s+)*"
_INSULT = re.compile(
    rf"""
    ^\W*(?:
        (?:you|u|this(?:\s+\w+)?|it|that|the\s+(?:bot|assistant|chat|site|answers?))(?:\s+(?:are|is|r|was)|['’]re|['’]s)?
            \s+{_VERY}{_RUDE}\b.{{0,30}}
        |(?:(?:are|r)\s+(?:you|u)|is\s+this(?:\s+\w+)?)\s+{_VERY}{_RUDE}\b.{{0,12}}
        |(?:{_VERY}{_RUDE}\s+)+(?:bot|assistant|machine|ai|thing|chat(?:bot)?|program|answers?)\b.{{0,10}}
        |(?:go\s+)?(?:f[uck*@#$]+|f|screw|piss|bugger)\s+(?:you|u|off|this|it)\b.{{0,30}}|go\s+to\s+hell\b.{{0,12}}
        |f+u+c+k+|stfu|wtf(?:\s+is\s+th(?:is|at))?|shut\s+(?:the\s+\w+\s+)?up\b.{{0,20}}|(?:i\s+)?hate\s+(?:you|this)\b.{{0,20}}
        |(?:what\s+an?\s+)?{_VERY}{_RUDE}
    )\W*$
    """,
    re.I | re.X,
)
"""E.g. "*you are useless*", "*stupid bot!*", "*what a joke*", "*are you dumb or what*"."""
_CODE = re.compile(
    r"</?(?:script|iframe|img|svg)\b|\bon(?:error|load)\s*=|\bor\s+['\"]?1['\"]?\s*=\s*['\"]?1"
    r"|\bunion\s+(?:all\s+)?select\b|;\s*(?:drop|delete|insert|update|shutdown)\b|\$\{jndi:|\{\{.{0,20}\}\}|\.\./\.\./",
    re.I,
)
"""What is meant for another program than this. E.g. "*<script*>alert(1)</script>", "' *or 1=1*; --", "*{{7 + 7}}*"."""
_VOWEL = re.compile(r"[aeiouyàáâäæèéêëìíîïòóôöøùúûü]", re.I)
_LONGEST = 120


def is_nonsense(message: str) -> bool:
    """Whether ``message`` asks nothing that a guide could answer."""
    if small_talk(message) is not None or is_order(message):
        return True
    if (len(message) <= _LONGEST and _INSULT.match(message)) or _CODE.search(message):
        return True
    words = [word for word in SPELLED_WORD.findall(message) if len(word) > 1]
    return not words or not any(_is_word(word) for word in words)


def _is_word(word: str) -> bool:
    """An abbreviation has no vowel either, but is short; what isn't Latin is not judged."""
    if word.casefold() in _ROWS:
        return False
    return len(word) <= 4 or not word.isascii() or _VOWEL.search(word) is not None


_ROWS = frozenset(
    {"asdf", "qwer", "jkl", "asdfgh", "asdfg", "asdfghjkl", "qwerty", "qwertz", "qwertyuiop", "zxcvbn", "yxcvbn"}
)
"""Keys that lie side by side."""
