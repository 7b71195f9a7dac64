"""First names that are common in the United Kingdom, for telling a person from a place.

Typed from general knowledge of British life, not from a list; a name that is not here is not found,
unless a title stands before it.
"""

NAMES = """
    aaron abdul abigail adam ade aditi adrian agnieszka ahmed aisha alan alex alexander
    alexandra ali alice alison amanda amina amir amy andrea andrei andrew angela anil anita
    ann anna anne anthony anya arjun asha ashley asif barbara barry ben benjamin beth bethany
    bilal brenda brian bronwen callum carl carol caroline catherine charles charlie charlotte
    chris christine christopher claire clare clive colin connor craig dan daniel daniela
    darren dave david dawn dean deborah deepak delroy denise derek diana dmitri donald donna
    dorothy duncan dylan eddie edward eileen elaine elena elizabeth ella ellen emily emma eric
    erin esther ethan ewan farah fatima femi fiona florin frances frank freya gareth gary
    gavin gemma george georgia gerald gillian glenn gordon graham gurpreet hannah hardeep
    harpreet harriet harry hassan heather helen henry howard hugh hussain ian ibrahim imran
    irene isaac isabella ivan jack jacob jacqueline jade jake james jamie jane janet jasmine
    jason jean jeff jennifer jenny jeremy jessica jim joan joanna joanne joe john jonathan
    jordan joseph josh joshua joyce julia julian julie karen kate katherine kathleen kayleigh
    keith kelly kenneth kerry kevin khalid kieran kim kirsty krzysztof kyle laura lauren
    leanne lee leon leroy lewis liam linda lisa liz lorraine louise lucy luke lynn maciej
    magdalena malcolm manjit marcin marek margaret maria marie marion martin mary matthew
    maureen megan mehmet melanie michael michelle mike mohamed mohammed molly muhammad nadia
    naomi natalie natasha nathan neil niamh nicholas nick nicola nigel nina oliver olivia omar
    oscar owen pamela pat patricia patrick paul paula pauline pawel pete peter phil philip
    piotr pooja priya rachel raj rajesh ravi raymond rebecca rhys richard rita robert roger
    ronald rosie ross roy ruth ryan sabrina sally sam samantha samuel sandra sanjay sara sarah
    scott sean shane sharon shaun sheila shirley simon sophia sophie stacey stephanie stephen
    steve steven stuart sue sukhdeep sunita susan svetlana sylvia tariq teresa terry thomas
    tim timothy tina tom tomasz tony tracey tracy tyrone usman valerie vanessa vera victoria
    vijay vikram vincent wayne wei wendy william yasmin yusuf zainab zara zoe
"""
FIRST_NAMES = frozenset(NAMES.split())
