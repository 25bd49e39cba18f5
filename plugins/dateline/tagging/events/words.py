"""Base forms without a lemmatizer: irregular verbs and nouns by table, the rest by suffix. Pure.

A fifth of the language model's cost is its lemmatizer; rules only need to know which of their own words a token is.
"""

from __future__ import annotations

import functools

_IRREGULAR_TABLE = """
admit: admitted admitting
agree: agrees agreed agreeing
ally: allies allied
ban: banned banning
bar: barred barring
be: is are was were been being am 's 're
beat: beaten
begin: began begun beginning
behead: beheaded
blow: blew blown
break: broke broken breaking
bring: brought
build: built
burn: burnt
buy: bought
cancel: cancelled cancelling canceled canceling
catch: caught
child: children
choose: chose chosen choosing
come: came coming
commit: committed committing
compel: compelled
condemn: condemned condemning
control: controlled controlling
cut: cutting
deal: dealt
decree: decreed
defer: deferred
defy: defies defied defying
deter: deterred
die: died dying dies
disagree: disagreed disagreeing
do: does did done doing
draw: drew drawn
drive: drove driven driving
drop: dropped dropping
eat: ate eaten
embargo: embargoes embargoed
expel: expelled expelling
fall: fell fallen
fight: fought
find: found
flee: flees fled fleeing
fly: flew flown
focus: focused focussed
forbid: forbade forbidden forbidding
forgive: forgave forgiven
free: frees freed freeing
freeze: froze frozen
get: got gotten getting
give: gave given giving
go: goes went gone
grab: grabbed
guarantee: guaranteed
gun: gunned gunning
hang: hung hanged
have: has had having 've
hear: heard
hide: hid hidden
hit: hitting
hold: held
keep: kept
kidnap: kidnapped kidnapping kidnaped
know: knew known
lay: laid
lead: led
leave: left leaving
let: letting
lie: lay lain lying
lose: lost losing
make: made making
man: men
meet: met
net: netted
occur: occurred
outlaw: outlawed
overrun: overran overrunning
oversee: oversaw overseen overseeing
overthrow: overthrew overthrown
panic: panicked
patrol: patrolled patrolling
pay: paid
permit: permitted permitting
person: people
plan: planned planning
propel: propelled
put: putting
quit: quitting
rap: rapped
rape: raped raping
rebel: rebelled rebelling
refer: referred
reject: rejects
rely: relies
repel: repelled repelling
retake: retook retaken retaking
rise: rose risen rising
rob: robbed robbing
run: ran running
say: said
scrap: scrapped
see: saw seen
seek: sought
sell: sold
send: sent
set: setting
shell: shelled shelling
shoot: shot
shun: shunned shunning
shut: shutting
sink: sank sunk
sit: sat sitting
slam: slammed slamming
slap: slapped
snub: snubbed snubbing
speak: spoke spoken
spend: spent
split: splitting
spread: spread
stab: stabbed stabbing
stand: stood
steal: stole stolen
stop: stopped stopping
storm: stormed storming
strike: struck stricken striking
submit: submitted
summon: summoned summoning summons
swear: swore sworn
sweep: swept
take: took taken taking
teach: taught
tear: tore torn
tell: told
think: thought
throw: threw thrown
transfer: transferred transferring
trap: trapped
undertake: undertook undertaken undertaking
uphold: upheld
veto: vetoes vetoed vetoing
wage: waged waging
win: won winning
withdraw: withdrew withdrawn
woman: women
write: wrote written writing
"""


def _table() -> dict[str, str]:
    forms: dict[str, str] = {}
    for line in _IRREGULAR_TABLE.strip().splitlines():
        base, _, others = line.partition(":")
        for form in (base, *others.split()):
            forms[form] = base
    return forms


_IRREGULAR = _table()


@functools.lru_cache(maxsize=50_000)
def candidates(form: str) -> tuple[str, ...]:
    """The base forms that a word may have, most regular first; always ends with the word itself. Lower case in, lower case out."""
    if known := _IRREGULAR.get(form):
        return (known, form) if known != form else (form,)
    found: list[str] = []
    if form.endswith("ies") and len(form) > 4:
        found.append(form[:-3] + "y")
    elif form.endswith(("sses", "shes", "ches", "xes", "zes")):
        found += [form[:-2], form[:-1]]
    elif form.endswith("s") and not form.endswith(("ss", "us", "is")) and len(form) > 3:
        found.append(form[:-1])
    elif form.endswith("ied") and len(form) > 4:
        found.append(form[:-3] + "y")
    elif form.endswith("ed") and len(form) > 4:
        found += _stems(form[:-2])
    elif form.endswith("ying") and len(form) > 5:
        found.append(form[:-3])
    elif form.endswith("ing") and len(form) > 5:
        found += _stems(form[:-3])
    return (*found, form)


def _stems(stem: str) -> list[str]:
    stems = [stem, stem + "e"]
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "aeiou":
        stems.append(stem[:-1])
    return stems
