"""German. What is written with ä, ö, ü stands here with a, o, u, or with ae, oe, ue."""

from domain.replies.languages.language import Language

GERMAN = Language(
    code="de",
    months=(
        *(
            "jan(uar)?|janner|jaenner",
            "feb(ruar)?|feber",
            "marz|maerz|mrz",
            "apr(il)?",
            "mai",
        ),
        *("juni?", "juli?", "aug(ust)?", "sept?(ember)?", "okt(ober)?", "nov(ember)?"),
        "dez(ember)?",
    ),
    weekdays=(
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag|sonnabend",
        "sonntag",
    ),
    tomorrow="morgen",
    next_week="(nachste|naechste|kommende)[rn]? woche",
    spans=(r"in (?P<n>\w+) tag(en)?", r"in (?P<n>\w+) wochen?"),
    numbers=("einer|einem|ein", "zwei", "drei", "vier", "funf|fuenf", "sechs"),
    in_month="(im|ab|anfang)",
    end_of_month="ende",
    back=("wieder", "zurue?ck", "ruck ?kehr|rueckkehr", "erneut erreichbar"),
    until=("bis( einschliesslich| inklusive| inkl\\.?)?( zum| zu| einschliesslich)?",),
    never_until=("(erst|nicht vor)( wieder)?( ab| am| im)?( dem)?",),
    away=(
        "nicht im (buro|buero|haus|dienst)",
        "ausser haus",
        r"abwesen(d|heit)\w*",
        "im (wohlverdienten )?(urlaub|krankenstand|mutterschutz)",
        "in (elternzeit|urlaub|mutterschutz)",
        "auf (dienst|geschafts|geschaefts)?reisen?",
        "(derzeit|momentan|aktuell|zurzeit|zur zeit|leider) nicht (im buro|erreichbar|da|anwesend)",
        "(nicht|nur eingeschrankt|nur eingeschraenkt) (erreichbar|verfugbar|verfuegbar)",
        "nach meiner (ruckkehr|rueckkehr)",
    ),
    received=(
        (
            r"(wir haben|ich habe) (ihre|deine|die) … (nachricht|anfrage|e-?mail|mail)"
            r" … erhalten"
        ),
        (
            r"(ihre|deine) (nachricht|anfrage|e-?mail|mail) (ist|wurde) … "
            r"(eingegangen|erfasst|angelegt|weitergeleitet|erhalten)"
        ),
        "(ticket|vorgangs|anfrage|fall)-?(nummer|nr\\.?|id)",
        "eingangs(bestatigung|bestaetigung)",
        "vielen dank (fur|fuer) (ihre|deine) (nachricht|anfrage|e-?mail|mail|kontaktaufnahme)",
        "(bitte )?(antworten sie )?nicht auf diese (e-?mail|nachricht)",
        "automatisch (erzeugte|generierte|erstellte) (nachricht|antwort|e-?mail|mail)",
    ),
    automatic=(
        "automatische (antwort|ruckantwort|rueckantwort)",
        "abwesen(d|heit)(snotiz|smeldung|snachricht|sassistent)?",
        "nicht im (buro|buero|haus)",
        "ausser haus",
    ),
)
