"""A message after its conversation to the question that it asks, which stands alone."""

from __future__ import annotations

from dataclasses import replace

from assistant.answering.clarify import chosen
from assistant.answering.subject import unheard_of
from assistant.conversation.history import Conversation
from assistant.conversation.parts import without_alternative
from assistant.conversation.slots import focus, of_them_all, with_role
from assistant.conversation.standalone import stand_alone
from assistant.conversation.story import question_told
from assistant.generation.types import Spent
from assistant.request import Means, Request
from assistant.types import Standalone
from index.search import Searcher

READ = 400
"""Characters of a question, and of each before it, that are read: of a longer one as many of its beginning as of its
end, as of its tokens (``index.encode.ASKED``), so that no message costs much more than another."""
MOST_CHARACTERS = 5 * READ
"""Of a message, among whose sentences its question is found."""


def understood(request: Request, means: Means, spent: Spent) -> Standalone:
    """The question of ``request`` as it stands alone, what is read of it: by rule, and where there is a writer in its
    words, which are added to ``spent``."""
    found = _found(request, means, spent)
    if found.story and len(found.question) > READ // 2:  # which isn't asked beside a story, but is most of it
        found = Standalone(found.story, False)
    return replace(found, question=_read(found.question), context=_read(found.context), story=_read(found.story))


def _read(text: str, most: int = READ) -> str:
    """The beginning and the end of a text of more than ``most`` characters, cut between words where there are some."""
    if len(text) <= most:
        return text
    first, last = text[: most // 2], text[-most // 2 :]
    return f"{first.rpartition(' ')[0] or first} … {last.partition(' ')[2] or last}"


def _asked(message: str, searcher: Searcher) -> str:
    """What an earlier ``message`` asked, of the role that it told of."""
    lexicon, read = searcher.lexicon, searcher.mend(_read(message))
    told = question_told(read, searcher.described, lexicon)
    return read if told is None else with_role(told, focus(read, lexicon, searcher.described), lexicon)


def _found(request: Request, means: Means, spent: Spent) -> Standalone:
    searcher, lexicon = means.searcher, means.searcher.lexicon
    message, history = without_alternative(_read(request.message, MOST_CHARACTERS), lexicon), request.history
    page = searcher.guides[request.guides[0]].role if len(request.guides) == 1 else ""
    before = [turn.content for turn in history if turn.role == "user"]
    of_all = bool(before) and not page and of_them_all(message, before, lexicon)
    if of_all or ((history or page) and unheard_of(message, searcher)):
        return Standalone(message, False)
    turns = (replace(turn, content=_asked(turn.content, searcher)) if turn.role == "user" else turn for turn in history)
    within = Conversation(tuple(turns), lexicon, searcher.rarity, page, searcher.described)
    if (told := question_told(message, searcher.described, lexicon)) is not None:
        return Standalone(with_role(told, within.role, lexicon), False, story=message)
    if picked := chosen(message, history, lexicon):
        earlier, role = picked
        asked = stand_alone(searcher.mend(earlier), Conversation((), lexicon, searcher.rarity, role))
        by_rule = replace(asked, follow_up=True)
    else:
        by_rule = stand_alone(searcher.mend(message), within)
    if means.writer is None:
        return by_rule
    return replace(by_rule, question=means.writer.stand_alone(request.message, history, by_rule, spent), context="")
