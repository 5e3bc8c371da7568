"""Words that follow-ups are recognised by, and words that no follow-up leaves out."""

from __future__ import annotations

from index.query import FUNCTION_WORDS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FUNCTION = FUNCTION_WORDS | _words(
    """
    she he him them theirs they there tell us some other others lot else made mine yours ours isn wasn aren don didn
    doesn couldn wouldn shouldn hasn haven won't isn't wasn't aren't shouldn't hasn't haven't couldn't wouldn't
    """
)
DETERMINERS = _words("the a an this that these those his her its their your my our")
PREPOSITIONS = _words("of in on for with about to from at by between than into")
VERBS_TO_BE = _words("is are am was were do does did can could will would should has have had")
QUESTION_WORDS = _words("what how why who when where which whose whom")
OBJECTS = _words("he him his she her hers they them their theirs it its i you we to")

_WEAK = _words("""
    ability able access accessed achieve achieved across act add added adds affect affects allow allowed allows almost
    always apart up out off away before after above below earn earns earned judge amount announced another answer
    answered answers anyone anything appear appeared apply applied april article
    ask asked asks aspect aspects associated august available avoid aware back bad based basically became because become
    becomes began begin begins behind believe believed best better big biggest bit born both bring brings brought call
    called calls came case cases cause caused causes certain change changed choose chose chosen closely come comes
    common compare compared complete completed consider considered contain contains continue continued cool correct
    correctly count counts create created creates current deal deals december decide decided decides define defined
    definition depend depends describe described despite detail details differ difference differences different
    difficult directly discuss done during early easily easy effort else end ended enough even event eventually ever
    every everybody everyone everything example examples exist existing exists explain explained explains facts fact
    famous far feature featured february feel feels few find finds first follow following found fully further gave
    general generally get gets getting give given gives go goes going gone good got great grew grow had happen happened
    happening happens hard have hear heard held hello help helped helps here hi high higher hire hired hires hit hold
    holds however huge idea impact important include included includes including increase increased information instead
    interest interested interesting involved issue issues january july june just keep keeps kept kind kinds knew know
    known knows large largest last late later latest learn learned least leave led left less let lets like liked likely
    live lived lives long longer look looked looking looks lose loss lot lots low lower main mainly major make makes
    making manage managed manages many march matter matters may mean meaning means meant meet mention mentioned met
    might mind mixed month months more most move moved much must name named names need needed needs never new next
    nobody none north notable note nothing november number numerous october offer offered offers often ok okay old once
    one only original originally others outside overall own owned owns part parts past people percent perform person
    place play played player plays please point popular possible prefer present previous probably problem problems
    produce produced provide provided provides put question questions quick quickly quite ran rather reach
    reached read reads real really reason reasons receive received recent recently regarding related require required
    requires response result results right run runs said same saw say says second section see seem seems seen sell
    send september set several show showed shown shows significant similar simple simply since sit sits size sold
    solely someone something sometimes sorry sort sorts sound sounds spent split start started starts stay stayed still
    stop stopped store stored stores struggle struggles study successful such suffer sure take taken takes talk talks
    tell thanks thank thing things think third thought through throughout time times today together told took toward
    towards tried tries true try trying turn turned turns type types typical typically understand understood unique
    until update upon use used uses using usual usually various want wanted wants watch way ways week weeks well went
    whether whole wide win without won wonder wondering work worked working works worse worst wow write wrong wrote year
    years yes no yet yeah young
    """)
"""Chosen by hand from the words of CANARD dev and TREC CAsT that people seldom carry into a question that stands alone
(less than half as often as the average word), and the commonest verbs, which end a phrase."""


def is_weak(word: str) -> bool:
    """Whether a lower-case word can't be what a phrase is about."""
    return word in _WEAK or word.isdigit() or (word.endswith("ly") and len(word) > 5)


LEVELS = (
    "mid-tenure|mid-level|mid-career|well-established|established|experienced|inexperienced|first-time|newly appointed|"
    "new|newer|junior|senior|settled|seasoned|founding|former|future|aspiring|external|internal|remote|on-site|hybrid|"
    "good|great|strong|weak|bad|poor|small|smaller|large|larger|big|bigger|early-stage|late-stage|early|late|current"
)
"""Of roles and employers, alternatives of a pattern."""
