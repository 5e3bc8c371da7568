"""Questions about two roles are answered side by side, each from its own guide."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.compare import compare, sides
from assistant.service import Assistant
from assistant.types import Answer, Status, Turn
from corpus.lexicon import Lexicon, load_lexicon

DIRECTOR, VP, EM, CTO = "Director of Engineering", "VP of Engineering", "Engineering Manager", "CTO"
STAFF, LEAD = "Staff Software Engineer", "Tech Lead"
MOST_A_SIDE = 3


@pytest.mark.parametrize(
    ("question", "pinned", "roles"),
    [
        ("Director vs VP", [], (DIRECTOR, VP)),
        ("VP versus Director?", [], (VP, DIRECTOR)),
        ("staff or EM?", [], (STAFF, EM)),
        ("should I become a tech lead or rather an engineering manager", [], (LEAD, EM)),
        ("What is the difference between a tech lead and a staff engineer?", [], (LEAD, STAFF)),
        ("who earns more, a CTO or a VPE?", [], (CTO, VP)),
        ("how do an EM and a tech lead differ", [], (EM, LEAD)),
        ("compare the pay of directors and CTOs", [], (DIRECTOR, CTO)),
        ("is an EM the same as a tech lead?", [], (EM, LEAD)),
        ("How does one become a VP, and what does a Director do?", [], (VP, DIRECTOR)),
        ("How does it compare with a VP?", [DIRECTOR], (DIRECTOR, VP)),
        ("what is different from a tech lead", [EM], (EM, LEAD)),
        ("does it pay better than the CTO's job?", [VP], (VP, CTO)),
        ("Director vs VP", [CTO], (DIRECTOR, VP)),
        ("I'm a director. How does a VP's job differ?", [], (DIRECTOR, VP)),
    ],
)
def test_what_is_compared(lexicon: Lexicon, question: str, pinned: list[str], roles: tuple[str, ...]) -> None:
    assert sides(question, pinned, lexicon) == roles


@pytest.mark.parametrize(
    ("question", "pinned"),
    [
        ("Does a Director report to a VP?", []),
        ("How many EMs does a Director manage?", []),
        ("What does a Director do?", []),
        ("Director or Engineering Director?", []),
        ("What is the difference?", []),
        ("What does a VP do?", [DIRECTOR]),
        ("compared with a Director?", [DIRECTOR]),
        ("compared with a VP?", []),
        ("compared with a VP?", [DIRECTOR, CTO]),
        ("Should I code or manage as a tech lead?", []),
        ("", [DIRECTOR]),
    ],
)
def test_what_compares_nothing(lexicon: Lexicon, question: str, pinned: list[str]) -> None:
    assert sides(question, pinned, lexicon) == ()


LEXICON = load_lexicon()
WORDS = st.sampled_from(
    ["Director", "vs", "VP", "or", "CTO", "em", "than", "and", "tech lead", "designer", "?", "x", ""]
)


@given(st.one_of(st.text(max_size=100), st.lists(WORDS, max_size=12).map(" ".join)), st.lists(st.just(DIRECTOR)))
def test_sides_are_two_or_more_different_roles_or_none(question: str, pinned: list[str]) -> None:
    roles = sides(question, pinned, LEXICON)
    assert len(roles) != 1
    assert len(set(roles)) == len(roles)
    assert set(roles) <= {*LEXICON.roles_of(question), *pinned}


def ask(assistant: Assistant, question: str, guides: tuple[str, ...] = (), history: tuple[Turn, ...] = ()) -> Answer:
    return assistant.respond(question, history=history, guides=guides).answer


def quoted(answer: Answer) -> dict[str, str]:
    """What is quoted of each guide, by slug."""
    found: dict[str, str] = {}
    for citation in answer.citations:
        found[citation.guide] = f"{found.get(citation.guide, '')} {citation.quote}".strip()
    return found


def check_side_by_side(answer: Answer, assistant: Assistant, slugs: set[str]) -> None:
    """All of ``slugs`` are quoted, each under its name, nothing twice, and few sentences of each."""
    titles = {slug: assistant.guide(slug).guide.title for slug in slugs}
    assert {citation.guide for citation in answer.citations} == slugs
    paragraphs = answer.text.split("\n\n")
    for slug, title in titles.items():
        own = [paragraph for paragraph in paragraphs if paragraph.startswith(f"**{title}:**")]
        assert len(own) == 1
        numbers = {citation.n for citation in answer.citations if citation.guide == slug}
        assert set(map(int, re.findall(r"\[(\d+)\]", own[0]))) == numbers
        assert len(numbers) <= MOST_A_SIDE
    texts = [statement.text for statement in answer.statements]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(
    ("question", "facts"),
    [
        (
            "What holds back senior VPs of Engineering compared with senior CTOs?",
            {"vp-of-engineering": "head of a department", "cto": "technology person in a room"},
        ),
        (
            "How do you get to be a VP of Engineering, and how does one become a Director?",
            {
                "vp-of-engineering": "through Director",
                "director-of-engineering": "through the Engineering Manager role",
            },
        ),
        (
            "Compare the pay of a Director of Engineering and a tech lead",
            {"director-of-engineering": "$180,000 to $240,000", "tech-lead": "paid by the engineering level"},
        ),
        (
            "How does the pay of a Director and a VP differ?",
            {"director-of-engineering": "$180,000 to $240,000", "vp-of-engineering": "VP of Engineering"},
        ),
        (
            "How does pay differ between an EM and a Tech Lead?",
            {"tech-lead": "paid by the engineering level", "engineering-manager": "on the same scale"},
        ),
        ("staff or EM?", {"staff-software-engineer": "spans several teams", "engineering-manager": "one team"}),
    ],
)
def test_each_side_is_answered_from_its_own_guide(
    shipped_assistant: Assistant, question: str, facts: dict[str, str]
) -> None:
    answer = ask(shipped_assistant, question)
    assert answer.status is Status.ANSWERED
    check_side_by_side(answer, shipped_assistant, set(facts))
    for slug, fact in facts.items():
        assert fact in quoted(answer)[slug]


@pytest.mark.parametrize(
    ("question", "slugs", "topics"),
    [
        (
            "Compare a Staff Software Engineer, a Principal Engineer and a Tech Lead on pay and on hiring",
            {"staff-software-engineer", "principal-engineer", "tech-lead"},
            {"Pay", "The hiring process"},
        ),
        (
            "Compare pay, hiring and red flags of a CTO and a VP",
            {"cto", "vp-of-engineering"},
            {"Pay", "The hiring process", "Red flags and green flags"},
        ),
    ],
)
def test_each_side_is_answered_on_each_topic_that_is_named(
    shipped_assistant: Assistant, question: str, slugs: set[str], topics: set[str]
) -> None:
    answer = ask(shipped_assistant, question)
    assert answer.status is Status.ANSWERED
    assert {(one.guide, one.section) for one in answer.citations} == {(s, t) for s in slugs for t in topics}


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        ("Compare hiring and pay of a CTO and a VP of Engineering", True),
        ("Compare the pay of a CTO and a VP of Engineering", True),
        ("Compare the parking of a CTO and a VP of Engineering", False),  # no topic
        ("Compare the pay and the parking of a CTO and a VP of Engineering", False),
        ("Compare the working hours of a CTO and a VP of Engineering", False),  # no guide has a section on them
    ],
)
def test_only_topics_that_every_side_has_are_plainly_compared(
    shipped_assistant: Assistant, question: str, plain: bool
) -> None:
    searcher = shipped_assistant.searcher()
    compared = compare(searcher.encode(question), sides(question, (), searcher.lexicon), searcher)
    assert compared.plain is plain


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Director vs VP", ("cluster of", "engineering as a whole")),
        ("What's the difference between a tech lead and a staff engineer?", ("scope is one team", "scope is several")),
        ("difference between CTO and VP of Engineering", ("technology strategy", "delivery")),
    ],
)
def test_both_sides_are_told_where_a_guide_tells_the_roles_apart(
    shipped_assistant: Assistant, question: str, words: tuple[str, ...]
) -> None:
    answer = ask(shipped_assistant, question)
    assert answer.status is Status.ANSWERED
    for word in words:
        assert word in answer.text


@pytest.mark.parametrize(
    ("question", "covered", "uncovered"),
    [
        ("engineering manager or scrum master, what's the difference?", "engineering-manager", "Scrum Master"),
        ("tech lead vs sales manager", "tech-lead", "Sales Manager"),
        ("How do a tech lead and a product manager differ?", "tech-lead", "Product Manager"),
    ],
)
def test_a_side_without_a_guide_is_named(
    shipped_assistant: Assistant, question: str, covered: str, uncovered: str
) -> None:
    answer = ask(shipped_assistant, question)
    assert answer.status is Status.PARTIAL
    assert {citation.guide for citation in answer.citations} == {covered}
    assert answer.text.endswith(f"The guides don't cover {uncovered}.")
    assert answer.statements


@pytest.mark.parametrize(
    ("question", "noun"),
    [
        ("compare the parking of director and vp", "parking"),
        ("compare the dental insurance of a CTO and a VP", "dental insurance"),
        ("director vs vp: parental leave", "parental leave"),
        ("who gets more holiday, a director or a VP?", "holiday"),
        ("compare the company car of a director and a VP", "company car"),
        ("which is more stressful, a director or a VP?", "that"),
        ("which is the lonelier job, CTO or VP?", "that"),
    ],
)
def test_a_comparison_on_what_no_guide_has_a_word_for_says_so(
    shipped_assistant: Assistant, question: str, noun: str
) -> None:
    answer = shipped_assistant.respond(question).answer
    assert answer.status is Status.NO_ANSWER
    assert answer.text.startswith(f"The guides don't say anything about {noun}.")


@pytest.mark.parametrize(
    "question",
    ["compare the remuneration of director and vp", "compare the headcount of director and vp", "director vs vp pls"],
)
def test_what_they_have_under_another_word_is_compared(shipped_assistant: Assistant, question: str) -> None:
    assert shipped_assistant.respond(question).answer.status is Status.ANSWERED


def test_roles_without_any_guide_are_not_compared(shipped_assistant: Assistant) -> None:
    answer = ask(shipped_assistant, "sales manager vs scrum master")
    assert answer.status is Status.NO_ANSWER
    assert answer.statements == ()
    assert answer.text.startswith("No guide here is about sales managers.")


def test_a_pinned_guide_compared_with_another_role_reaches_its_guide(shipped_assistant: Assistant) -> None:
    pinned = ("director-of-engineering",)
    both = {"director-of-engineering", "vp-of-engineering"}
    for question in ("How does the pay compare with a VP's?", "how much does it pay compared with a VP?"):
        answer = ask(shipped_assistant, question, pinned)
        assert answer.status is Status.ANSWERED
        check_side_by_side(answer, shipped_assistant, both)
        assert "$180,000 to $240,000" in quoted(answer)["director-of-engineering"]
    for question in ("What does the job pay?", "Who reports to the VP?", "What does a VP do?"):
        assert quoted(ask(shipped_assistant, question, pinned)).keys() <= set(pinned)


def test_a_pinned_guide_compared_with_a_role_of_no_guide_stays_with_itself(shipped_assistant: Assistant) -> None:
    answer = ask(shipped_assistant, "What is the difference compared with a scrum master?", ("tech-lead",))
    assert quoted(answer).keys() <= {"tech-lead"}
    assert answer.status in (Status.PARTIAL, Status.NO_ANSWER)
    assert "Scrum Master" in answer.text


def test_a_comparison_without_an_attribute_sets_side_by_side_what_each_role_is(shipped_assistant: Assistant) -> None:
    answer = ask(shipped_assistant, "CTO or engineering manager?")
    said = [one.text for one in answer.statements]
    assert said[0].startswith("A CTO is the executive who owns")
    assert any(text.startswith("An Engineering Manager is the person responsible for one team") for text in said)
    assert len(said) == 4
