"""Spanish. Written without accents here, as plain text is."""

from domain.replies.rules.rule import Rule, Rules

_DAY = r"(lunes|martes|miercoles|jueves|viernes|manana|la proxima semana|la semana que viene)"

SPANISH = Rules(
    code="es",
    not_meant=(
        "no … (dar(me|nos)? de baja|desuscribir\\w*|eliminar\\w*)",
        "no (dejen?|pare) de",
        "(no hay|ningun|sin) (problema|prisa)",
        "no (solo|solamente|esta mal)",
        "no estoy segur[oa]",
    ),
    rules=(
        Rule(
            "unsubscribe",
            95,
            "pide que le dejen en paz",
            (
                r"(dar(me|nos)?|de(n|me|nme|nos)?|darse|solicito|quiero|deseo) … (de )?(la )?baja",
                r"desuscri\w+",
                (
                    r"(elimin|borr|quit|saqu|remuev|suprim)(e|en|a|ar|an|eme|enme|ame|arme|enos|ennos)?"
                    r" … (de (su|la|esta|tu|sus)|mis datos|mi (correo|direccion|email)) …"
                ),
                r"(elimin|borr|quit|saqu)(eme|enme|ame|arme|enos)",
                (
                    r"(no|nunca|deje[n]?|dejad|deja|pare[n]?) (de )?(me |nos )?(vuelva[ns]? a )?(me |nos )?"
                    r"(escrib\w+|envi\w+|contact\w+|mand\w+|molest\w+) …( mas)?"
                ),
                "no (quiero|deseo|queremos|deseamos) (recibir|mas (correos|mensajes|e-?mails)) …",
                "(mas|ningun) (correos|mensajes|e-?mails|publicidad|spam)",
                "unsubscribe",
            ),
            ("baja", "stop", "cancelar", "dar de baja", "darme de baja"),
        ),
        Rule(
            "wrong_person",
            90,
            "no es la persona",
            (
                (
                    "no soy … (la persona (adecuada|correcta|indicada)|el (contacto|responsable)|la responsable"
                    "|quien) …"
                ),
                "persona (equivocada|incorrecta)",
                "(contacto|correo|departamento) (equivocado|incorrecto)",
                "ya no (trabaja|trabajo|estoy|forma|formo|esta) …( (en|para|con|parte) …)?",
                "(ha dejado|dejo) (la empresa|la compania)",
                "no (me encargo|llevo|soy responsable|me ocupo|es mi (area|departamento|funcion))",
            ),
        ),
        Rule(
            "wrong_person",
            80,
            "nombra a otra persona",
            (
                (
                    r"(contacte|contacta|contactar|escriba|escribe|escribir|hable|habla|hablar|dirijase|dirigirse|consulte)"
                    r" … (a|con|al) (?!mi\b|nosotros\b)[^.!?]{0,60}?"
                    r"(\S+@\S+|companer[oa]|colega|director\w*|responsable|senora? \w+)"
                ),
                (
                    "(la persona (encargada|responsable)|el (encargado|responsable)|quien (lleva|se encarga))"
                    " … es"
                ),
                "(pongo|copio|anado) … en copia",
            ),
        ),
        Rule(
            "negative",
            90,
            "dice que no",
            (
                r"no … (interesad[oa]s?|interesa(n|mos)?)",
                "no (tenemos|tengo|hay|veo|vemos) … (interes|necesidad|presupuesto|proyecto)",
                "(ningun|sin) interes",
                "no,? (muchas )?gracias",
                "gracias,? pero no",
                "no (lo )?(necesito|necesitamos|requerimos|buscamos)",
                "no (encaja|es (para|relevante|una prioridad|lo que)) …",
                "(hemos|he) decidido (no|otra|otro)",
                "(contentos?|satisfechos?) con",
                "estamos (bien|servidos)",
            ),
            ("no", "no gracias", "no, gracias", "paso", "no me interesa", "no interesa"),
        ),
        Rule(
            "negative",
            75,
            "ya tiene algo",
            ("ya (tenemos|tengo|usamos|uso|trabajamos|utilizamos|contamos) …",),
        ),
        Rule(
            "neutral",
            80,
            "ahora no",
            (
                "(ahora|por ahora|por el momento|en este momento|de momento|actualmente)( mismo)? no",
                "no (es (el|un) (buen )?momento|por (ahora|el momento)|en este momento|ahora)",
                (
                    r"(contact\w+|escrib\w+|vuelv\w+|llam\w+|hable\w+) … "
                    r"(mas adelante|en (unos|un|dos|tres|el)|el proximo|despues|dentro de) …"
                ),
                "(quiza|quizas|tal vez) (mas adelante|el proximo|en)",
                "(el proximo|el siguiente) (trimestre|ano|mes)",
                "(muy|demasiado) ocupad[oa]",
                "mas adelante",
            ),
        ),
        Rule(
            "neutral",
            75,
            "verá, o pregunta quiénes somos",
            (
                (
                    "(lo|voy a|vamos a|tengo que|debo|dejeme|dejame) … "
                    "(pensar(lo)?|consultar(lo)?|revisar(lo)?|comentar(lo)?|hablar(lo)?|reenvio|paso|comento|reviso)"
                ),
                "(he|hemos) … (reenviado|pasado|compartido) …",
                "(quien(es)? (es|son) (usted|ustedes)|quienes sois|quien eres)",
                "(de donde|como) (ha|han|has|habeis|obtuvo|consiguio|saco) … mi",
                "le (dire|aviso|avisare)",
            ),
        ),
        Rule(
            "positive",
            90,
            "quiere seguir",
            (
                r"(estoy|estamos|estaria|estariamos) … interesad[oa]s?",
                (
                    "(me|nos) (interesa|interesaria|gustaria|encantaria|encaja|parece (bien|interesante|perfecto|genial))"
                    " …"
                ),
                "(suena|parece) … (bien|interesante|genial|estupendo|perfecto)",
                "(hablemos|hablamos|charlemos|agendemos|quedemos|quedamos|veamonos|reunamonos)",
                (
                    "(puede[ns]?|podria[ns]?|podemos|podeis|podriamos) … "
                    "(llamar(me|nos)?|enviar(me|nos)?|hablar|mandar(me|nos)?|mostrar(me|nos)?|explicar(me|nos)?"
                    "|reunirnos|agendar|contar(me|nos)?|pasar(me|nos)?)"
                ),
                "(envi|mand|llam|pas|cuent|muestr)(eme|enme|ame|adme|enos|ennos|anos) …",
                "(mas (informacion|detalles|info)|una (demo|llamada|reunion))",
                "(saber|conocer|ver) mas",
                f"{_DAY} … (me va bien|me viene bien|perfecto|puedo|a las \\d+)",
                f"(disponible|libre|puedo|mejor) (el )?{_DAY}",
                "(cuanto cuesta|que precio|cual es el precio|que coste)",
                "(con mucho gusto|por supuesto|encantad[oa])",
            ),
            (
                *(
                    "si",
                    "si gracias",
                    "si, gracias",
                    "claro",
                    "vale",
                    "ok",
                    "de acuerdo",
                    "perfecto",
                ),
                *("por supuesto", "adelante", "si, por favor", "me interesa", "con gusto", "👍"),
            ),
        ),
        Rule("positive", 70, "dice que sí", ("si,", "claro", "de acuerdo", "vale", "perfecto")),
    ),
)
