"""French. Written without accents here, as plain text is."""

from domain.replies.rules.rule import Rule, Rules

_DAY = r"(lundi|mardi|mercredi|jeudi|vendredi|demain|la semaine prochaine)"

FRENCH = Rules(
    code="fr",
    not_meant=(
        "(ne|pas) … (me )?(desinscri\\w+|desabonn\\w+|retir\\w+|supprim\\w+)( pas)?",
        "n'arretez pas",
        "pas (de )?(probleme|souci|mal|sure?)",
        "pas seulement",
        "sans (me )?desabonner",
    ),
    rules=(
        Rule(
            "unsubscribe",
            95,
            "demande la paix",
            (
                r"desinscri\w+",
                r"desabonn\w+",
                (
                    r"(retirez|supprimez|enlevez|effacez|retirer|supprimer|enlever|effacer|rayez)"
                    r"([- ](moi|nous))?( (mon|mes|ma|notre|nos) …| … de (votre|vos|la|cette))"
                ),
                "(retirez|supprimez|enlevez|rayez)-(moi|nous)",
                (
                    "(arretez|cessez|arreter|cesser|stoppez) (de |d')?"
                    "(m'|nous |me |tout |vos |ces |cet |ce )?(ecrire|envoyer|contacter|envois?|contact"
                    "|e-?mails?|mails?|messages?|relances?|spam)"
                ),
                r"ne (plus|pas) (me|m'|nous) ?(recontacter|contacter|ecrire|envoyer|solliciter|relancer)",
                r"ne (me|m'|nous) ?(contactez|ecrivez|envoyez|sollicitez|relancez|recontactez) (plus|pas)",
                "plus (recevoir|de (mails?|e-?mails?|messages?|courriels?|relances?|publicites?))",
                "(laissez|foutez)-(moi|nous) tranquilles?",
                "unsubscribe",
            ),
            ("stop", "desinscription", "desabonnement", "retirez-moi"),
        ),
        Rule(
            "wrong_person",
            90,
            "n'est pas la bonne personne",
            (
                (
                    r"pas … (la bonne personne|le bon (interlocuteur|contact|service)"
                    r"|la bonne (interlocutrice|adresse))"
                ),
                "mauvais(e)? (personne|interlocuteur|contact|adresse|service)",
                (
                    r"(ne|n') ?(suis|est|sommes|m'en|travaille|fais|fait) … (plus|pas)"
                    r" … (en charge|responsable|charge|chez|dans l'entreprise|dans la societe|partie)"
                ),
                "(ne travaille|n'est) plus (chez|pour|dans|la|parmi) …",
                r"a quitte (l'entreprise|la societe|le groupe|\w+)",
                "pas (de )?(mon (domaine|ressort|perimetre)|mon role)",
                "ne m'occupe (pas|plus)",
            ),
        ),
        Rule(
            "wrong_person",
            80,
            "nomme quelqu'un d'autre",
            (
                (
                    r"(contactez|contacter|ecrivez a|adressez-vous a|vous adresser a|voyez avec|voir avec"
                    r"|rapprochez-vous de|prendre contact avec|parlez a) (plutot |directement )?"
                    r"(?!moi\b|nous\b)[^.!?]{0,60}?(\S+@\S+|collegue|monsieur \w+|madame \w+|directeur|directrice|responsable)"
                ),
                r"c'est … qui (s'en occupe|gere|est en charge)",
                "je mets … en copie",
            ),
        ),
        Rule(
            "negative",
            90,
            "dit non",
            (
                r"(pas|plus|aucunement|nullement) … interesse\w*",
                "n'est pas interesse\\w*",
                "ne (m'|nous )?interesse(nt)? (pas|plus) …",
                "(aucun|pas d'|pas de|peu d') ?(interet|besoin|budget|projet|utilite)",
                "non,? merci",
                "merci,? mais non",
                "(n'avons|n'ai|avons|n'ont) (pas|aucun) … (besoin|budget|interet|projet)",
                "(ne )?(correspond|convient) pas( a (nos|notre|mes|mon) …)?",
                "(ne )?donne(rai|rons|r)? pas suite",
                "(avons|ai) (decide|choisi) (de ne pas|un autre|une autre|quelqu'un)",
                "(satisfaits?|contents?) (de|avec) (notre|nos|mon|ma|la)",
                "pas (pour nous|pour moi|pertinent|une priorite)",
                "ne souhait(e|ons) pas …",
            ),
            (
                "non",
                "non merci",
                "pas interesse",
                "pas interessee",
                "pas interesses",
                "sans interet",
            ),
        ),
        Rule(
            "negative",
            75,
            "a déjà quelque chose",
            ("(avons|ai|utilisons|utilise|travaillons|disposons) deja …",),
        ),
        Rule(
            "neutral",
            80,
            "pas maintenant",
            (
                "pas (pour le moment|pour l'instant|maintenant|tout de suite|en ce moment|actuellement)",
                "pas le bon moment",
                (
                    "(recontactez|rappelez|relancez|revenez|contactez)(-(moi|nous))? … "
                    "(dans|en|plus tard|apres|l'annee|au|debut) …"
                ),
                "(peut-etre|eventuellement) (plus tard|l'annee|dans)",
                "(le trimestre|l'annee|le mois) prochaine?",
                "(trop|tres) (occupee?|pris|prise|charge|chargee)",
                "(un peu )?plus tard",
            ),
        ),
        Rule(
            "neutral",
            75,
            "verra, ou demande qui nous sommes",
            (
                (
                    "(je|nous|vais|allons|dois|devons) … "
                    "(reflechir|discuter|regarder|transmettre|transmets|transmis|voir avec|reviens vers vous|parler)"
                ),
                "(ai|avons) … (transmis|transfere) …",
                "(qui etes-vous|d'ou tenez-vous|comment avez-vous (eu|obtenu|trouve))",
                "reviens vers vous",
                "tiens au courant",
            ),
        ),
        Rule(
            "positive",
            90,
            "veut continuer",
            (
                r"(suis|sommes|serais|serions|est) … interesse\w*",
                "(m'|nous )interesse(rait|nt)?",
                (
                    "(ca|cela) (a l'air|semble|me semble|parait|me parait|me va|nous va|m'interesse|marche)"
                    " …"
                ),
                "(avec plaisir|volontiers|bonne idee|tres bien)",
                "(parlons|discutons|echangeons|appelez|appelez-moi|rappelez-moi|voyons)([- ](nous|en|moi))*",
                (
                    "(pouvez|pourriez|pourrions|pouvons|peut|peux)[- ](vous|nous|on|tu) (me |m'|nous |en )?"
                    "(appeler|rappeler|envoyer|parler|montrer|proposer|discuter|echanger|voir|expliquer|donner|dire)"
                ),
                "(envoyez|transmettez|montrez|donnez|faites)[- ](moi|nous) …",
                (
                    "(souhaite|souhaiterais|aimerais|voudrais|aimerions|souhaitons|veux) … "
                    "(savoir|discuter|echanger|voir|parler|decouvrir|rencontrer|recevoir)"
                ),
                "(en savoir plus|plus d'informations?|plus de details|une demo(nstration)?)",
                f"(disponible|libre|dispo|plutot|ok pour|d'accord pour) {_DAY}",
                f"{_DAY} … (me va|me convient|ira|convient|a \\d+ ?h)",
                "(quel est (le|votre) (prix|tarif|cout)|combien (ca|cela) coute|quels sont vos tarifs)",
                "(prenons|fixons|convenons|prendre) (d'un |un )?(rendez-vous|rdv|creneau)",
            ),
            (
                *(
                    "oui",
                    "oui merci",
                    "ok",
                    "d'accord",
                    "volontiers",
                    "avec plaisir",
                    "oui volontiers",
                ),
                *("parfait", "bien sur", "pourquoi pas", "oui, avec plaisir", "entendu", "👍"),
            ),
        ),
        Rule("positive", 70, "dit oui", ("oui", "d'accord", "bien sur", "parfait")),
    ),
)
