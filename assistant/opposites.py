"""Words that exclude each other: a statement that says one where the quote says the other isn't held up."""

from __future__ import annotations

from functools import lru_cache

_FAMILIES = """
more greater larger bigger higher longer extra rises rise rising increase increases increased grow grows growing grown increasing exceeds exceed outweighs over above | less fewer smaller lower shorter reduced falls fall falling decrease decreases decreased shrink shrinks shrinking decreasing drop drops declines under below beneath
above over higher senior | below under beneath lower
most largest biggest highest greatest longest strongest heaviest maximum max utmost best top | least smallest lowest fewest shortest weakest lightest minimum min worst bottom
at_most maximum up_to | at_least minimum
much many plenty lots lot numerous great | few little scarce scant hardly
common commonest widespread usual frequent | rare rarest uncommon unusual infrequent
before earlier early ahead prior beforehand in_advance previously previous former sooner | after later late afterwards following once behind subsequently too_late
first initial start starts begin begins beginning opening start-up | last final end ends ending closing finish
good better best strong strongest stronger convincing superb superbly brilliant well excellent great right healthy sound | bad worse worst weak weakest weaker poor poorly unhealthy wrong unsound
green | red
cheap cheaper cheapest inexpensive | expensive costly dear pricey dearer
easy easier easily simple simpler simplest simply effortless | hard harder difficult tough tougher complicated complex steep
fast faster fastest quick quicker quickly quickest rapid rapidly speedy speeds speed | slow slower slowest slowly slows gradual gradually
big large huge considerable considerably substantial considerable wide wider broad broader | small little tiny narrow slight slightly narrower
inside within internal internally home in-house | outside external externally
deep deeper depth thorough profound | shallow superficial
broad broader breadth general | deep depth specialised specialized narrow
long longer | short shorter brief
old older mature established experienced late-stage listed | young younger new newer early-stage start-up start-ups startup startups novice early
small smaller tiny little | large larger big bigger huge enterprise corporate
keep_off keeps_off avoid avoids avoiding | take_on takes_on seek seeks
open opens public publicly advertised | closed secret private privately hidden
clear clearly known unambiguous | unclear unknown ambiguous vague
true fact | false untrue
succeed succeeds success successful wins win won gain gains | fail fails failure failing failed loses lose lost
accept accepts accepted approve approves approved allowed allow allows permitted permit | reject rejects rejected refuse refuses forbidden forbid forbids banned prohibit prohibited
hire hires hired hiring recruit recruits recruited appoint joins join | fire fires fired firing dismiss dismisses dismissed leaves
add adds adding gain gains | remove removes removing removed drop
start starts begin begins begun | stop stops end ends ceased
rise rises up upward upwards | fall falls down downward downwards
promote promotes promoted promotion | demote demotes demoted demotion
visible visibility seen | invisible hidden unseen
same equal identical alike similar | different unequal opposite differs differ dissimilar
agree agrees agreement | disagree disagrees disagreement
include includes including included | exclude excludes excluding excluded omit omits leaves_out
everybody everyone everything all | nobody no_one nothing none
always | never
possible | impossible
likely likelier | unlikely
necessary needed required mandatory compulsory | unnecessary optional voluntary
full-time full | part-time
permanent | temporary interim
remote remotely | office-based on-site onsite office hybrid in-person
hands-on | hands-off
formal formally official officially | informal informally unofficial
technical | commercial
loud loudest | quiet quietest quietly
urgent | unimportant
individual | group
automatic automatically | manual manually
strengthen strengthens improves improve improved stronger better | weaken weakens worsens worsen damages weaker worse
simultaneously | separately
base | total overall bonus variable
salary wage base cash | equity stock shares options
median | mean average
gross | net
hour hours hourly | day days daily | week weeks weekly | month months monthly | year years yearly annual annually | decade decades
engineer engineers developer developers | team teams squad squads | company companies firm firms | product products
start-up start-ups startup startups | enterprise enterprises corporation corporations | bank banks | agency agencies consultancy consultancies | charity charities
seed | series_a | series_b | series_c | series_d
management manager managers | individual_contributor individual_contributors
short-term | long-term
junior | senior
upwards up | downwards down
majority | minority
rich | poor
safe safer safely | dangerous risky unsafe
public | private
theory | practice
win wins winning | lose loses losing
optional | mandatory
buy buys bought buying | sell sells sold selling
import imports | export exports
male men man boys | female women woman girls
north northern | south southern
east eastern | west western
active | inactive passive
alive living | dead
present | absent
won | lost
ascending | descending
hot hotter warm warmer | cold colder cool cooler
ally allies friend friends | enemy enemies foe
attack attacked | defend defended
"""
"""One family a line, its groups divided by bars. Phrases are joined by an underscore."""


Place = tuple[int, int]
"""Family and group."""


@lru_cache(maxsize=1)
def places() -> dict[str, frozenset[Place]]:
    """The families that each word stands in, with its group in each."""
    found: dict[str, set[Place]] = {}
    for family, line in enumerate(_FAMILIES.strip().splitlines()):
        for group, words in enumerate(line.split("|")):
            for word in words.split():
                found.setdefault(word.replace("-", "_"), set()).add((family, group))
    return {word: frozenset(at) for word, at in found.items()}


def opposed(one: str, other: str) -> bool:
    """Whether two words exclude each other, and are nowhere alike."""
    here, there = places().get(one, frozenset()), places().get(other, frozenset())
    if here & there:
        return False
    return any(family == family_ and group != group_ for family, group in here for family_, group_ in there)


def alike(one: str, other: str) -> bool:
    """Whether two words stand side by side in a family, and are nowhere opposed."""
    here, there = places().get(one, frozenset()), places().get(other, frozenset())
    return bool(here & there) and not any(
        family == family_ and group != group_ for family, group in here for family_, group_ in there
    )
