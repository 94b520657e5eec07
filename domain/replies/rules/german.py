"""German. What is written with ä, ö, ü stands here with a, o, u, or with ae, oe, ue."""

from domain.replies.rules.rule import Rule, Rules

_NO = r"(kein|keine|keinen|keinerlei|keiner)"
_DAY = r"(montag|dienstag|mittwoch|donnerstag|freitag|morgen|nachste woche|naechste woche)"

GERMAN = Rules(
    code="de",
    not_meant=(
        "(nicht|kein grund|ohne mich|statt mich) … (abmelden|abbestellen|austragen|aufhoren)",
        "(melde|melden) (mich|uns) nicht ab",
        "nicht nur",
        "kein(e|erlei)? (problem|eile|frage|sorge)",
        "nicht (schlecht|sicher)",
        "kein interesse daran,? (dass sie aufhoren|mich abzumelden)",
    ),
    rules=(
        Rule(
            "unsubscribe",
            95,
            "bittet um Ruhe",
            (
                "abmelden",
                "abbestellen",
                "austragen",
                "(melden|meldet|melde) (sie |mich |uns |bitte )*ab",
                "(bestelle|bestellen) … ab",
                (
                    r"(aus|von) (dem|ihrem|ihrer|der|eurem|deinem|deiner) … "
                    r"(verteiler|mailing ?liste?|liste|adressliste|datenbank)"
                ),
                (
                    r"(loschen|loesche|loeschen|losche|entfernen|entferne|streichen)( sie)?( bitte)? "
                    r"(mich|uns|meine|unsere) …"
                ),
                (
                    r"(mich|uns|meine … (daten|adresse|e-?mail(-?adresse)?)) … "
                    r"(loschen|loeschen|entfernen|streichen)"
                ),
                (
                    rf"{_NO} (weiteren? )?(e-?mails?|mails?|nachrichten|werbung|kontaktaufnahme)"
                    r" … (mehr|senden|schicken|erhalten|zu)"
                ),
                f"{_NO} weiteren? (e-?mails?|mails?|nachrichten|werbung|kontaktaufnahmen?)",
                f"{_NO} werbung",
                (
                    "(nicht|nie) (mehr|wieder|weiter) … "
                    "(kontaktieren|anschreiben|schreiben|kontaktiert|belastigen|belaestigen|mailen)"
                ),
                "(kontaktieren|schreiben|mailen)( sie)? (mich|uns|mir)( bitte)? (nicht|nie)( mehr)?",
                "(horen|hoeren|hor|hoer) (sie )?(bitte )?auf",
                "lassen sie (mich|uns) (bitte )?in ruhe",
                "unsubscribe",
            ),
            ("stop", "stopp", "abmeldung", "abmelden", "bitte abmelden", "austragen"),
        ),
        Rule(
            "wrong_person",
            90,
            "ist nicht zuständig",
            (
                (
                    r"(bin|ist|sind) … nicht … (der|die|ihr|ihre) (richtige|passende)[rn]?"
                    r" …"
                ),
                r"(der|die|den) falschen? … (ansprechpartner(in)?|person|adresse|kontakt)",
                "falsche[rn]? (ansprechpartner(in)?|person|adresse|kontakt|abteilung)",
                r"nicht (mehr )?… (zustandig|zustaendig|verantwortlich)",
                (
                    r"nicht mehr (bei|im|in|fur|fuer) … (tatig|taetig|unternehmen|beschaftigt"
                    r"|beschaeftigt|firma|haus)"
                ),
                "(arbeite|arbeitet) nicht mehr",
                r"(hat|habe) … (unternehmen|firma|uns) verlassen",
                "(nicht|kein) (mein|meine) (bereich|thema|aufgabe|baustelle)",
            ),
        ),
        Rule(
            "wrong_person",
            80,
            "nennt jemand anderen",
            (
                (
                    r"(wenden sie sich|wende dich|kontaktieren sie|sprechen sie|schreiben sie|fragen sie)"
                    r"( bitte)?( direkt)?( an| mit)? (?!mich\b|uns\b|mir\b)[^.!?]{0,60}?"
                    r"(\S+@\S+|kolleg\w+|herrn? \w+|frau \w+|chef\w*|leiter\w*)"
                ),
                "(zustandig|zustaendig|verantwortlich) (ist|dafur ist|dafuer ist|hierfur ist) (?!nicht\\b)",
                "(nehme|habe) … (in (den )?cc|in kopie)",
            ),
        ),
        Rule(
            "negative",
            90,
            "sagt ab",
            (
                f"{_NO} … (interesse|bedarf|budget|verwendung|kapazitat|kapazitaet) …",
                "nicht … (interessiert|relevant|interessant|notig|noetig)",
                "(nein|nee|ne),? (danke|vielen dank)",
                "(danke|vielen dank),? (aber )?nein",
                "(mochten|moechten|wollen|brauchen|benotigen|benoetigen) (wir|ich) … nicht",
                "(brauche|brauchen|benotigen|benoetigen)( wir| ich)?( das| so etwas)? nicht",
                "passt … nicht (zu uns|fur uns|fuer uns)",
                "(dagegen|anders|anderen anbieter) entschieden",
                "(sind|bin) … (bereits |schon |gut )?(versorgt|zufrieden|ausgestattet)",
                "(lehnen|lehne) … ab",
                "kommt (fur|fuer) (uns|mich) nicht in ?frage",
                "nichts (fur|fuer) (uns|mich)",
            ),
            ("nein", "nein danke", "ne", "nee", "kein interesse", "kein bedarf", "nichts fur uns"),
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
                "(derzeit|momentan|aktuell|im moment|zurzeit|zur zeit|jetzt) … (nicht|schlecht|kein thema)",
                "nicht (jetzt|der richtige zeitpunkt|der passende zeitpunkt)",
                "(vielleicht|eventuell|ggf\\.?) (spater|spaeter|nachstes|naechstes|im)",
                (
                    "(melden sie sich|melde dich|kommen sie|fragen sie) … (wieder|noch ?mal|nochmals|spater|spaeter)"
                    " …"
                ),
                "(im nachsten|im naechsten|nachstes|naechstes|im kommenden|im neuen) (quartal|jahr|monat)",
                "(keine zeit|viel zu tun)",
            ),
        ),
        Rule(
            "neutral",
            75,
            "wird sehen, oder fragt, wer wir sind",
            (
                (
                    "(ich|wir|muss|mussen|muessen|werde|werden) … "
                    "(besprechen|uberlegen|ueberlegen|prufen|pruefen|weiterleiten|weitergeben|abklaren|abklaeren|klaren)"
                ),
                "(habe|haben) … (weitergeleitet|weitergegeben)",
                "(wer sind sie|wer bist du|was machen sie)",
                "woher (haben|hast) (sie|du)",
                "(melde|melden) (mich|uns) …",
            ),
        ),
        Rule(
            "positive",
            90,
            "will weiter",
            (
                "(bin|sind|ware|waere|waren) … interessiert",
                "(habe|haben|hatte|haette|hatten|haben wir|grosses|grundsatzlich) … interesse",
                "(klingt|hort sich|hoert sich|sieht) … (gut|interessant|spannend|super|toll|prima)( an)?",
                "(gerne?|gern) … (telefonieren|sprechen|mehr|termin|austauschen|kennenlernen|treffen|schicken|zusenden|horen|hoeren|vorstellen)",
                (
                    "(konnen|koennen|konnten|koennten|wollen|sollen) (wir|sie) … "
                    "(telefonieren|sprechen|treffen|vereinbaren|schicken|senden|anrufen|zeigen|zusenden|erklaren)"
                ),
                (
                    "(schicken|senden|schick|zeigen)( sie)? (mir|uns) … "
                    "(infos?|informationen|unterlagen|details|preise|angebot|termin|einladung|vorschlag|terminvorschlage|link|mehr)"
                ),
                "(rufen sie|ruf) (mich|uns) … an",
                "(passt|passen|past) (mir|uns|es|gut|super|bei) …",
                f"{_DAY} … (passt|ginge|geht|ware gut|waere gut|um \\d+)",
                "(was kostet|wie viel kostet|wieviel kostet|was sind die kosten|wie hoch sind)",
                "(freue|freuen) (mich|uns) (auf|uber|ueber)",
                "(termin|gesprach|gespraech) (vereinbaren|ausmachen|einstellen|buchen)",
                "mehr (daruber|darueber|dazu|info(s|rmationen)?|erfahren|wissen)",
            ),
            (
                *("ja", "ja gerne", "ja, gerne", "gerne", "gern", "ja bitte", "ja, bitte", "klar"),
                *("ok", "okay", "sehr gerne", "passt", "super", "einverstanden", "ja gern", "👍"),
            ),
        ),
        Rule("positive", 70, "sagt zu", ("ja", "ja gerne?", "sehr gerne?", "gerne?", "klar")),
    ),
)
