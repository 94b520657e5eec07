"""Words and names that the rules look for. Only lists: what they are looked for in is elsewhere.

English, and lower case. A phrase stands here when a filter or its makers name it and a person who
sells to businesses has a better way to say it. Words with honest uses ("free", "save", "offer",
"guarantee" alone) are left out, because a linter that cries wolf is silenced.
"""

from __future__ import annotations

# After SpamAssassin's rules/20_phrases.cf and 20_head_tests.cf (GUARANTEED_100_PERCENT,
# DEAR_FRIEND, DEAR_SOMETHING, URG_BIZ, MONEY_BACK, FREE_QUOTE_INSTANT, FIN_FREE, ONE_TIME,
# JOIN_MILLIONS, UNCLAIMED_MONEY, ACT_NOW_CAPS, PRICES_ARE_AFFORDABLE, SUBJ_AS_SEEN,
# SUBJ_DOUBLE_YOUR), and after Intuit Mailchimp's "Content in email", which warns of language such
# as "act now" and "buy now".
SPAM = (
    "100% free",
    "100% guaranteed",
    "act now",
    "affordable prices",
    "amazing deal",
    "as seen on",
    "best price",
    "buy now",
    "call now",
    "cash bonus",
    "click below",
    "click here",
    "dear candidate",
    "dear friend",
    "dear madam",
    "dear sir",
    "dear sir or madam",
    "dear sirs",
    "don't delete",
    "double your",
    "earn extra cash",
    "exclusive deal",
    "extra income",
    "financial freedom",
    "free quote",
    "get it now",
    "guaranteed results",
    "incredible deal",
    "join millions",
    "join thousands",
    "limited time",
    "limited-time",
    "lowest price",
    "make money",
    "money back guarantee",
    "money-back guarantee",
    "no obligation",
    "no strings attached",
    "not spam",
    "offer expires",
    "once in a lifetime",
    "one time offer",
    "one-time offer",
    "order now",
    "risk free",
    "risk-free",
    "satisfaction guaranteed",
    "special promotion",
    "unclaimed money",
    "urgent business",
    "urgent proposal",
    "urgent reply",
    "urgent response",
    "while supplies last",
    "you have been selected",
    "you're a winner",
)

# What a follow-up says that brings nothing new.
EMPTY = (
    "any thoughts on my last",
    "bump this",
    "bumping this",
    "checking in to see",
    "circle back on",
    "circling back",
    "did you get my last",
    "did you get my mail",
    "did you get my email",
    "did you get my message",
    "did you see my last",
    "did you see my mail",
    "did you see my email",
    "did you see my message",
    "floating this",
    "following up on my",
    "i am just following up",
    "i'm just following up",
    "in case you missed my",
    "just checking in",
    "just circling back",
    "just following up",
    "just touching base",
    "just wanted to check in",
    "just wanted to follow up",
    "to the top of your inbox",
    "touch base",
    "touching base",
    "wanted to follow up on",
)

# Public shorteners that filters know: the better known of SpamAssassin's 25_url_shortener.cf.
SHORTENERS = frozenset(
    {
        "bit.do",
        "bit.ly",
        "bitly.com",
        "bitly.ws",
        "buff.ly",
        "clck.ru",
        "cutt.ly",
        "goo.gl",
        "is.gd",
        "j.mp",
        "lnkd.in",
        "ow.ly",
        "rb.gy",
        "rebrand.ly",
        "s.id",
        "short.gy",
        "shorturl.at",
        "snip.ly",
        "t.co",
        "t.ly",
        "tiny.cc",
        "tiny.one",
        "tinyurl.com",
        "u.to",
        "v.gd",
        "x.co",
    }
)

# How a text in English says what to do to hear no more.
WAYS_OUT = (
    *("answer", "click", "let me know", "let us know", "opt out at", "opt out here", "reply"),
    *("respond", "send me", "send us", "send a", "tell", "text stop", "unsubscribe", "write"),
)
# Words by which a short text is known for English; what has none of them is another language.
ENGLISH = frozenset(
    {"always", "and", "anytime", "available", "can", "do", "for", "from", "my", "no", "not", "our"}
    | {"possible", "the", "these", "this", "to", "wish", "you", "your"}
)

# Fields that name somebody and say nothing about them.
NAMES_ONLY = frozenset(
    {"email", "first_name", "full_name", "last_name", "linkedin_url", "name", "phone", "salutation"}
)
