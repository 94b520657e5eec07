"""Spanish. Written without accents here, as plain text is."""

from domain.replies.languages.language import Language

SPANISH = Language(
    code="es",
    months=(
        *("ene(ro)?", "feb(rero)?", "mar(zo)?", "abr(il)?", "mayo?", "jun(io)?"),
        *("jul(io)?", "ago(sto)?", "sep(t|tiembre)?|setiembre", "oct(ubre)?"),
        *("nov(iembre)?", "dic(iembre)?"),
    ),
    weekdays=("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"),
    tomorrow="manana",
    next_week="(la )?(proxima semana|semana (que viene|proxima|siguiente))",
    spans=(r"(en|dentro de) (?P<n>\w+) dias?", r"(en|dentro de) (?P<n>\w+) semanas?"),
    numbers=("una?", "dos", "tres", "cuatro", "cinco", "seis"),
    in_month="(en|a principios de)",
    end_of_month="(a )?(fin(es|al|ales)?) de( mes de)?",
    back=(
        "regreso|regresare|regresa|regresando",
        "vuelvo|volvere|vuelta|vuelve",
        r"reincorpor\w+",
        "retorno|retornare",
        "(de nuevo|nuevamente|otra vez) (disponible|en la oficina)",
        "disponible (de nuevo|nuevamente|otra vez)",
    ),
    until=("hasta( el)?( proximo)?( dia)?",),
    never_until=(r"no … hasta( el)?",),
    away=(
        "fuera de (la )?oficina",
        "de (vacaciones|baja|viaje|permiso|licencia)",
        r"ausen(te|cia)\w*",
        "no (estoy|estare|me encuentro) (disponible|en la oficina)",
        "(acceso|disponibilidad) limitad[oa]",
        "a mi (regreso|vuelta)",
    ),
    received=(
        r"(hemos|he) recibido (correctamente )?(su|tu)",
        (
            r"(su|tu) (mensaje|solicitud|consulta|correo|e-?mail|peticion|ticket) "
            r"(ha sido|fue|se ha) (recibid[oa]|registrad[oa]|cread[oa]|asignad[oa])"
        ),
        "acuse de recibo",
        "(numero|n°|no\\.?|id) de (ticket|caso|solicitud|referencia)",
        "gracias por (contactar|ponerse en contacto|su (mensaje|correo|consulta)|escribirnos)",
        "no responda a este (correo|mensaje|e-?mail)",
        "(mensaje|respuesta|correo) (automatic[oa]|generad[oa] automaticamente)",
    ),
    automatic=(
        "respuesta automatica",
        "fuera de (la )?oficina",
        "ausen(te|cia)",
        "de vacaciones",
    ),
)
