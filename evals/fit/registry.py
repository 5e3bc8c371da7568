"""What can be fitted, and where its numbers go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.parameters import PARAMETERS
from evals.fit.abstention import fit_abstention
from evals.fit.acts import fit_acts
from evals.fit.antecedents import fit_antecedents
from evals.fit.choosing import fit_choosing
from evals.fit.clarify import fit_clarify
from evals.fit.context import fit_context
from evals.fit.conversations import DataMissing
from evals.fit.corpora import Fitted
from evals.fit.curated import fit_curated
from evals.fit.entailment import fit_entailment
from evals.fit.expected import fit_expected
from evals.fit.follow_up import fit_follow_up
from evals.fit.fusion import fit_fusion
from evals.fit.length import fit_length
from evals.fit.sentences import fit_sentences
from evals.fit.tokens import fit_tokens
from evals.progress import Progress
from index.parameters import INDEX_PARAMETERS, Provenance, write_parameters

EVERY = "all"


@dataclass(frozen=True, slots=True)
class Fit:
    """``run`` gives what stands in the section of that name of ``file``."""

    name: str
    file: Path
    run: Callable[[Progress], Fitted]


FITS = (
    Fit("antecedents", PARAMETERS, fit_antecedents),
    Fit("follow_up", PARAMETERS, fit_follow_up),
    Fit("tokens", INDEX_PARAMETERS, fit_tokens),
    Fit("expected", INDEX_PARAMETERS, fit_expected),
    Fit("fusion", INDEX_PARAMETERS, fit_fusion),
    Fit("sentences", PARAMETERS, fit_sentences),
    Fit("length", PARAMETERS, fit_length),
    Fit("abstention", PARAMETERS, fit_abstention),
    Fit("curated", PARAMETERS, fit_curated),
    Fit("clarify", PARAMETERS, fit_clarify),
    Fit("choosing", PARAMETERS, fit_choosing),
    Fit("entailment", PARAMETERS, fit_entailment),
    Fit("acts", PARAMETERS, fit_acts),
    Fit("context", PARAMETERS, fit_context),
)
"""In the order in which they are run: a fit may use what those before it wrote."""


def fits_named(name: str) -> tuple[Fit, ...]:
    """The fit of that name, or every one. Raises ``DataMissing`` where there is none."""
    found = tuple(fit for fit in FITS if name in (fit.name, EVERY))
    if not found:
        raise DataMissing(f"{name}: not one of {', '.join(fit.name for fit in FITS)}, {EVERY}")
    return found


def fitted_anew(fit: Fit, say: Callable[[Provenance], None], progress: Progress) -> None:
    """Run ``fit``, ``say`` how good it is, then write its values. Raises ``DataMissing``."""
    found = fit.run(progress)
    command, today = f"python -m evals fit {fit.name}", date.today().isoformat()
    provenance = Provenance(found.about, command, found.data, today, found.scores)
    say(provenance)
    write_parameters(fit.file, fit.name, found.values, provenance)
