"""French. Written without accents here, as plain text is."""

from domain.replies.languages.language import Language

FRENCH = Language(
    code="fr",
    months=(
        *("janv(ier)?", "fevr?(ier)?", "mars", "avr(il)?", "mai", "juin", "juil(let)?"),
        *("aout", "sept(embre)?", "oct(obre)?", "nov(embre)?", "dec(embre)?"),
    ),
    weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    tomorrow="demain",
    next_week="(la )?semaine prochaine",
    spans=(r"dans (?P<n>\w+) jours?", r"dans (?P<n>\w+) semaines?"),
    numbers=("une?", "deux", "trois", "quatre", "cinq", "six"),
    in_month="(en|debut|courant)",
    end_of_month="(la )?fin( du mois)?( de)?",
    back=(
        "(de )?retour",
        "reviens|reviendrai|reviendra",
        "rentre|rentrerai",
        "reprends|reprendrai|reprise",
        "(a|de) nouveau (disponible|joignable|present|presente)",
    ),
    until=(r"jusqu'(au|a|en)( et y compris)?( le)?",),
    never_until=(r"(pas|ne) … avant( le)?",),
    away=(
        r"absen(t|te|ce)\w*",
        "(en|conges?) (conges?|vacances|annuels?|maternite|paternite|formation)",
        "hors du bureau",
        "en deplacement",
        "(pas|peu|difficilement) (disponible|joignable)",
        "a mon retour",
        "acces (limite|restreint) (a|aux) (mes|ma|mon)",
    ),
    received=(
        r"(nous avons|j'ai) bien (recu|enregistre) (votre|ta|ton)",
        (
            r"votre … (message|demande|e-?mail|courriel|mail|requete) "
            r"(a (bien )?ete|est) (bien )?(recue?|enregistree?|prise en compte|transmise?)"
        ),
        "accuse de reception",
        "(numero|n°|no|ref\\.?|reference) (de |du )?(ticket|dossier|demande)",
        "merci (de nous avoir contactes?|pour votre (message|demande|e-?mail|courriel))",
        "(merci de )?ne pas repondre a (cet?|ce) (e-?mail|message|courriel)",
        "(message|reponse|e-?mail) (automatique|genere automatiquement)",
    ),
    automatic=(
        "reponse automatique",
        "message d'absence",
        "absen(t|te|ce)( du bureau)?",
        "en conges?",
        "hors du bureau",
    ),
)
