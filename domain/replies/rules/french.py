"""French."""

from domain.replies.rules.rule import Rule, Rules

_ME = "(me |m'|nous )?"
_DELETE = "(retirez|supprimez|enlevez|effacez|rayez|retirer|supprimer|enlever|effacer)"
_WRITE = "(écrire|envoyer|contacter|recontacter|solliciter|relancer)"
_MAILS = "(e-?mails?|mails?|messages?|courriels?|relances?|publicités?|spam)"
_TURN_TO = "(contactez|contacter|écrivez à|adressez-vous à|voyez avec|voir avec|parlez à)"
_SOMEBODY = r"(\S+@\S+|collègue|monsieur \w+|madame \w+|m\. \w+|directeur|directrice|responsable)"
_TALK = "(savoir|discuter|échanger|voir|parler|découvrir|rencontrer|recevoir)"
_SHOW = "(appeler|rappeler|envoyer|parler|montrer|proposer|discuter|échanger|voir|expliquer|dire)"
_LIKES = "(semble|me semble|paraît|me paraît|me va|nous va|m'intéresse|marche)"
_DAY = "(lundi|mardi|mercredi|jeudi|vendredi|demain|la semaine prochaine)"

FRENCH = Rules(
    code="fr",
    not_meant=(
        r"(ne|pas) … (me )?(désinscri\w+|désabonn\w+|retir\w+|supprim\w+)( pas)?",
        "n'arrêtez pas",
        "pas (de )?(problème|souci|mal|sûre?)",
        "pas seulement",
        "sans (me )?désabonner",
        "pour (vous|se) (désinscrire|désabonner)",
    ),
    rules=(
        Rule(
            "unsubscribe",
            95,
            "demande la paix",
            (
                r"désinscri\w+|désabonn\w+",
                f"{_DELETE}[- ](moi|nous)",
                f"{_DELETE} (mon|mes|ma|notre|nos) …",
                f"{_DELETE} … de (votre|vos|la|cette) …",
                f"(arrêtez|cessez|arrêter|cesser) (de |d')?{_ME}({_WRITE}|(vos|ces) {_MAILS})",
                f"ne (plus|pas) {_ME}{_WRITE}",
                "ne (me |m'|nous )(contactez|écrivez|envoyez|sollicitez|relancez) (plus|pas)",
                f"plus (recevoir|de {_MAILS})",
                "laissez-(moi|nous) tranquilles?",
            ),
            alone=(
                *("stop", "désinscription", "désabonnement", "retirez-moi"),
                *("non merci", "non, merci"),
                *("arrêtez", "arrête", "arrêtez ça", "arrête ça", "arrêtez svp", "stop svp"),
                *("arrêtez s'il vous plaît", "stop s'il vous plaît", "merci d'arrêter", "assez"),
                *("ça suffit", "fichez-moi la paix", "foutez-moi la paix", "laissez-moi en paix"),
            ),
        ),
        Rule(
            "wrong_person",
            90,
            "n'est pas la bonne personne",
            (
                "pas … (la bonne|le bon) (personne|interlocuteur|interlocutrice|contact|service)",
                "mauvaise? (personne|interlocuteur|contact|adresse|service)",
                "tromp(ez|é|ée) (de|d') ?(personne|interlocuteur|adresse)",
                "(ne|n') ?(suis|est|sommes) (plus|pas) … (en charge|responsable|chargée?)",
                "(ne travaille|n'est|ne fait) plus (chez|pour|dans|partie|parmi|la) …",
                r"a quitté (l'entreprise|la société|le groupe|\w+)",
                "pas (de )?mon (domaine|ressort|périmètre|rôle)",
                "ne m'occupe (pas|plus)",
            ),
        ),
        Rule(
            "wrong_person",
            80,
            "nomme quelqu'un d'autre",
            (
                rf"{_TURN_TO} (plutôt |directement )?(?!moi\b|nous\b)[^.!?]{{0,60}}?{_SOMEBODY}",
                "c'est … qui (s'en occupe|gère|est en charge)",
                "je mets … en copie",
            ),
        ),
        Rule(
            "negative",
            90,
            "dit non",
            (
                r"(pas|plus|aucunement|nullement) … intéress\w+",
                "(m'|nous )?intéresse(nt)? (pas|plus)",
                "(aucun|pas d'|pas de|peu d') ?(intérêt|besoin|budget|projet|utilité)",
                "non,? merci",
                "merci,? mais (non|ce n'est pas)",
                "(n'avons|n'ai|n'ont) (pas|aucun) … (besoin|budget|intérêt|projet)",
                "(correspond|convient) pas …",
                "(ne )?(donne|donnerai|donnerons|donner) pas suite",
                "(avons|ai) (décidé|choisi) (de ne pas|un autre|une autre|quelqu'un)",
                "(satisfaits?|contents?) (de|avec) (notre|nos|mon|ma|la)",
                "pas (pour nous|pour moi|pertinent|une priorité)",
                "ne souhait(e|ons) pas …",
            ),
            alone=("non", "sans intérêt"),
        ),
        Rule(
            "negative",
            75,
            "a déjà quelque chose",
            ("(avons|ai|utilisons|utilise|travaillons|disposons) déjà …",),
        ),
        Rule(
            "neutral",
            80,
            "pas maintenant",
            (
                "pas (pour le moment|pour l'instant|maintenant|tout de suite|actuellement)",
                "pas (le bon|un bon) moment",
                "(recontactez|rappelez|relancez|revenez)(-moi|-nous)? … (dans|en|plus tard) …",
                "peut-être (plus tard|l'année|dans)",
                "(le trimestre|l'année|le mois) prochaine?",
                "(trop|très) (occupée?|pris|prise|chargée?)",
                "plus tard",
            ),
        ),
        Rule(
            "neutral",
            75,
            "verra, ou demande qui nous sommes",
            (
                "(vais|allons|dois|devons) … (réfléchir|discuter|regarder|transmettre|voir|parler)",
                "(ai|avons) … (transmis|transféré) …",
                "qui êtes-vous|d'où tenez-vous|comment avez-vous (eu|obtenu|trouvé)",
                "reviens vers vous|tiens au courant",
            ),
        ),
        Rule(
            "positive",
            90,
            "veut continuer",
            (
                r"(suis|sommes|serais|serions|est) … intéress\w+",
                "(m'|nous )intéresse(rait|nt)?",
                f"(ça|cela) (a l'air|{_LIKES}) …",
                "avec plaisir|volontiers|bonne idée|très bien|pourquoi pas",
                "(parlons|discutons|échangeons|appelez|rappelez|voyons)[- ](nous|en|moi)",
                f"(pouvez|pourriez|pourrions|pouvons|peut|peux)[- ](vous|nous|on|tu) {_ME}{_SHOW}",
                "(envoyez|transmettez|montrez|donnez|proposez)[- ](moi|nous) …",
                f"(souhaite|souhaiterais|aimerais|voudrais|aimerions|souhaitons|veux) … {_TALK}",
                "en savoir plus|plus d'informations?|plus de détails|une démo(nstration)?",
                f"(disponible|libre|dispo|plutôt|ok pour|d'accord pour) {_DAY}",
                rf"{_DAY} … (me va|me convient|ira|convient|à \d+ ?h)",
                "quel est (le|votre) (prix|tarif|coût)|combien (ça|cela) coûte|vos tarifs",
                "(prenons|fixons|convenons|prendre) (d'un |un )?(rendez-vous|rdv|créneau)",
            ),
            alone=(
                *("oui", "oui merci", "ok", "d'accord", "oui volontiers", "oui, avec plaisir"),
                *("parfait", "bien sûr", "entendu", "👍"),
            ),
        ),
        Rule("positive", 70, "dit oui", ("oui", "d'accord", "bien sûr", "parfait")),
    ),
)
