"""A message after its conversation to the question that it asks, which stands alone."""

from __future__ import annotations

from dataclasses import replace

from assistant.answering.clarify import chosen
from assistant.answering.subject import unheard_of
from assistant.conversation.slots import with_role
from assistant.conversation.standalone import Conversation, stand_alone
from assistant.conversation.story import question_told
from assistant.generation.types import Spent
from assistant.request import Means, Request
from assistant.types import Standalone
from corpus.occupations import shipped_occupations


def understood(request: Request, means: Means, spent: Spent) -> Standalone:
    """The question of ``request`` as it stands alone: by rule, and where there is a writer in its words, which are
    added to ``spent``."""
    message, history = request.message, request.history
    searcher, lexicon = means.searcher, means.searcher.lexicon
    if history and unheard_of(message, searcher, shipped_occupations()):
        return Standalone(message, False)
    page = searcher.guides[request.guides[0]].role if len(request.guides) == 1 else ""
    if (told := question_told(message, searcher.described, lexicon)) is not None:
        return Standalone(with_role(told, page, lexicon), False, story=message)
    if picked := chosen(message, history, lexicon):
        earlier, role = picked
        asked = stand_alone(searcher.mend(earlier), Conversation((), lexicon, searcher.rarity, role))
        by_rule = replace(asked, follow_up=True)
    else:
        mended = [
            replace(turn, content=searcher.mend(turn.content)) if turn.role == "user" else turn for turn in history
        ]
        by_rule = stand_alone(searcher.mend(message), Conversation(tuple(mended), lexicon, searcher.rarity, page))
    if means.writer is None:
        return by_rule
    return replace(by_rule, question=means.writer.stand_alone(message, history, by_rule, spent), context="")
