"""``guides gaps``: what visitors asked in vain, as tasks."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Annotated

import typer

from api.terminal.command import AsCsv, AsJson, Corpus, Index, Since, Texts, one_clear_line, settings_of, wiring_of

if TYPE_CHECKING:
    from api.desk.gaps import GapOut, GapsResponse, StateName
    from assistant.desk.gap_types import Standing
    from assistant.desk.gaps import Gaps

ASKED_AGAIN = 2000
"""Questions that one call asks again at most."""

Standings = Annotated[
    list[str] | None,
    typer.Option(help="open, accepted, closed, dismissed, expired or all; may be repeated. Else open and accepted."),
]
Expire = Annotated[
    str | None, typer.Option(metavar="FINGERPRINT", help="Put a gap away until it is asked about again.")
]
Entry = Annotated[
    str | None, typer.Option(metavar="FINGERPRINT", help="Print a curated question for a gap, as YAML to paste.")
]


def gaps(
    ctx: typer.Context,
    since: Since = None,
    standing: Standings = None,
    limit: Annotated[int, typer.Option(help="How many.", min=1)] = 20,
    ask_again: Annotated[bool, typer.Option(help="Ask what the live index wasn't asked yet.")] = True,
    accept: Annotated[str | None, typer.Option(metavar="FINGERPRINT", help="Take a gap on.")] = None,
    dismiss: Annotated[str | None, typer.Option(metavar="FINGERPRINT", help="Put a gap away for good.")] = None,
    expire: Expire = None,
    reopen: Annotated[str | None, typer.Option(metavar="FINGERPRINT", help="Take a decision back.")] = None,
    note: Annotated[str, typer.Option(help="Why, beside a decision.")] = "",
    entry: Entry = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    texts: Texts = False,
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Show what visitors asked in vain, as tasks; a gap closes when all of its questions are answered."""
    from api.desk import gaps as gap_view
    from api.desk import tables as csv_tables
    from api.terminal import console
    from assistant.desk.gap_types import GapView

    with one_clear_line():
        settings, wiring = settings_of(corpus, index), wiring_of(ctx)
        wanted = _standings(standing)
        with wiring.open_gaps(settings) as desk, console.progress() as show:
            if entry is not None:
                typer.echo(wiring.entries(settings, desk.askings(entry)), nl=False)
                return
            decisions: tuple[tuple[StateName, str | None], ...] = (
                *(("accepted", accept), ("dismissed", dismiss)),
                *(("expired", expire), ("open", reopen)),
            )
            _decide(desk, [(state, name) for state, name in decisions if name is not None], note)
            found = desk.report(GapView(wanted, since, limit), ASKED_AGAIN if ask_again else 0, show)
        response = gap_view.gaps_response(found)
    shown = csv_tables.as_csv(*gap_view.table(response, texts)) if as_csv else ""
    typer.echo(shown or (console.as_json(response) if as_json else gaps_text(response)), nl=not as_csv)


def _decide(desk: Gaps, decisions: list[tuple[StateName, str]], note: str) -> None:
    from api.desk.gaps import DecisionRequest, decision

    for state, fingerprint in decisions:
        desk.decide(decision(desk.decided(fingerprint), DecisionRequest(state=state, note=note or None), _who()))


def _who() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may run as a user without a name
        return "the command line"


def _standings(names: list[str] | None) -> tuple[Standing, ...]:
    """Raises ``InvalidRequest``."""
    from assistant.desk.gap_types import GapView, Standing
    from assistant.types import InvalidRequest

    if not names:
        return GapView().standings
    if "all" in names:
        return tuple(Standing)
    for name in names:
        if name not in set(Standing):
            raise InvalidRequest("standing", f"{name!r} is none of {', '.join(Standing)}, all")
    return tuple(Standing(name) for name in names)


def gaps_text(response: GapsResponse) -> str:
    """Gaps to read, a block each."""
    counts = ", ".join(f"{count} {standing}" for standing, count in response.standings.items() if count)
    lines = [f"{counts or 'Nothing was asked in vain'}; {response.unchecked} questions to be asked again"]
    for gap in response.gaps:
        lines += ["", *_block(gap)]
    if response.total > len(response.gaps):
        lines += ["", f"{response.total - len(response.gaps)} more; --limit shows them."]
    return "\n".join(lines)


_HOW = (
    ("refused", "refused"),
    ("partial", "answered in part"),
    ("unsure", "answered unsurely"),
    ("down", "voted down"),
)
"""What came of asking, by its field."""


def _block(gap: GapOut) -> list[str]:
    from api.desk.words import topic_label

    demo = "  (demo data)" if gap.demo else ""
    weeks = " ".join(str(week.asked) for week in gap.weeks)
    how = [f"{count} {words}" for name, words in _HOW if (count := getattr(gap, name))]
    cause = "" if gap.standing == "closed" else (gap.cause or "").replace("_", " ")
    guide = gap.guide_title or gap.guide or ("a guide of its own" if gap.topic else "")
    where = " › ".join(part for part in (guide, topic_label(gap.topic) if gap.topic else "") if part)
    lines = [
        f"{gap.asked:>4} x  {' '.join(gap.title.split())}  [{gap.fingerprint}]{demo}",
        f"        {gap.standing}; {', '.join(how)}",
        f"        {gap.trend}; in {len(gap.weeks)} closed weeks {weeks}, this week {gap.this_week}",
    ]
    if belongs := ", ".join(part for part in (cause, f"belongs to {where}" if where else "") if part):
        lines.append(f"        {belongs}")
    lines += [f"        - {' '.join(one.question.split())} ({one.asked} x)" for one in gap.examples[1:4]]
    return lines
