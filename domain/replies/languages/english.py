"""English."""

from domain.replies.languages.language import Language

_NOT = r"(do not|don't|dont|does not|doesn't|did not|didn't|never|not|no longer)"

ENGLISH = Language(
    code="en",
    months=(
        *("jan(uary)?", "feb(ruary)?", "mar(ch)?", "apr(il)?", "may", "june?", "july?"),
        *("aug(ust)?", "sept?(ember)?", "oct(ober)?", "nov(ember)?", "dec(ember)?"),
    ),
    weekdays=("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    tomorrow="tomorrow",
    next_week="next week",
    spans=(r"in (?P<n>\w+) days?(' time)?", r"in (?P<n>\w+) weeks?(' time)?"),
    numbers=("a|an|one", "two", "three", "four", "five", "six"),
    in_month="in( early)?|at the beginning of",
    end_of_month="(the )?end of",
    back=(
        "back",
        "return(s|ing|ed)?",
        "available again",
        "in( the)? office again",
        "resume( work)?",
    ),
    until=(
        "until( and including)?",
        "till",
        "'?til",
        "through",
        "thru",
        "up to( and including)?",
    ),
    never_until=(
        (
            rf"({_NOT}|won't|wont|unable to)( be)? (back|return(ing)?|in|available)"
            r"[^.!?0-9]{0,30} (until|till|before)"
        ),
    ),
    away=(
        "out of( the)? office",
        "out of office",
        "ooo",
        r"on … (leave|vacation|holidays?|pto|sabbatical)",
        "annual leave",
        "away from( the| my)? (office|desk|e-?mail|computer)",
        r"(currently|presently|i am|i'm|will be) … (away|travell?ing|unavailable|out)",
        "limited (access to|availability|e-?mail)",
        r"(on|upon|after|when) (my|i) return",
        "not (be )?in the office",
        "no access to (my )?e-?mails?",
    ),
    received=(
        (
            r"(we|i) (have |'ve )?(successfully )?received your … "
            r"(e-?mail|message|request|inquiry|enquiry|ticket|submission)"
        ),
        (
            r"your … (e-?mail|message|request|inquiry|enquiry|ticket|case) "
            r"(has been|was|is) (received|created|opened|logged|registered|assigned)"
        ),
        r"(ticket|case|request|reference) (id|no\.?|number|#)",
        "thank you for (contacting|your (e-?mail|message|inquiry|enquiry)|getting in touch)",
        "do not reply to this (e-?mail|message|mail)",
        "this is an automat(ed|ic) (response|reply|message|e-?mail|acknowledge?ment)",
        "confirm (that )?you('re| are) (a )?(human|real|not a robot)",
    ),
    automatic=(
        "automat(ic|ed) (reply|response)",
        "auto(-| )?(reply|response|responder)",
        "out of( the)? office",
        "ooo",
        r"(i am|i'm) (currently )?(out of( the)? office|on (vacation|leave|holiday))",
        "(annual|parental|maternity|paternity|sick) leave",
        "on (vacation|leave|holiday|annual leave)",
    ),
)
