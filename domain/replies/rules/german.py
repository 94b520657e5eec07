"""German."""

from domain.replies.rules.rule import Rule, Rules

_KEIN = "(kein|keine|keinen|keinerlei|keiner)"
_ME = "(mich|mir|uns)"
_MAILS = "(e-?mails?|mails?|nachrichten|werbung|kontaktaufnahmen?|anfragen)"
_LIST = "(verteiler|mailing ?liste?|liste|adressliste|datenbank)"
_DELETE = "(löschen|lösche|entfernen|entferne|streichen|streiche|nehmen|nimm)"
_RIGHT_PERSON = "(ansprechpartner(in)?|person|adresse|kontakt|abteilung|ansprechperson)"
_TURN_TO = (
    r"(wenden|kontaktieren|sprechen|schreiben|fragen) sie( sich)?( bitte)?( direkt)?( an| mit)?"
)
_SOMEBODY = r"(\S+@\S+|kolleg\w+|herrn? \w+|frau \w+|chef\w*|leiter\w*)"
_AGAIN = "(in|im|nach|ab|wieder|noch ?mal|noch einmal|später)"
_DAY = "(montag|dienstag|mittwoch|donnerstag|freitag|morgen|nächste woche)"
_NEXT = "(im nächsten|nächstes|im kommenden|im neuen)"
_TALK = "(telefonieren|sprechen|austauschen|kennenlernen|treffen|anrufen|reden)"
_SHOW = "(schicken|senden|zusenden|zeigen|erklären|vorstellen|vereinbaren|erzählen)"
_MATERIAL = (
    "(infos?|informationen|unterlagen|details|preise|angebot|einladung|link|mehr"
    "|termin|vorschlag|terminvorschlag|terminvorschläge)"
)

GERMAN = Rules(
    code="de",
    not_meant=(
        "(nicht|kein grund|ohne mich|statt mich) … (abmelden|abbestellen|austragen|aufhören)",
        "will nicht,? dass … aufhören",
        "(melde|melden) (mich|uns) nicht ab",
        "nicht nur",
        "kein(e|erlei)? (problem|eile|frage|sorge)",
        "nicht (schlecht|sicher)",
    ),
    rules=(
        Rule(
            "unsubscribe",
            95,
            "bittet um Ruhe",
            (
                "abmelden|abbestellen|austragen",
                f"(melden|meldet|melde) (sie |bitte )*{_ME} (bitte )?ab",
                "(bestelle|bestellen) … (newsletter|mails|nachrichten) … ab",
                f"(aus|von|vom) (dem |ihrem |ihrer |der |eurem |deinem |deiner )?… {_LIST}",
                f"{_DELETE}( sie)?( bitte)? (mich|uns|meine (daten|adresse|e-?mail)) …",
                "(mich|uns|meine … (daten|\\S*adresse)) … (löschen|entfernen|streichen)",
                f"{_KEIN} (weiteren? )?{_MAILS} … (mehr|senden|schicken|erhalten)",
                f"{_KEIN} (weiteren? {_MAILS}|werbung)",
                f"(unterlassen sie|verzichten sie auf) … {_MAILS}",
                "(nicht|nie) (mehr|wieder|weiter) … (kontaktier|an?schreib|schreib|belästig)en",
                f"(kontaktieren|schreiben|mailen)( sie)? {_ME}( bitte)? (nicht|nie)( mehr)?",
                "(hören|hör|hört)( sie)?( bitte)? auf",
                f"lass(en sie|t)? {_ME} (bitte )?in ruhe",
            ),
            alone=(
                *("stop", "stopp", "abmeldung", "bitte abmelden"),
                *("nein danke", "nein, danke"),
                *("bitte stopp", "bitte stoppen", "stoppen", "aufhören", "bitte aufhören"),
                *("schluss", "schluss damit", "schluss jetzt", "es reicht", "das reicht"),
                *("lass das", "lassen sie das", "bitte lassen sie das", "genug"),
                *("bitte keine mails mehr", "bitte löschen", "bitte austragen"),
            ),
        ),
        Rule(
            "wrong_person",
            90,
            "ist nicht zuständig",
            (
                f"(bin|ist|sind) … nicht … (richtige|passende|korrekte)[rn]? … {_RIGHT_PERSON}",
                "(bin|ist|sind) … nicht … (der|die) (richtige|passende)n?",
                f"falsche[rn]? … {_RIGHT_PERSON}",
                "(bei mir|hier) (leider )?falsch",
                "nicht (mehr )?… (zuständig|verantwortlich)",
                "nicht mehr (bei|im|in|für) … (tätig|beschäftigt|unternehmen|firma|haus)",
                "(arbeite|arbeitet) nicht mehr",
                "(hat|habe) … (unternehmen|firma|uns) verlassen",
                "(nicht|kein) (mein|meine) (bereich|thema|aufgabe|baustelle)",
            ),
        ),
        Rule(
            "wrong_person",
            80,
            "nennt jemand anderen",
            (
                rf"{_TURN_TO} (?!mich\b|uns\b|mir\b)[^.!?]{{0,60}}?{_SOMEBODY}",
                r"(zuständig|verantwortlich)( dafür| hierfür)? ist (?!nicht\b)\w+",
                "(nehme|habe) … (in (den )?cc|in kopie)",
            ),
        ),
        Rule(
            "negative",
            90,
            "sagt ab",
            (
                f"{_KEIN} … (interesse|bedarf|budget|verwendung|kapazität|thema)",
                "nicht … (interessiert|relevant|interessant|nötig)",
                "(nein|nee|ne),? (danke|vielen dank)",
                "(danke|vielen dank),? (aber )?nein",
                "(möchten|wollen|brauchen|benötigen) (wir|ich) … nicht",
                "(brauche|brauchen|benötigen)( wir| ich)?( das| so etwas)? nicht",
                "passt … nicht (zu uns|für uns)",
                "(dagegen|anders|anderen anbieter) entschieden",
                "(sind|bin) … (bereits |schon |gut )?(versorgt|zufrieden|ausgestattet)",
                "(lehnen|lehne) … ab",
                "kommt für (uns|mich) nicht in ?frage",
                "nichts für (uns|mich)",
            ),
            alone=("nein", "ne", "nee", "kein interesse", "kein bedarf"),
        ),
        Rule(
            "negative",
            75,
            "hat schon etwas",
            (
                "(haben|nutzen|verwenden) (wir )?(bereits|schon)",
                "(wir|ich) (haben|nutzen|verwenden|arbeiten) … (bereits|schon)",
            ),
        ),
        Rule(
            "neutral",
            80,
            "nicht jetzt",
            (
                "(derzeit|momentan|aktuell|im moment|zurzeit|zur zeit|jetzt) … (nicht|schlecht)",
                "nicht (jetzt|der (richtige|passende) zeitpunkt)",
                "(vielleicht|eventuell|ggf) (später|nächstes|im)",
                f"(melden|kommen|fragen) sie … {_AGAIN} …",
                f"{_NEXT} (quartal|jahr|monat)",
                "keine zeit|viel zu tun",
            ),
        ),
        Rule(
            "neutral",
            75,
            "wird sehen, oder fragt, wer wir sind",
            (
                "(ich|wir|muss|müssen|werde|werden) … (besprechen|überlegen|prüfen|(ab)?klären)",
                "weiter(geleitet|gegeben|leiten|geben)",
                "wer sind sie|wer bist du|was machen sie",
                "woher (haben|hast) (sie|du)",
                "(melde|melden) (mich|uns) …",
            ),
        ),
        Rule(
            "positive",
            90,
            "will weiter",
            (
                "(bin|sind|wäre|wären) … interessiert",
                "(habe|haben|hätte|hätten|großes|grundsätzlich) … interesse",
                "(klingt|hört sich|sieht) … (gut|interessant|spannend|super|toll|prima)( an)?",
                f"gerne? … ({_TALK}|{_SHOW}|mehr|termin|hören)",
                f"(können|könnten|wollen|sollen|lassen) (wir|sie)( uns)? … ({_TALK}|{_SHOW})",
                f"(schicken|senden|schick|zeigen)( sie)? (mir|uns) … {_MATERIAL}",
                "(rufen sie|ruf) (mich|uns) … an",
                "wann (hätten|haben|passt|können) …",
                "(passt|passen) (mir|uns|es|gut|super|bei) …",
                rf"{_DAY} … (passt|ginge|geht|wäre gut|um \d+)",
                "was kostet|wie ?viel kostet|was sind die kosten|wie hoch sind",
                "(freue|freuen) (mich|uns) (auf|über)",
                "(termin|gespräch) (vereinbaren|ausmachen|einstellen|buchen)",
                "mehr (darüber|dazu|infos?|informationen|erfahren|wissen)",
            ),
            alone=(
                *(
                    "ja",
                    "ja gerne",
                    "ja, gerne",
                    "ja gern",
                    "ja bitte",
                    "ja, bitte",
                    "gerne",
                    "gern",
                ),
                *("klar", "ok", "okay", "sehr gerne", "passt", "super", "einverstanden", "👍"),
            ),
        ),
        Rule("positive", 70, "sagt zu", ("ja( gerne?)?", "sehr gerne?", "gerne?", "klar")),
    ),
)
