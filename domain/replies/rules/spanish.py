"""Spanish."""

from domain.replies.rules.rule import Rule, Rules

_DELETE = "(elimin|borr|quít|quit|sáqu|saqu|suprim)(e|en|a|ar|an|eme|enme|ame|arme|enos|ennos)"
_FROM = "(de (su|la|esta|tu|sus)|mis datos|mi (correo|dirección|e-?mail))"
_STOP = "(no|nunca|dejen?|dejad|paren?)( de)?( me| nos)?( vuelvan? a)?"
_WRITE = r"(escri\w+|enví\w+|contact\w+|mand\w+|molest\w+)"
_MAILS = "(correos|mensajes|e-?mails|publicidad|spam)"
_TURN_TO = r"(contact\w+|escrib\w+|habl\w+|dirí[gj]\w+|consult\w+) … (a|con|al)"
_SOMEBODY = r"(\S+@\S+|compañer[oa]|colega|director\w*|responsable|señora? \w+)"
_SHOW = "(llamar|enviar|hablar|mandar|mostrar|explicar|reunir|agendar|contar|pasar)(me|nos)?"
_LIKES = "(interesa|interesaría|gustaría|encantaría|parece (bien|interesante|perfecto|genial))"
_DAY = "(lunes|martes|miércoles|jueves|viernes|mañana|la próxima semana|la semana que viene)"

SPANISH = Rules(
    code="es",
    not_meant=(
        r"no … (dar(me|nos)? de baja|desuscribir\w*|eliminar\w*)",
        "no (dejen?|paren?) de",
        "(no hay|ningún|sin) (problema|prisa)",
        "no (solo|solamente|está mal)",
        "no estoy segur[oa]",
        "para (darse|dar) de baja",
    ),
    rules=(
        Rule(
            "unsubscribe",
            95,
            "pide que le dejen en paz",
            (
                "(darme|darnos|dar|denme|deme|solicito|quiero|deseo) … (de |la )baja",
                r"desuscri\w+",
                f"{_DELETE} … {_FROM} …",
                "(elimín|bórr|quít|sáqu)(eme|enme|ame|enos)",
                f"{_STOP} {_WRITE} …",
                f"dej(e|en) de {_WRITE}",
                f"no (quiero|deseo|queremos|deseamos) (recibir|más {_MAILS}) …",
                f"(no más|ningún) {_MAILS}",
            ),
            alone=(
                *("baja", "stop", "cancelar", "dar de baja"),
                *("no gracias", "no, gracias"),
                *("basta", "basta ya", "ya basta", "pare", "paren", "por favor pare", "pare ya"),
                *("por favor, pare", "por favor paren", "por favor, paren", "no más", "deténganse"),
                *("déjeme en paz", "déjenme en paz", "déjame en paz", "dejadme en paz"),
                *("déjeme tranquilo", "déjenme tranquilo", "déjeme tranquila", "déjenme tranquila"),
            ),
        ),
        Rule(
            "wrong_person",
            90,
            "no es la persona",
            (
                "no soy … (persona|contacto|responsable|quien) …",
                "(persona|contacto|correo|departamento) (equivocad[oa]|incorrect[oa])",
                "equivocado de (persona|contacto|departamento)",
                "ya no (trabaja|trabajo|estoy|forma|formo|está) …",
                "(ha dejado|dejó) (la empresa|la compañía)",
                "no (me encargo|llevo|me ocupo|es mi (área|departamento|función))",
            ),
        ),
        Rule(
            "wrong_person",
            80,
            "nombra a otra persona",
            (
                rf"{_TURN_TO} (?!mí\b|nosotros\b)[^.!?]{{0,60}}?{_SOMEBODY}",
                "((persona|el) (encargad[oa]|responsable)|quien (lleva|se encarga)) … es",
                "(pongo|copio|añado) … en copia",
            ),
        ),
        Rule(
            "negative",
            90,
            "dice que no",
            (
                "no … (interesad[oa]s?|interesan?)",
                "no (tenemos|tengo|hay|veo|vemos) … (interés|necesidad|presupuesto|proyecto)",
                "(ningún|sin) interés",
                "(?<!ahora )no,? (muchas )?gracias",
                "gracias,? pero no",
                "no (lo )?(necesito|necesitamos|requerimos|buscamos)",
                "no (encaja|es (para|relevante|una prioridad|lo que)) …",
                "(hemos|he) decidido (no|otra|otro)",
                "(contentos?|satisfechos?) con",
                "estamos (bien|servidos)",
            ),
            alone=("no", "paso"),
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
                "(ahora|por el momento|en este momento|de momento|actualmente)( mismo)? no",
                "no (es (el|un) (buen )?momento|por (ahora|el momento)|en este momento|ahora)",
                r"(contact\w+|escrib\w+|vuelv\w+|llám\w+) … (en|dentro de|después) …",
                "(quizás?|tal vez) (más adelante|el próximo|en)",
                "el (próximo|siguiente) (trimestre|año|mes)",
                "(muy|demasiado) ocupad[oa]",
                "más adelante",
            ),
        ),
        Rule(
            "neutral",
            75,
            "verá, o pregunta quiénes somos",
            (
                "(voy a|vamos a|tengo que|debo|déj[ae]me) (pensar|consultar|revisar|hablar)(lo)?",
                "lo (pensaré|consultaré|revisaré|comento|reviso|reenvío)",
                "(he|hemos) … (reenviado|pasado|compartido) …",
                "quién(es)? (es|son) (usted|ustedes)|quiénes sois|quién eres",
                "(de dónde|cómo) (ha|han|has|habéis|obtuvo|consiguió|sacó) … mi",
                "le (diré|aviso|avisaré)",
            ),
        ),
        Rule(
            "positive",
            90,
            "quiere seguir",
            (
                "(estoy|estamos|estaría|estaríamos) … interesad[oa]s?",
                f"(me|nos) {_LIKES} …",
                "(suena|parece) … (bien|interesante|genial|estupendo|perfecto)",
                "hablemos|hablamos|charlemos|agendemos|quedemos|quedamos|veámonos|reunámonos",
                f"(puede[ns]?|podría[ns]?|podemos|podéis|podríamos) … {_SHOW}",
                "(enví|mánd|llám|pás|cuént|muéstr)(eme|enme|ame|adme|enos|ennos|anos) …",
                "más (información|detalles|info)|una (demo|llamada|reunión)",
                "(saber|conocer|ver) más",
                rf"{_DAY} … (me va bien|me viene bien|perfecto|puedo|a las \d+)",
                f"(disponible|libre|puedo|mejor) (el )?{_DAY}",
                "cuánto cuesta|qué precio|cuál es el precio",
                "con mucho gusto|por supuesto|encantad[oa]",
            ),
            alone=(
                *(
                    "sí",
                    "sí gracias",
                    "sí, gracias",
                    "claro",
                    "vale",
                    "ok",
                    "de acuerdo",
                    "perfecto",
                ),
                *("por supuesto", "adelante", "sí, por favor", "con gusto", "👍"),
            ),
        ),
        Rule("positive", 70, "dice que sí", ("sí,", "claro", "de acuerdo", "vale", "perfecto")),
    ),
)
