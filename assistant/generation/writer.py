"""Hits to statements written by a language model, each one shown only after it passed the support gate.

The model's answer is read sentence by sentence while it streams in (`sentence_stream.py`); what becomes of a sentence
says `attribution.py`. Nothing that a model does is an error to the visitor: where it fails, or too little of what
it says is held up, the guides' own sentences are the answer.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from langchain_core.messages import BaseMessage

from assistant.generation.attribution import NumberedPassage, SecondJudge, SupportGate, numbered
from assistant.generation.client import Model, Stream
from assistant.generation.draft import Draft
from assistant.generation.failures import ModelFailed
from assistant.generation.prompt import Shown, answer_prompt, judge_prompt, rewrite_prompt
from assistant.generation.rewrite_guard import guarded
from assistant.generation.sentence_stream import Marks, ModelSentence, Whole
from assistant.generation.types import Brief, Show, Spent, WrittenAnswer
from assistant.language.injection import is_order
from assistant.language.tokens import words
from assistant.metrics import failed, settled
from assistant.types import Standalone, Turn, Usage
from corpus.lexicon import Lexicon
from index.types import Hit

log = logging.getLogger(__name__)

PAUSE, PAUSE_SHARE = 0.03, 0.1
"""How long a sentence that has ended waits for more: seconds where it cites something already; else for its mark, a
share of the time that the answer has taken so far."""


class ModelWriter:
    """A language model behind the support gate. Thread-safe; holds nothing of an answer."""

    def __init__(
        self,
        model: Model,
        gate: SupportGate,
        lexicon: Lexicon,
        judge: Model | None,
        history_tokens: int,
        most_passages: int,
    ) -> None:
        """``judge`` is a second model that judges statements after the gate."""
        self._model, self._gate, self._lexicon = model, gate, lexicon
        self._judge, self._history_tokens, self._most_passages = judge, history_tokens, most_passages

    def stand_alone(self, message: str, history: Sequence[Turn], offline: Standalone, spent: Spent) -> str:
        """A follow-up as a question that stands alone; ``offline`` where the model's is not to be trusted."""
        if not offline.follow_up:
            return offline.question
        try:
            question = self._model.ask(rewrite_prompt(message, history, self._history_tokens), "rewrite", spent)
        except ModelFailed as error:
            log.warning("follow-up: model=%s outcome=failed reason=%s", self._model.name, error)
            failed("rewrite", error.reason)
            spent.failed = True
            return offline.question
        earlier = [turn.content for turn in history]
        why = guarded(question, message, earlier, offline.question, self._lexicon)
        if why:
            log.info("follow-up: model=%s outcome=refused reason=%s", self._model.name, why)
            failed("rewrite", "not trusted")
        return offline.question if why else question

    def write(self, brief: Brief, spent: Spent, show: Show) -> WrittenAnswer:
        """The model's answer to ``brief``; every statement is shown as soon as it is checked."""
        passages = numbered(_to_read(brief)[: self._most_passages])
        judged = Spent()
        draft = Draft(brief.question, passages, brief.quotes, self._gate, self._second(judged), show)
        reason = ""
        try:
            if spent.failed:
                raise ModelFailed("it failed at the follow-up")
            with self._model.stream(self._prompt(brief, passages), "answer", spent) as stream:
                # While the model thinks, the gate reads the passages.
                self._gate.nearness(brief.question, [quote.text for one in passages for quote in one.sentences])
                for sentence in sentences(stream):
                    draft.add(sentence)
                    if draft.over:
                        break
        except ModelFailed as error:
            reason = str(error)
        spent.join(judged)
        written = draft.closed(reason)
        self._note(written)
        return written

    def usage(self, spent: Spent) -> Usage | None:
        """The tokens and the cost of an answer, of all calls that were made for it."""
        return self._model.usage(spent)

    def _prompt(self, brief: Brief, passages: Sequence[NumberedPassage]) -> list[BaseMessage]:
        shown = [
            Shown(
                one.n,
                one.hit.guide.title,
                "" if is_order(one.hit.passage.section) else one.hit.passage.section,
                one.text,
            )
            for one in passages
        ]
        return answer_prompt(brief.question, brief.history, shown, self._history_tokens)

    def _second(self, spent: Spent) -> SecondJudge | None:
        """Asks the second judge; where it fails, the gate's verdict stands, and it isn't asked again."""
        judge = self._judge
        if judge is None:
            return None

        def holds(statement: str, quotes: Sequence[str]) -> bool:
            if spent.failed:
                return True
            try:
                reply = judge.ask(judge_prompt(statement, quotes), "judge", spent)
            except ModelFailed as error:
                spent.failed = True
                failed("judge", error.reason)
                log.warning("second judge: model=%s outcome=failed reason=%s", judge.name, error)
                return True
            return words(reply)[:1] != ("no",)

        return holds

    def _note(self, written: WrittenAnswer) -> None:
        fields = {"model": self._model.name, "outcome": written.outcome.value, "reason": written.reason}
        counted = asdict(written.tally)
        settled(counted)
        if written.reason:
            failed("answer", written.reason.partition(":")[0])
        level = logging.WARNING if written.reason else logging.INFO
        line = " ".join(f"{name}={value}" for name, value in (fields | counted).items())
        log.log(level, "answer: %s", line, extra={"answer": fields | counted})


def sentences(stream: Stream) -> Iterator[ModelSentence]:
    """The sentences of a model's answer, each as soon as it can be told to be complete. Raises ``ModelFailed``."""
    marks = Marks()
    while True:
        try:
            text = stream.read(_patience(marks, stream.began))
        except ModelFailed:
            yield from marks.close(False)
            raise
        if text is None:
            yield from marks.close(stream.finished)
            return
        yield from marks.feed(text) if text else marks.pause()
        if marks.whole is Whole.SURE:
            yield from marks.pause()
        if marks.endless:
            raise ModelFailed("endless")


def _patience(marks: Marks, began: float) -> float | None:
    if marks.whole is Whole.NO:
        return None
    taken = time.monotonic() - began
    return PAUSE if marks.whole is Whole.MARKED else max(PAUSE, PAUSE_SHARE * taken)


def _to_read(brief: Brief) -> list[Hit]:
    """The passages to write from: those of the quotes that would be the answer first, then the best hits."""
    hits = {hit.passage.id: hit for hit in (*(quote.hit for quote in brief.quotes), *brief.hits)}
    return list(hits.values())
