"""English."""

from domain.replies.rules.rule import Rule, Rules

_NOT = r"(do not|don't|dont|does not|doesn't|did not|didn't|never|not|no longer)"
_BE = r"(i am|i'm|im|we are|we're|was|is|be)"
_MAIL = r"(e-?mail|mail|message|contact|write|text|call|ping|spam|bother)"
_DAY = r"(monday|tuesday|wednesday|thursday|friday|tomorrow|next week|this week)"

ENGLISH = Rules(
    code="en",
    not_meant=(
        (
            rf"{_NOT} (want |wish |mean |need |ask |intend )?(to )?(stop|unsubscribe|opt out)"
            r"( \w+ing)?"
        ),
        rf"{_NOT} (remove|delete|take) (me|us)( off| from)?",
        (
            "(no need|no reason|rather not|instead of|without|before) (to )?"
            "(stop|unsubscrib(e|ing)|opt(ing)? out)"
        ),
        "why (should|would) (i|we) (stop|unsubscribe|opt out)",
        "(can't|cannot|can not|couldn't) (stop|wait)",
        "(stop|drop) (by|over|in)",
        "(one|non)-?stop",
        "no (problem|worries|rush|hurry)",
        "not (only|just|bad|sure|yet sure)",
        "(would|will) not (say|be) no",
    ),
    rules=(
        Rule(
            "unsubscribe",
            95,
            "asks to be left alone",
            (
                "unsubscribe( me| us)?",
                "opt(ing)?( me| us)?[- ]?out",
                r"(remove|delete|erase) (me|us|my … (e-?mail|address|name|data|details))",
                r"take (me|us|my … (name|address|e-?mail)) (off|out)",
                f"stop ({_MAIL}ing|writing|sending|spamming)",
                f"(do not|don't|dont|never|quit|cease) {_MAIL}(ing)?( to)? (me|us)",
                f"(do not|don't|dont|never) {_MAIL}(ing)? (again|any ?more)",
                "(do not|don't|dont|never) send (me|us)",
                "no (more|further) (e-?mails?|mails?|messages|contact)",
                r"off (of )?(your|this|the) … list",
                "leave (me|us) alone",
            ),
            ("stop", "remove", "unsubscribe me", "take me off", "cancel", "optout"),
        ),
        Rule(
            "wrong_person",
            90,
            "is not the one",
            (
                (
                    rf"({_NOT}|isn't|aren't) (really )?(the|a|your) (right|best|correct|appropriate|proper)"
                    r" (person|contact|one|man|woman|guy|address|point of contact|department)"
                ),
                r"(wrong|incorrect) (person|contact|guy|department|team|e-?mail|address)",
                (
                    r"(no longer|not|n't) … (with|at|works?|working|employed)"
                    r" ((with|at|for|by) )?(the |this |our )?(company|firm|organi[sz]ation|here|us)"
                ),
                (
                    r"(no longer|not any longer) (with|works?|working|employed|at)( (at|for|by|with))?"
                    r" \w+"
                ),
                r"(has|have|had|'ve|'s) (recently )?left (the )?(company|firm|organi[sz]ation|us|\w+)",
                rf"({_NOT}|isn't) (responsible|in charge|handl(e|ing)|my (area|department|remit|job))",
                "(do not|don't|dont) (deal with|handle|manage|look after|own|cover) (this|that|these|it)",
            ),
        ),
        Rule(
            "wrong_person",
            80,
            "names somebody else",
            (
                (
                    r"(contact|reach out to|speak (to|with)|talk (to|with)|get in touch with|write to"
                    r"|refer you to|e-?mail|ask|try|connect with) (my |our )?(?!me\b|us\b|you\b)"
                    r"(colleague|boss|manager|head of|cto|ceo|coo|cfo|team ?lead|successor)"
                ),
                (
                    r"(contact|reach out to|speak (to|with)|talk (to|with)|get in touch with|write to"
                    r"|refer you to|e-?mail|ask|try|connect with) (?!me\b|us\b|you\b)[^.!?]{0,60}?\S+@\S+"
                ),
                r"(handled|managed|owned|covered) by",
                r"(copying|cc'?ing|adding|looping in|added|copied|cc'd) (in )?(?!you\b|me\b)\w+",
            ),
        ),
        Rule(
            "negative",
            90,
            "says no",
            (
                r"(not|n't|never|no longer) … interested",
                r"(no|zero|little) … interest",
                "no,? (thanks|thank you|thx|but thanks)",
                "thanks,? but no(,? thanks)?",
                r"(have|having|there is|there's|got) no … (need|use|budget|demand|requirement)",
                rf"{_NOT} (currently |really )?(need|want|require|see (the|a|any) (value|fit|need))",
                rf"{_NOT} have (a |an |any |the )?(need|use|budget|interest|requirement)",
                r"(not|isn't|n't) … (a |the )?(right |good |great )?(fit|match|relevant|priority)",
                "(not|isn't) (for|relevant to) (us|me)",
                "(i'll|we'll|i will|we will|going to|gonna|have to|must) (pass|decline)",
                "(we're|we are|i'm|i am) (all set|all good|good,? thanks|good here)",
                "(decided|chosen|opted) (not to|against)",
                rf"{_NOT} (looking|in the market|considering)",
                "(went|gone|going) with (another|someone else|a competitor)",
                "(happy|satisfied|fine|content) with (our|my|what|the)",
            ),
            (
                "no",
                "nope",
                "no way",
                "pass",
                "hard pass",
                "not for us",
                "not for me",
                "no interest",
            ),
        ),
        Rule(
            "negative",
            75,
            "has something already",
            (
                r"(we|i|we've|i've) already (have|use|got|work with|bought|built|signed)",
                r"(we|i) already have (a|an|our|something)",
            ),
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
                (
                    r"(get|come|check|circle|follow|reach|try|ping|contact|touch)( base)?( me| us)?"
                    r" ?(back|up|out|again|in)?( to| with)?( me| us)?( again)? "
                    r"(in (a|the|two|three|four|five|six|\d)|next (quarter|year|month)|after|later)"
                    r" …"
                ),
                "(next|in the new|early next) (quarter|year|fiscal)",
                r"revisit (this|it|that)",
                "(too|very|super|really) busy",
            ),
        ),
        Rule(
            "neutral",
            75,
            "will see, or asks who we are",
            (
                (
                    "(let me|i will|i'll|we will|we'll|need to|have to) (think|discuss|check|look|review|talk"
                    "|get back|come back|forward|pass (this|it|your)|share)"
                ),
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
                rf"{_BE} … interested",
                "(sounds|looks|seems) … (good|great|interesting|fine|perfect|promising|useful|like)",
                "let'?s (talk|chat|meet|do|schedule|set|connect|hop|jump|have|go|find|speak|discuss|book)",
                (
                    r"(happy|glad|love|like|keen|open|willing|pleased|delighted|interested) (to|in) "
                    r"(talk(ing)?|chat(ting)?|meet(ing)?|learn(ing)?|hear(ing)?|see(ing)?|connect"
                    r"|discuss(ing)?|hav(e|ing)|know(ing)?|find(ing)? out|tak(e|ing)|join|speak|try)"
                ),
                (
                    r"(send|share|forward|give|show) (me|us|over|it|through) … "
                    r"(more|info(rmation)?|details?|pricing|prices?|deck|invite|invitation|brochure|link"
                    r"|times?|slots?|demo|quote|offer|proposal|over)"
                ),
                "(tell|show) (me|us) more",
                (
                    "(can|could|would|shall|will) (you|we) (please )?(call|meet|talk|chat|speak|schedule|send"
                    "|show|give|do|set|arrange|tell|share|find)"
                ),
                "(i am|i'm|we are|we're|would be) (free|available)",
                "(call|ring|phone|reach) me( on| at| back)?",
                "(how much|what('s| is| are) (the|your) (price|prices|pricing|cost|costs|rates))",
                "book(ed|ing)? (a|the|some|you|in) ?(time|slot|call|demo|meeting)?",
                rf"{_DAY} … (works|is (good|fine|great|ok|perfect)|would work|at \d|suits)",
                f"(how about|what about|free on|available on|meet on|talk on) {_DAY}",
                "(works|work|suits) (for )?(me|us)",
                "(count|sign) (me|us) (in|up)",
                "(when|what time) (can|could|would|are|works)",
                "(looking|look) forward to",
                "(good|perfect|great|interesting) timing",
                "(can't|cannot) wait",
            ),
            (
                *(
                    "yes",
                    "yes please",
                    "sure",
                    "ok",
                    "okay",
                    "absolutely",
                    "definitely",
                    "please do",
                ),
                *("go ahead", "yep", "yeah", "great", "perfect", "interested", "of course", "👍"),
                *("sounds good", "why not", "gladly", "yes, please", "sure, thanks"),
            ),
        ),
        Rule("positive", 70, "says yes", ("yes", "sure", "definitely", "absolutely", "of course")),
    ),
)
