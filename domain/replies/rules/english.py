"""English."""

from domain.replies.rules.rule import Rule, Rules

_DONT = "(do not|don't|dont|never|please not)"
_NOT = rf"({_DONT}|does not|doesn't|did not|didn't|not|isn't|aren't|n't|no longer)"
_MAIL = "(e-?mail|mail|message|contact|write|text|call|ping|spam|bother)"
_DAY = "(monday|tuesday|wednesday|thursday|friday|tomorrow|next week|this week)"
_TURN_TO = (
    "(contact|reach out to|(speak|talk|connect) (to|with)|get in touch with|write to|ask|try)"
)
_SOMEBODY = "(colleague|boss|manager|head of|cto|ceo|coo|cfo|team ?lead|successor|assistant)"
_TALK = "(talk|chat|meet|speak|connect|discuss|learn|hear|see|know|join|have|find|take|try)"
_RETURN = "(get|come|check|circle|follow|reach|try|ping|contact|touch)"
_LATER = (
    r"(in|next|after|later) ((a|the|few|two|three|four|six|\d+) )*"
    "(weeks|months|quarters|quarter|year|month|spring|autumn|summer|january|easter)"
)
_CONSIDER = "(think|discuss|check|look|review|talk|get back|come back|forward|pass|share)"
_MATERIAL = "(more|info|information|details|pricing|prices|deck|invite|invitation|brochure|link)"

ENGLISH = Rules(
    code="en",
    not_meant=(
        rf"{_NOT} ((want|wish|mean|need|ask) )?(to )?(stop|unsubscribe|opt out)( \w+ing)?",
        f"{_DONT} (remove|delete|take) (me|us)( off| from)?",
        "(no need|no reason|instead of|without) (to )?(stop|unsubscrib(e|ing)|opt out)",
        "(won't|will not|would not|wouldn't) (stop|unsubscribe|opt out|say no|be no)",
        "why (should|would) (i|we) (stop|unsubscribe|opt out)",
        "(click|tap|follow|visit) … to unsubscribe",
        "to unsubscribe,? … (click|tap|visit|follow|go|reply|send|use)",
        "(can't|cannot|can not|couldn't) stop",
        "(stop|drop) (by|over|in)",
        "(one|non)-?stop",
        "no (problem|worries|rush|hurry)",
        "not (only|just|bad|sure|yet sure)",
    ),
    rules=(
        Rule(
            "unsubscribe",
            95,
            "asks to be left alone",
            (
                "unsubscribe( me| us)?",
                "opt(ing)?( me| us)?[- ]?out",
                "(remove|delete|erase) (me|us|my … (e-?mail|address|name|data|details))",
                "take (me|us|my … (name|address|e-?mail)) (off|out)",
                f"stop ({_MAIL}ing|writing|sending|spamming)",
                f"({_DONT}|quit|cease) {_MAIL}(ing)?( to)? (me|us)",
                f"{_DONT} {_MAIL} (again|any ?more)",
                f"{_DONT} send (me|us)",
                "no (more|further) (e-?mails?|mails?|messages|contact)",
                "off (of )?(your|this|the) … list",
                "leave (me|us) alone",
            ),
            alone=(
                *("stop", "remove", "pls remove", "please remove", "take me off", "optout"),
                *("no thanks", "no, thanks", "no thank you", "no, thank you"),
                *("please stop", "stop please", "stop, please", "pls stop", "just stop"),
                *("stop it", "please stop it", "stop this", "please stop this", "stop that"),
                *("stop emails", "go away", "leave me be", "get lost", "enough", "no more"),
                *("stop now", "stop it now", "please stop now", "take us off"),
            ),
        ),
        Rule(
            "wrong_person",
            90,
            "is not the one",
            (
                f"{_NOT} … (right|best|correct|proper) … (person|contact|one|department)",
                "(wrong|incorrect) (person|contact|guy|department|team|e-?mail|address)",
                f"{_NOT} … (work|works|working|employed) (at|for|here|with) …",
                r"no longer (with|at) \w+ …",
                "not (with|at) (the|this|our) (company|firm|organi[sz]ation)",
                r"(has|have|had|'ve|'s) (recently )?left (the )?\w+",
                "(moved|changed) to (another|a different|a new) (department|team|role|company|job)",
                f"{_NOT} (responsible|in charge|handling|my (area|department|remit|job))",
                f"{_DONT} (deal with|handle|manage|look after|own|cover) (this|that|these|it)",
            ),
        ),
        Rule(
            "wrong_person",
            80,
            "names somebody else",
            (
                rf"{_TURN_TO} (my |our )?(?!me\b|us\b|you\b){_SOMEBODY}",
                rf"{_TURN_TO} (?!me\b|us\b|you\b)[^.!?]{{0,60}}?\S+@\S+",
                "(handled|managed|owned|covered) by",
                r"(is|'s) (now )?(in charge|responsible|looking after|the right (person|one))",
                r"(copying|cc'?ing|adding|looping in|copied|cc'd) (in )?(?!you\b|me\b)\w+",
            ),
        ),
        Rule(
            "negative",
            90,
            "says no",
            (
                "(not|n't|never|no longer) … interested",
                "(no|zero|little) … interest",
                "no,? (thanks|thank you|thx|but thanks)",
                "thanks,? but no(,? thanks)?",
                "(have|having|there is|there's|got) no … (need|use|budget|demand|requirement)",
                f"{_NOT} (currently |really )?(need|want|require|outsource)",
                f"{_NOT} (see|have) ((a|an|any|the) )?(need|use|budget|interest|value|fit)",
                f"{_NOT} (something|anything) … (need|want|looking for|interested in)",
                f"{_NOT} … (fit|match|relevant|priority)",
                "not for (us|me)",
                "(i'll|we'll|i will|we will|going to|gonna|have to|must) (pass|decline)",
                "(we're|we are|i'm|i am) (all set|all good|good,? thanks|good here)",
                "(decided|chosen|opted) (not to|against)",
                f"{_NOT} (looking|in the market|considering)",
                "(went|gone|going) with (another|someone else|a competitor)",
                "(happy|satisfied|fine|content) with (our|my|what|the)",
            ),
            alone=("no", "nope", "no way", "pass", "hard pass", "no interest"),
        ),
        Rule(
            "negative",
            75,
            "has something already",
            ("(we|i|we've|i've) already (have|use|got|work with|bought|built|signed)",),
        ),
        Rule(
            "neutral",
            80,
            "not now",
            (
                "not (right )?now",
                "(not|isn't) (a |the )?(good|right|best) (time|moment)",
                "not at (this|the) (time|moment|point|stage)",
                "(maybe|perhaps|possibly) (later|next|in (a few|the))",
                f"{_RETURN} … {_LATER}",
                "(next|in the new|early next) (quarter|year|fiscal)",
                "revisit (this|it|that)",
                "(too|very|super|really) busy",
            ),
        ),
        Rule(
            "neutral",
            75,
            "will see, or asks who we are",
            (
                f"(let me|i'll|we'll|i will|we will|need to|have to) {_CONSIDER}",
                "(forwarded|passed|shared) (this|it|your (mail|e-?mail|message|note))",
                "(who|what) (are|is) (you|this|your company)",
                "(where|how) did you (get|find|come by)",
                "not (sure|convinced)",
                "keep (me|us) (posted|in mind|updated)",
            ),
        ),
        Rule(
            "positive",
            90,
            "wants to go on",
            (
                "(i am|i'm|im|we are|we're|would be|could be|be) … (interested|relevant)",
                "(sounds|looks|seems) … (good|great|interesting|fine|perfect|promising|useful)",
                f"let'?s ({_TALK}|do|schedule|set|book|hop|jump|go)",
                f"(happy|glad|love|like|keen|open|willing|pleased|delighted) to {_TALK}",
                f"(send|share|forward|give|show) (me|us|over) … {_MATERIAL}",
                "(send|share|give) (me|us) … (times|slots|demo|quote|offer|proposal)",
                "send (it|them|the deck|something) over|send over … deck",
                "(tell|show) (me|us) more",
                f"(can|could|would|shall) (you|we) (please )?({_TALK}|call|schedule|send|show|do)",
                "(can|could|would) (you|we) (please )?(give|set|arrange|tell|share|explain)",
                "(i am|i'm|we are|we're|would be) (free|available)",
                "(when|what time) (are you|you're|can|could|would|works)",
                "(call|ring|phone|reach) me( on| at| back)?",
                "how much|what('s| is| are) (the|your) (prices?|pricing|costs?|rates)",
                "book(ed|ing)? (a|the|some|you|in) ?(time|slot|call|demo|meeting)?",
                rf"{_DAY} … (works|is (good|fine|great|ok|perfect)|would work|at \d|suits)",
                f"(how about|what about|free on|available on|meet on|time on|talk on) {_DAY}",
                "(works|work|suits) (for )?(me|us)",
                "(looking|look) forward to|(can't|cannot) wait",
                "(good|perfect|great|interesting) timing",
            ),
            alone=(
                *("yes", "yes please", "yes, please", "yep", "yeah", "sure", "ok", "okay", "great"),
                *("absolutely", "definitely", "please do", "go ahead", "perfect", "interested"),
                *("of course", "sounds good", "why not", "gladly", "interesting", "👍"),
            ),
        ),
        Rule("positive", 70, "says yes", ("yes", "sure", "definitely", "absolutely", "of course")),
    ),
)
