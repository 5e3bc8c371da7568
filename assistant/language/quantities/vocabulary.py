"""The words that quantities are said in, and what each is worth."""

from __future__ import annotations

# Numbers from zero to ninety that are one word; text2num reads what is made of them.
_CARDINAL_WORDS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"""
CARDINALS = tuple(_CARDINAL_WORDS.split())

# What a number is multiplied by: "180k", "1.5 million".
SCALES = {
    "hundred": 1e2,
    **dict.fromkeys(("thousand", "k"), 1e3),
    **dict.fromkeys(("million", "m", "mn", "mio"), 1e6),
    **dict.fromkeys(("billion", "bn"), 1e9),
}
DOZEN = 12.0

# Ranks of one word. One above twenty is a number of tens or a hundred, and one of the first nine: "twenty-first".
_ORDINAL_WORDS = """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"""
_ORDINAL_TENS = "thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth hundredth"
ORDINALS = {
    **{word: float(rank) for rank, word in enumerate(_ORDINAL_WORDS.split(), 1)},
    **{word: float(10 * rank) for rank, word in enumerate(_ORDINAL_TENS.split(), 3)},
}
UNIT_ORDINALS = tuple(_ORDINAL_WORDS.split()[:9])

# How many such parts make a whole.
PARTS = {
    **dict.fromkeys(("half", "halves"), 2),
    "third": 3,
    **dict.fromkeys(("quarter", "fourth"), 4),
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "twelfth": 12,
    "twentieth": 20,
    "hundredth": 100,
}

NUMBER_WORDS = frozenset((*CARDINALS, *ORDINALS, *PARTS))
"""Words of which each alone is a number, a rank or a part."""

# How often, and how many times as much.
TIMES_OF = {"once": 1.0, "twice": 2.0, "thrice": 3.0}
FACTORS = {
    **dict.fromkeys(("twice", "double", "doubling"), 2.0),
    **dict.fromkeys(("thrice", "triple", "tripling"), 3.0),
    **dict.fromkeys(("halve", "halving"), 0.5),
}

# Currencies by their sign, where they have one.
CURRENCIES = {
    **dict.fromkeys(("$", "us$", "usd", "dollar", "dollars", "bucks"), "$"),
    **dict.fromkeys(("€", "eur", "euro", "euros"), "€"),
    **dict.fromkeys(("£", "gbp", "pounds", "sterling", "quid"), "£"),
    **dict.fromkeys(("chf", "franc", "francs"), "chf"),
    **dict.fromkeys(("kr", "kroner", "kronor", "krone", "krona", "crowns", "sek", "nok", "dkk"), "kr"),
    **dict.fromkeys(("₹", "inr", "rupees"), "₹"),
    **dict.fromkeys(("¥", "jpy", "yen"), "¥"),
    **dict.fromkeys(("cents", "pence"), "cent"),
}

# Hours in a unit of time; a month is a twelfth of 8,760 hours. The order is that in which a pattern tries them.
HOURS = {
    "millisecond": 1 / 3.6e6,
    "ms": 1 / 3.6e6,
    "second": 1 / 3600,
    "minute": 1 / 60,
    "min": 1 / 60,
    "hour": 1.0,
    "hr": 1.0,
    "day": 24.0,
    "night": 24.0,
    "week": 168.0,
    "fortnight": 336.0,
    "month": 730.0,
    "quarter": 2190.0,
    "year": 8760.0,
    "decade": 87600.0,
}
SHORT_TIMES = {"hrs": "hour", "mins": "minute"}

# How many such periods a year has, and the adverbs that mean one.
TIMES_A_YEAR = {
    "minute": 525_600.0,
    "hour": 8760.0,
    **dict.fromkeys(("day", "night"), 365.0),
    "week": 52.14,
    "fortnight": 26.07,
    "month": 12.0,
    "quarter": 4.0,
    "year": 1.0,
}
PERIOD_OF_ADVERB = {
    "hourly": "hour",
    "daily": "day",
    "weekly": "week",
    "fortnightly": "fortnight",
    "monthly": "month",
    "quarterly": "quarter",
    **dict.fromkeys(("yearly", "annual", "annually", "annum"), "year"),
}

# The measure that a unit belongs to, and what one of the unit comes to in it.
MEASURES = {
    **dict.fromkeys(("km", "kilometre", "kilometres", "kilometer", "kilometers"), ("m", 1000.0)),
    **dict.fromkeys(("m", "metre", "metres", "meter", "meters"), ("m", 1.0)),
    **dict.fromkeys(("cm", "centimetre", "centimetres", "centimeter", "centimeters"), ("m", 0.01)),
    **dict.fromkeys(("mm", "millimetre", "millimetres", "millimeters"), ("m", 0.001)),
    **dict.fromkeys(("mile", "miles"), ("mile", 1.0)),
    **dict.fromkeys(("foot", "feet", "ft"), ("foot", 1.0)),
    **dict.fromkeys(("kg", "kilo", "kilos", "kilogram", "kilograms"), ("kg", 1.0)),
    **dict.fromkeys(("gram", "grams", "g"), ("kg", 0.001)),
    **dict.fromkeys(("tonne", "tonnes", "ton", "tons"), ("kg", 1000.0)),
    **dict.fromkeys(("lb", "lbs"), ("lb", 1.0)),
    **dict.fromkeys(("hectare", "hectares", "ha"), ("hectare", 1.0)),
    **dict.fromkeys(("acre", "acres"), ("acre", 1.0)),
    **dict.fromkeys(("litre", "litres", "liter", "liters"), ("l", 1.0)),
    **dict.fromkeys(("degree", "degrees", "°c", "°"), ("°", 1.0)),
    **dict.fromkeys(("gb", "gigabyte", "gigabytes"), ("gb", 1.0)),
    **dict.fromkeys(("mb", "megabyte", "megabytes"), ("gb", 0.001)),
    **dict.fromkeys(("knots", "knot"), ("knot", 1.0)),
}

# Months in their order, and the parts of a day: before noon or after, and minutes to or past the hour.
_MONTH_NAMES = "january february march april may june july august september october november december"
MONTHS = tuple(_MONTH_NAMES.split())
HALF_OF_DAY = {"morning": "a", "afternoon": "p", "evening": "p", "night": "p"}
MINUTES = {"half": 30, "twenty": 20, "quarter": 15, "ten": 10, "five": 5}
