"""Follow-ups are resolved against what they lean on; everything else stands alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.conversation.history import Conversation
from assistant.conversation.standalone import MOST_WORDS, stand_alone
from assistant.conversation.substitution import MOST_EARLIER
from assistant.types import Standalone, Turn
from corpus.lexicon import Lexicon, load_lexicon

ASKED = "How much can a Director of Engineering earn in the US?"
LIST = "- Turnover in the seat. It says much. [1]\n- No budget. [2]\n- A vague charter. [3]"
LEXICON = load_lexicon()


def history(*messages: str) -> tuple[Turn, ...]:
    return tuple(Turn("user" if n % 2 == 0 else "assistant", message) for n, message in enumerate(messages))


def resolved(message: str, *said: str) -> str:
    """The question that ``message`` becomes, which must have been taken for a follow-up."""
    found = stand_alone(message, Conversation(history(*said), LEXICON))
    assert found.follow_up, found
    return found.question


@pytest.mark.parametrize(
    "message",
    [
        "How many Engineering Managers should a Director manage?",
        "How many teams does a Director usually run?",
        "Which kinds of companies employ Principal Engineers?",
        "Where does the Principal Engineer role lead?",
        "what would you say about kubernetes operators and helm charts",
        "who won the football world cup in 2018?",
    ],
)
def test_a_new_question_drops_the_history(lexicon: Lexicon, message: str) -> None:
    def rarity(word: str) -> float:
        return 1.0 if word in {"football", "world", "cup", "won", "kubernetes", "operators", "helm", "charts"} else 0.5

    assert stand_alone(message, Conversation(history(ASKED, "A lot. [1]"), lexicon, rarity)) == Standalone(
        message, False
    )


@pytest.mark.parametrize(
    "message",
    [
        "salary of a director in Japan",
        "director salary in Germany",
        "bonus of an EM in London",
        "pay of a VP in Europe",
    ],
)
def test_a_search_of_its_own_that_names_a_place_takes_nothing_of_the_last_question(message: str) -> None:
    asked = "Who sits on the interview panel for a Director?"
    assert stand_alone(message, Conversation(history(asked, "The VP. [1]"), LEXICON)).question == message


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("and for a VP in Europe?", "Who sits on the interview panel for a VP in Europe?"),
        ("and for EMs in Japan?", "Who sits on the interview panel for EMs in Japan?"),
        ("salary in Japan", "Salary in Japan for a Director?"),
        ("and remotely in Europe?", "Who sits on the interview panel for a Director remotely in Europe?"),
    ],
)
def test_a_place_with_something_beside_it_is_read_with_it(message: str, question: str) -> None:
    assert resolved(message, "Who sits on the interview panel for a Director?", "The VP. [1]") == question


@pytest.mark.parametrize(
    ("message", "rest"),
    [
        ("ok different thing: do directors write code?", "do directors write code?"),
        ("Moving on. Which companies employ Tech Leads?", "Which companies employ Tech Leads?"),
        ("thanks! ok something else, which titles should a CTO look for", "which titles should a CTO look for"),
    ],
)
def test_an_announced_change_of_topic_is_cut_off(lexicon: Lexicon, message: str, rest: str) -> None:
    assert stand_alone(message, Conversation(history(ASKED, "A lot. [1]"), lexicon)) == Standalone(rest, False)


def test_a_different_topic_keeps_the_role_and_nothing_else() -> None:
    question = resolved("What are the red flags in a hiring process?", ASKED, "A lot. [1]")
    assert question == "What are the red flags in a hiring process for a Director of Engineering?"


@pytest.mark.parametrize("message", ["and in Europe?", "why?", "What about it?", "", "pay", "the second one"])
def test_without_history_a_message_stays_as_it_is(lexicon: Lexicon, message: str) -> None:
    assert stand_alone(message, Conversation((), lexicon)) == Standalone(message, False)
    assert stand_alone(message, Conversation((Turn("assistant", "Hello!"),), lexicon)) == Standalone(message, False)


@pytest.mark.parametrize(
    ("message", "earlier", "question"),
    [
        ("and in Europe?", ASKED, "How much can a Director of Engineering earn in Europe?"),
        ("What about a VP of Engineering?", ASKED, "How much can a VP of Engineering earn in the US?"),
        ("and for an EM?", "What does a Tech Lead do?", "What does an EM do?"),
        ("what about senior ones?", "What holds back new Directors?", "What holds back senior Directors?"),
        ("What about a CTO?", "What does a Tech Lead earn?", "What does a CTO earn?"),
        ("and engineering managers?", "What do Tech Leads earn?", "What do engineering managers earn?"),
        ("no i meant a VP", "What does a Tech Lead earn?", "What does a VP earn?"),
        ("and experienced ones?", "What does a Tech Lead earn?", "What does an experienced Tech Lead earn?"),
    ],
)
def test_one_thing_of_the_last_question_is_replaced(message: str, earlier: str, question: str) -> None:
    assert resolved(message, earlier, "A lot. [1]") == question


@pytest.mark.parametrize(
    ("message", "earlier", "question"),
    [
        ("why?", "Do Directors code?", "Do Directors code, and why?"),
        ("why's that?", "Do Directors code?", "Do Directors code, and why?"),
        ("who else?", "Who sits on the panel?", "Who sits on the panel — who else?"),
        (
            "why the lower end?",
            "How many EMs should a Director manage?",
            "How many EMs should a Director manage — why the lower end?",
        ),
        (
            "so what else would I need to get there?",
            "Is Director a stepping stone to VP?",
            "Is Director a stepping stone to VP — what else would I need to get there?",
        ),
        (
            "is that a lot?",
            "How many EMs should a Director manage?",
            "How many EMs should a Director manage — is that a lot?",
        ),
        ("and fintech?", "Who are the main employers?", "Who are the main employers — fintech?"),
        ("and versus an EM?", "What does a Tech Lead earn?", "What does a Tech Lead earn — versus an EM?"),
        ("not that, the interview", "What does a Tech Lead earn?", "The interview for a Tech Lead?"),
        ("so is it worth it", "What does a Tech Lead earn?", "Is it worth it for a Tech Lead?"),
        ("what about remote", "What does a Tech Lead earn?", "Remote for a Tech Lead?"),
        ("which pays more, that or VP?", "What does a Tech Lead do?", "Which pays more, a Tech Lead or VP?"),
    ],
)
def test_a_message_that_says_too_little_follows_the_last_question(message: str, earlier: str, question: str) -> None:
    assert resolved(message, earlier, "Three to six. [1]") == question


@pytest.mark.parametrize(
    ("message", "earlier", "question"),
    [
        ("do they still write code?", "What does a Tech Lead do?", "Do Tech Leads still write code?"),
        (
            "Is there still a coding part in it?",
            "What is the hiring process for a Tech Lead?",
            "What is the hiring process for a Tech Lead — Is there still a coding part in it?",
        ),
        (
            "And does that job lead to VP?",
            "What does a Director of Engineering own?",
            "Does the Director of Engineering job lead to VP?",
        ),
        (
            "How is that different from what the CTO does?",
            "What does a VP of Engineering do?",
            "How is a VP of Engineering different from what the CTO does?",
        ),
        ("What do founding ones get?", "How are CTOs paid?", "What do founding CTOs get?"),
        ("Why did they break up?", "Who founded Screeching Weasel?", "Why did Screeching Weasel break up?"),
        ("What are its symptoms?", "Tell me about throat cancer.", "What are throat cancer's symptoms?"),
    ],
)
def test_a_pronoun_gives_way_to_what_it_means(message: str, earlier: str, question: str) -> None:
    assert resolved(message, earlier, "Much. [1]") == question


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("ok. who does he report to??", "Who does the staff engineer report to??"),
        ("and does she get stock", "Does the staff engineer get stock"),
        ("ok and the pay?", "The pay for a staff engineer?"),
        ("what about getting rid of old systems", "Getting rid of old systems for a staff engineer?"),
        ("so do they work at weekends", "Do staff engineers work at weekends"),
        ("how long till i get promoted", "How long till i get promoted for a staff engineer?"),
        ("and what about a director, same?", "Hello I am from Brazil, is a director a senior job?"),
        ("and if nobody listens?", "Hello I am from Brazil, is a staff engineer a senior job — if nobody listens?"),
    ],
)
def test_a_conversation_about_a_role_goes_on_about_it(message: str, question: str) -> None:
    assert resolved(message, "Hello I am from Brazil, is a staff engineer a senior job?", "It is. [1]") == question


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("i mean what do they do that the vp doesn't", "What do CTOs do that the vp doesn't"),
        ("is that more than a VP gets", "What does a CTO earn — is that more than a VP gets?"),
    ],
)
def test_what_is_pointed_at_before_another_role_is_not_that_role(message: str, question: str) -> None:
    assert resolved(message, "What does a CTO earn?", "Much. [1]") == question


def test_a_pronoun_behind_a_role_of_its_message_is_that_role(lexicon: Lexicon) -> None:
    message = "and the VP, who do they answer to"
    assert (
        stand_alone(message, Conversation(history("What does a CTO earn?", "Much. [1]"), lexicon)).question == message
    )


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("what does that job pay", "What does the VP of Engineering job pay"),
        ("how would i tell a good one from a bad one", "How would i tell a good VP of Engineering from a bad one"),
        ("does he code", "Does the VP of Engineering code"),
    ],
)
def test_one_of_several_is_named_as_one(message: str, question: str) -> None:
    assert resolved(message, "What do VPs of Engineering do?", "Much. [1]") == question


def test_they_are_both_of_two_roles() -> None:
    question = resolved("do they ever disagree", "Is a Tech Lead the same as an EM?", "No. [1]")
    assert question == "Do the Tech Lead and the EM ever disagree"


@pytest.mark.parametrize("message", ["What is a panel and how does it decide?", "Is it possible to become a CTO?"])
def test_a_pronoun_with_its_noun_in_the_message_stays(lexicon: Lexicon, message: str) -> None:
    asked = history("Tell me about throat cancer.", "It is a disease. [1]")
    assert stand_alone(message, Conversation(tuple(asked), lexicon)) == Standalone(message, False)


def test_does_is_no_role(lexicon: Lexicon) -> None:
    assert lexicon.roles_of("What does a CTO earn?") == ("CTO",)
    assert resolved("What about a CTO?", "What does a Tech Lead earn?", "A lot. [1]") == "What does a CTO earn?"


def test_a_follow_up_to_a_follow_up_reaches_the_question() -> None:
    question = resolved("and in Europe?", ASKED, "A lot. [1]", "What about a CTO?", "More. [1]")
    assert question == "How much can a CTO earn in Europe?"


def test_small_talk_between_is_passed_over() -> None:
    assert "Tech Lead" in resolved("why?", "Does a Tech Lead code?", "Yes. [1]", "thanks!", "You're welcome.")


@pytest.mark.parametrize(
    ("message", "said", "question"),
    [
        ("Tell me more about the second one", LIST, "Tell me more about the second one: No budget."),
        ("What about the first?", LIST, "What about the first: Turnover in the seat."),
        ("Explain the last one", LIST, "Explain “A vague charter”"),
        ("Why number 3?", LIST, "Why number 3: A vague charter."),
        ("the last one?", "Good signs: Clear teams. A strong VP. Budget to hire.", "the last one: Budget to hire."),
    ],
)
def test_an_ordinal_points_at_an_item_of_the_answer(message: str, said: str, question: str) -> None:
    assert resolved(message, "What are the signs?", said).casefold() == question.casefold()


def test_an_ordinal_beyond_the_list_points_at_nothing() -> None:
    assert "red flags" in resolved("What about the sixth one?", "What are the red flags?", LIST)


def test_an_ordinal_points_past_an_answer_that_lists_less(lexicon: Lexicon) -> None:
    turns = history("What are the signs?", LIST, "What about the second one?", "No budget.")
    assert (
        stand_alone("and the first?", Conversation(tuple(turns), lexicon)).question
        == stand_alone("and the first?", Conversation(tuple(turns[:2]), lexicon)).question
    )


def test_a_place_with_a_question_of_its_own_asks_about_whom_was_spoken_of(lexicon: Lexicon) -> None:
    turns = history("What does a CTO do?", "A CTO decides.")
    assert (
        stand_alone("at a start-up, do they write code?", Conversation(tuple(turns), lexicon)).question
        == "At a start-up, do CTOs write code?"
    )


def test_a_refusal_is_not_what_a_message_leans_on() -> None:
    refusal = "The guides don't say. The nearest thing they cover is “Hiring” in the CTO guide."
    assert "Hiring" not in resolved("how do they learn it?", "What is a Tech Lead's golf handicap?", refusal)


@pytest.mark.parametrize("message", ["?", "🙂", "...", "\n"])
def test_messages_without_a_word_are_no_trouble(lexicon: Lexicon, message: str) -> None:
    assert "Director of Engineering" in stand_alone(message, Conversation(history(ASKED, "A lot."), lexicon)).question


WORDS = """and|it|they're|the second one|the other|one|Tech Leads|VP of Engineering|in Europe|?|—|why|that
|A, B and C|[1]|- item|its|her|what about|senior ones|panel|İ|ß|’s"""
PIECES = st.sampled_from(WORDS.split("|"))
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=12).map(" ".join))
TURNS = st.lists(st.builds(Turn, st.sampled_from(["user", "assistant"]), TEXTS), max_size=6)


@given(TEXTS, TURNS)
@settings(max_examples=300, deadline=None)
def test_any_text_is_resolved_within_bounds(message: str, turns: list[Turn]) -> None:
    found = stand_alone(message, Conversation(tuple(turns), LEXICON))
    assert len(found.question.split()) <= len(message.split()) + MOST_WORDS + MOST_EARLIER
    if not any(turn.role == "user" for turn in turns):
        assert found == Standalone(message, False)
    if not found.follow_up:
        assert message.endswith(found.question)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=8))
@settings(max_examples=60, deadline=None)
def test_a_question_about_a_named_role_never_takes_anything_from_before(turns: list[tuple[str, str]]) -> None:
    message = "How many teams does a Director usually run?"
    said = [text for turn in turns for text in turn]
    assert stand_alone(message, Conversation(history(*said), LEXICON)) == Standalone(message, False)
