"""What people answer to a cold mail, in four languages, and what class each is of.

Written for these tests, as people write: short, with greetings, typing as on a phone. What nobody
can tell is `unclassified`.
"""

from __future__ import annotations

from tests.domain.replies.unseen import UNSEEN

ENGLISH = {
    "positive": (
        "Hi Robin, sounds interesting. Can you send me some times for next week?",
        "Yes please, send over the deck.",
        "Sure, happy to chat. Tuesday at 3 works for me.",
        "Sounds good! Let's talk tomorrow.",
        "What's the pricing for a team of 20?",
        "I'd love to learn more about this.",
        "Call me on 020 7946 0123",
        "We are actually looking into this right now. When can you show us a demo?",
        "Good timing, we just discussed this. Could you share a brochure?",
        "Don't stop now, you have my attention. Book a slot with my assistant.",
        "No problem, happy to talk. How about Thursday?",
        "Yes.",
    ),
    "negative": (
        "Not interested, thanks.",
        "Thanks, but we're all set.",
        "Hi Robin,\n\nwe already have a vendor for that and are happy with our setup.\n\nBest, Ada",
        "We don't have the budget for this.",
        "I'll pass.",
        "Sorry, this isn't a good fit for us.",
        "We looked at this last year and decided against it.",
        "I really have no interest in this kind of tool",
        "nope",
    ),
    "neutral": (
        "Not right now, maybe later this year.",
        "Bad moment. Get back to me in three months.",
        "I'll discuss it with my team and get back to you.",
        "Who are you and how did you get my address?",
        "Too busy at the moment, please check back after Easter.",
        "I have forwarded your mail to the head of logistics.",
    ),
    "wrong_person": (
        "I'm not the right person for this. Please talk to Jane Doe <jane@lovelace.example>.",
        "Wrong person, sorry.",
        "Ada no longer works here.",
        "I am no longer with the company.",
        "I don't handle this, please reach out to our head of operations.",
        "This is handled by Tom Baker (tom@lovelace.example), not by me.",
        "Ada has left the company in May.",
    ),
    "unsubscribe": (
        "Unsubscribe",
        "No thank you.",
        "Please remove me from your list.",
        "STOP",
        "Stop emailing me!!",
        "Please don't contact me again.",
        "take me off this list now",
        "I want to opt out of these emails.",
        "Don't write to me any more. I am not interested.",
    ),
    "unclassified": (
        "Thanks for your note.",
        "Is this the thing that Bob told me about?",
        "Lol",
        "See attachment.",
        "I do not want to unsubscribe, I only wonder about the invoice.",
        "It was nice to see the photos of the harbour.",
    ),
}
GERMAN = {
    "positive": (
        "Hallo Herr Vale, das klingt interessant. Können wir nächste Woche telefonieren?",
        "Ja gerne, schicken Sie mir bitte mehr Informationen.",
        "Gerne, Dienstag um 10 passt mir gut.",
        "Was kostet das für 20 Nutzer?",
        "Wir hätten grundsätzlich Interesse. Können Sie uns ein Angebot schicken?",
        "Rufen Sie mich gern morgen an.",
        "Ja",
    ),
    "negative": (
        "Kein Interesse, danke.",
        "Wir haben derzeit keinen Bedarf.",
        "Vielen Dank, aber das ist für uns nicht relevant.",
        "Wir nutzen bereits eine andere Lösung und sind zufrieden.",
        "Das passt leider nicht zu uns.",
        "Dafür haben wir kein Budget.",
    ),
    "neutral": (
        "Im Moment nicht, vielleicht nächstes Jahr.",
        "Melden Sie sich bitte in drei Monaten noch einmal.",
        "Ich muss das intern besprechen.",
        "Woher haben Sie meine Adresse?",
        "Ich habe Ihre Nachricht an die Logistik weitergeleitet.",
    ),
    "wrong_person": (
        "Dafür bin ich nicht zuständig. Bitte wenden Sie sich an Frau Weber.",
        "Ich bin nicht der richtige Ansprechpartner.",
        "Frau Vogel arbeitet nicht mehr bei uns.",
        "Bitte kontaktieren Sie meinen Kollegen unter weber@lindenhof.example.",
        "Herr Kranz hat das Unternehmen verlassen.",
    ),
    "unsubscribe": (
        "Bitte nehmen Sie mich aus Ihrem Verteiler.",
        "Nein danke.",
        "Bitte keine weiteren E-Mails mehr.",
        "Abmelden",
        "Löschen Sie bitte meine Daten.",
        "Hören Sie auf, mir zu schreiben!",
        "Schreiben Sie mir nicht mehr.",
    ),
    "unclassified": (
        "Danke für die Nachricht.",
        "Ich möchte mich nicht abmelden, ich habe nur eine Frage zur Rechnung.",
        "Siehe Anhang.",
    ),
}
FRENCH = {
    "positive": (
        "Bonjour, cela m'intéresse. Pouvez-vous m'appeler mardi ?",
        "Oui, avec plaisir. Envoyez-moi plus d'informations.",
        "Très bien, je suis disponible jeudi à 10h.",
        "Quel est le tarif pour 20 personnes ?",
        "Nous serions intéressés par une démonstration.",
        "Volontiers !",
    ),
    "negative": (
        "Pas intéressé, merci.",
        "Bonjour, nous n'avons pas de besoin à ce sujet. Cordialement",
        "Cela ne nous intéresse pas.",
        "Nous avons déjà une solution et en sommes satisfaits.",
        "Nous n'avons pas le budget.",
    ),
    "neutral": (
        "Pas pour le moment, recontactez-moi dans trois mois.",
        "Je vais en discuter avec mon équipe et je reviens vers vous.",
        "Comment avez-vous obtenu mon adresse ?",
        "Peut-être plus tard.",
    ),
    "wrong_person": (
        "Je ne suis pas la bonne personne, voyez avec Marie Dupont : marie@lovelace.example",
        "M. Martin ne travaille plus chez nous.",
        "Je ne suis plus en charge de ce sujet.",
        "Elle a quitté l'entreprise.",
    ),
    "unsubscribe": (
        "Désinscription",
        "Non merci.",
        "Merci de me retirer de votre liste.",
        "Arrêtez de m'écrire.",
        "Je ne souhaite plus recevoir vos mails.",
        "Veuillez supprimer mon adresse de votre base.",
    ),
    "unclassified": (
        "Merci pour votre message.",
        "Voir pièce jointe.",
        "Je ne veux pas me désinscrire, c'est une question sur la facture.",
    ),
}
SPANISH = {
    "positive": (
        "Hola, me interesa. ¿Podemos hablar el martes?",
        "Sí, envíeme más información por favor.",
        "Perfecto, el jueves a las 10 me va bien.",
        "¿Cuánto cuesta para 20 usuarios?",
        "Nos gustaría ver una demo.",
        "Claro, llámeme mañana.",
    ),
    "negative": (
        "No me interesa, gracias.",
        "No tenemos presupuesto para esto.",
        "Ya tenemos un proveedor y estamos contentos con él.",
        "No estamos interesados.",
        "No lo necesitamos.",
    ),
    "neutral": (
        "Ahora no es un buen momento, escríbame dentro de unos meses.",
        "Lo voy a consultar con mi equipo.",
        "¿De dónde han sacado mi correo?",
        "Quizás más adelante.",
    ),
    "wrong_person": (
        "No soy la persona adecuada. Contacte con mi compañera Ana López: ana@lovelace.example",
        "Ya no trabajo en la empresa.",
        "No me encargo de este tema.",
        "Pedro ha dejado la empresa.",
    ),
    "unsubscribe": (
        "Baja",
        "No, gracias.",
        "Por favor, denme de baja de su lista.",
        "No me escriban más.",
        "Eliminen mi correo de su base de datos.",
        "No quiero recibir más correos.",
    ),
    "unclassified": (
        "Gracias por su mensaje.",
        "Ver adjunto.",
        "No quiero darme de baja, es una pregunta sobre la factura.",
    ),
}
CORPUS = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH, "es": SPANISH, "any": UNSEEN}
