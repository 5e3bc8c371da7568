"""Messages that no guide is searched for."""

from __future__ import annotations

import re

_TO_THE_BOT = r"(?:\ (?:there|all|everyone|assistant|bot|again|folks|team))?"
_KIND_OF_BEING = r"""
    (?:an?\ )?(?:\w+\ )?(?:bot|robot|human|ai|a\.i\.|chatbot|machine|person|llm|language\ model|program|gpt|chatgpt
    |claude|siri|alexa)
"""
_GOOD = r"""
    (?:great|helpful|useful|good|nice|perfect|awesome|brilliant|amazing|cool|interesting|clear|wonderful|lovely|kind
    |smart|funny|fast)
"""

_GREETING = rf"""
    (?:hi+|hello+|hey+|hiya|yo|hola|howdy|sup|good\ (?:morning|afternoon|evening|day)|greetings
    |welcome\ back){_TO_THE_BOT}
    |(?:and\ )?how(?:\ are|['’]re|\ r)\ (?:you|u)(?:\ doing)?(?:\ today)?|how(?:['’]s|\ is)\ (?:it\ going|your\ day
    |everything|life)
    |how\ are\ things|what['’]?s\ up|(?:it['’]?s\ )?(?:nice|pleased|good|great)\ to\ (?:meet|see)\ you
    |long\ time\ no\ see
"""
_THANKS = rf"""
    (?:many\ |a\ lot\ of\ )?(?:thanks|thank\ you|thank\ u|thx|ty|tysm|cheers|merci|gracias|danke|much\ appreciated)
        (?:\ (?:a\ lot|a\ bunch|a\ million|again|so\ much|very\ much|anyway|mate|buddy|bot|for\ .{{1,40}}))*
    |i\ (?:really\ )?appreciate\ (?:it|that|this|you|your\ help)
    |(?:that['’]?s|that\ (?:is|was)|it\ was|this\ (?:is|was)|you(?:['’]re|\ are|\ were)|very|really|so|how)
        (?:\ (?:very|really|so|super|just|all|pretty|quite))*\ (?:{_GOOD}|what\ i\ needed|all\ i\ needed|right
        |the\ best)
    |(?:oh\ )?(?:{_GOOD})|(?:good|great|nice|excellent)\ (?:bot|job|answer|work|one|stuff)|well\ done
    |i\ (?:like|love)\ (?:it|you|this
    |that)
"""
_FILLER = r"""
    ok(?:ay)?|k|yes|yeah|yep|no|nope|sure|alright|right|hm+|mhm|ah+|oh+|wow|lol|lmao|(?:ha){2,}h?|got\ it|gotcha
    |i\ see|understood
    |fair\ enough|makes\ sense|never\ ?mind|nvm|sorry|oops|my\ bad|test(?:ing)?|(?:i['’]?m\ )?just\ (?:testing
    |kidding|looking|browsing)(?:\ around)?
    |you['’]?re\ welcome|no\ (?:worries|problem)
"""
_GOODBYE = r"""
    (?:bye+(?:\ bye)?|good\ ?bye|farewell|see\ (?:you|ya|u)|good\ night|cya|ciao|later|talk\ (?:to\ you\ )?(?:later
    |soon)|take\ care)
        (?:\ (?:now|then|later|soon|around|tomorrow|for\ now))*
    |have\ a\ (?:nice|good|great|lovely)\ (?:day|one|evening|night|weekend|week|time)
    |that(?:['’]s|\ is|\ was|\ will\ be)\ (?:all|it|everything)(?:\ (?:for\ (?:now|today)|from\ me|thanks?|then
    |i\ need))*
    |i(?:['’]m|\ am)\ done|(?:i\ )?(?:gotta|have\ to|need\ to|must)\ (?:go|run|leave)(?:\ now)?
"""
_IDENTITY = rf"""
    (?:who|what)\ (?:exactly\ )?are\ you|(?:what(?:['’]s|\ is)|do\ you\ have\ a|tell\ me)\ (?:your\ )?name
    |what\ should\ i\ call\ you
    |(?:who|what\ company)\ (?:made|built|created|wrote|trained|owns|runs)\ (?:you|this)|help(?:\ me)?(?:\ please)?
    |(?:are|r)\ (?:you|u)\ (?:real|(?:{_KIND_OF_BEING}))(?:\ or\ (?:real|(?:{_KIND_OF_BEING})))?
    |(?:is\ (?:this|there)|am\ i\ (?:talking|chatting|speaking|writing)\ (?:to|with))\ (?:real
    |(?:{_KIND_OF_BEING}))(?:\ or\ (?:{_KIND_OF_BEING}))?
    |what\ (?:can|do)\ you\ (?:do|help(?:\ me)?\ with|know(?:\ about)?|answer)(?:\ for\ me)?|what\ are\ you\ for
    |(?:can|could)\ you\ help(?:\ me)?(?:\ out)?|what\ (?:can|should|could|may|do)\ i\ ask(?:\ you)?(?:\ about)?
    |what\ is\ this(?:\ (?:chat|thing|page|bot|site))?|how\ (?:do\ you|does\ this\ (?:chat|thing|bot|assistant|page
    |site)|does\ this)\ work
    |(?:tell\ me\ (?:something\ )?about|introduce)\ yourself|how\ old\ are\ you|where\ are\ you(?:\ from)?
    |do\ you\ (?:ever\ )?sleep
    |do\ you\ (?:speak|understand)\ \w+|are\ you\ (?:there|ok(?:ay)?|awake|online|busy)|where\ do\ (?:your|the
    |these)\ answers\ come\ from
"""

IDENTITY = (
    "I'm the role guides' assistant, a program. I answer questions about the roles that the guides describe, "
    "and show the exact passage under every statement. Where the guides don't say, I tell you so."
)
_REPLIES: tuple[tuple[str, str], ...] = (
    (_IDENTITY, IDENTITY),
    (_GOODBYE, "Goodbye, and good luck."),
    (_THANKS, "You're welcome. Anything else you'd like to know about the role?"),
    (
        _GREETING,
        "Hello! Ask me anything about the roles that the guides describe, and I'll answer with the exact passage.",
    ),
    (_FILLER, "Good. What else would you like to know about the role?"),
)
"""What small talk is made of: a pattern and the reply to it, in the order in which a reply is chosen."""
_PIECES = tuple((re.compile(rf"(?:{pattern})(?!\w)", re.I | re.X), reply) for pattern, reply in _REPLIES)
"""E.g. "*Who are you*?", "*Have a nice day*!", "*Thanks a lot*!", "*Good morning everyone*", "*I see*"."""
_LONGEST = 160

BOUNDARY = (
    "I can only answer from the role guides, and their text is all that I go by. "
    "What would you like to know about a role?"
)


def small_talk(message: str) -> str | None:
    """The reply to a message that is nothing but small talk, in one piece or several, else ``None``."""
    rest = re.sub(r"^\W+", "", message)
    replies: set[str] = set()
    if not rest or len(rest) > _LONGEST:
        return None
    while rest:
        matches = [(found.end(), reply) for pattern, reply in _PIECES if (found := pattern.match(rest))]
        if not matches:
            return None
        end, reply = max(matches, key=lambda one: one[0])
        replies.add(reply)
        rest = re.sub(r"^\W+", "", rest[end:])
    return next(reply for _, reply in _REPLIES if reply in replies)
