"""Words that stand beside place names or look like them. Pure data, shared by the modules of this package."""

from __future__ import annotations

# Never a place name when they stand alone, although some village is called so: they are not looked up.
ORDINARY = frozenset(
    "of we but and the this that they he she it his her in on at for from to as an a i you my our who what when where why how not no "
    "yes so if or by is are was were be been has have had do did does will would can could may might must shall should than then there "
    "here all any some many most more monday tuesday wednesday thursday friday saturday sunday january february march april june july "
    "august september october november december mr mrs ms dr sir lord lady president minister police army security university college "
    "hospital church street road market industry center centre republic region state province district city town village north south "
    "east west northern southern eastern western central upper lower see one two three four five six seven eight nine ten first second "
    "third last next new old good best big long same such other another each every both department ministry secretary union prime "
    "foreign health general international national united world council committee party house court bureau agency office force forces "
    "group school square airport park".split()
)
# What GeoNames has as another name of some town, and news says of a body.
BODIES = frozenset(
    {"white house", "red cross", "united nations", "downing street", "security council", "supreme court", "wall street", "un", "us open"}
)
# Towns that are English words or first names: a word before them must say that they are places.
AMBIGUOUS = frozenset(
    "mobile reading nice bath sandwich hope liberty independence orange bay hill lake river mountain valley eagle bell rugby deal ware "
    "battle split victory friendship paradise normal chance price wells rich young green brown white black king page march sale lincoln "
    "jackson madison franklin clinton marion salem florence charlotte victoria sydney austin houston jordan chelsea kent lancaster "
    "warren carter bush ford grant cleveland taylor paris israel chad georgia holland india china cuba ireland kenya america santiago "
    "san diego francisco jose maria angel jesus christian kelly tracy tyler troy marshall stanley".split()
)
# What may stand beside a place in one run of capitalised words and takes nothing from it.
BESIDE = frozenset(
    "in at on from to near of the a an this that since after before while when during as for with by but and or until although "
    "meanwhile however its monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december north south east west northern southern eastern western central upper lower northeast "
    "northwest southeast southwest northeastern northwestern southeastern southwestern greater mainland neighbouring neighboring nearby "
    "both all most many other now also today yesterday city town village state province region governorate county district oblast area "
    "port republic island islands".split()
)
# Sites that stand where the town in their name is; bays, lakes and hills of that name need not.
SITES = frozenset(
    "airport airfield airbase base university hospital stadium station prison mosque church cathedral school college camp hotel palace "
    "court embassy international military air medical national general central zoo market hall centre center library museum port "
    "harbour harbor terminal courthouse racecourse clinic bridge square street road avenue park cemetery barracks jail".split()
)
