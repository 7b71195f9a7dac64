"""English words that say nothing about what a text is about."""

# As the tokeniser leaves them: lower case, "she'll" as "she", "don't" as "dont".
_WORDS = """
a about above across after again against all almost along already also although always am among an
and another any anyone anything are arent around as at away back be became because become becomes
been before being below between both but by came can cannot cant could couldnt did didnt do does
doesnt doing done dont down due during each eg either else etc even ever every few for from further
get gets give given go goes going got had hadnt has hasnt have havent having he her here hers
herself him himself his how however i ie if in indeed instead into is isnt it its itself just let
like made make makes many may maybe me might more moreover most much must my myself near nearly need
neither never nevertheless no nobody none nor not nothing now of off often on once one only onto or
other others otherwise our ours ourselves out over own per perhaps quite rather really s same say
says see seem seems seen several shall she should shouldnt since so some someone something sometimes
somewhat soon still such t take than that the their theirs them themselves then there thereby
therefore these they this those though through throughout thus to together too toward towards under
unless until up upon us use used uses using usually various very via was wasnt way we well were
werent what whatever when whenever where whereas whether which while who whoever whole whom whose
why will with within without wont would wouldnt yet you your yours yourself yourselves
"""

STOP_WORDS = frozenset(_WORDS.split())
