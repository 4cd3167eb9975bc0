"""The words that people answer with, as they are once folded: capitals and accents gone, one space between words.

The words that stop and take up again are those on which carriers themselves act, and the same in the languages of our
camps: Twilio's STOP, STOPALL, UNSUBSCRIBE, END, QUIT, REVOKE, OPTOUT, CANCEL; AWS's ARRET, CANCEL, END, OPT-OUT,
OPTOUT, QUIT, REMOVE, STOP, TD, UNSUBSCRIBE; START and UNSTOP to take up again (their pages on opt-out keywords, read
2026-11). YES takes up again at some of them too; here it says that somebody comes. The words of languages other than
English and French were not yet read by native speakers.
"""

COMING = frozenset(
    {
        "1", "one", "y", "yes", "yeah", "yep", "ok", "okay", "sure", "coming", "i come", "i am coming", "i will come",
        "yes i come", "yes i will come", "yes i am coming",  # English
        "o", "oui", "d'accord", "daccord", "je viens", "je viendrai", "oui je viens", "oui je viendrai",  # French
        "e", "ee", "eh", "eeh", "ehe", "i", "to", "zan zo",  # Hausa, Igbo
        "beni", "beeni", "ehen",  # Yoruba
        "ndiyo", "ndio",  # Swahili
        "haan", "han", "ha", "ji", "ji haan", "हां", "हा", "जी",  # Hindi
        "sim", "si",  # Portuguese, Spanish
        "نعم", "ايوه",  # Arabic
        "👍", "✅", "✔",
    }
)  # fmt: skip

CANNOT = frozenset(
    {
        "2", "two", "n", "no", "nope", "cannot", "can't", "cant", "not coming", "i cannot", "i can't", "i cannot come",
        "i can't come", "i cant come", "no i cannot", "no i can't", "no i cannot come", "i will not come",
        "i am not coming",  # English
        "non", "je ne viens pas", "je ne peux pas", "je ne peux pas venir", "non je ne peux pas",  # French
        "a'a", "aa", "ba zan zo ba",  # Hausa
        "mba",  # Igbo
        "rara", "beko",  # Yoruba
        "hapana",  # Swahili
        "nahi", "nahin", "nai", "नहीं", "नही",  # Hindi
        "nao",  # Portuguese
        "لا",  # Arabic
        "👎", "❌",
    }
)  # fmt: skip

STOP = frozenset(
    {
        "stop", "stopall", "stop all", "unsubscribe", "end", "quit", "revoke", "optout", "opt-out", "opt out", "cancel",
        "remove", "td", "no more", "stop it", "leave me alone",  # English, and the carriers'
        "arret", "arreter", "arretez", "desabonner", "desinscrire", "stopper", "ne m'ecrivez plus",  # French
        "daina", "tsaya",  # Hausa
        "kwusi", "kwusi ozi",  # Igbo
        "duro", "da duro",  # Yoruba
        "simama", "komesha",  # Swahili; its "acha" is "fine" in Hindi, so a person reads that
        "roko", "band karo", "रोको", "बंद करो",  # Hindi
        "parar", "pare", "alto", "baja",  # Portuguese, Spanish
        "توقف", "ايقاف", "الغاء",  # Arabic
    }
)  # fmt: skip

MAY_MEAN_THE_VISIT = frozenset({"cancel", "end", "quit", "remove", "revoke", "duro", "الغاء"})
"""Carriers stop all texts on them, but who writes one may have wanted to be rid of the visit: a person asks."""

START = frozenset(
    {
        "start", "unstop", "subscribe", "resume", "optin", "opt-in", "opt in",  # English, and the carriers'
        "commencer", "reprendre", "debut",  # French
        "fara", "malite", "bere", "anza",  # Hausa, Igbo, Yoruba, Swahili
        "shuru", "शुरू",  # Hindi
        "ابدا",  # Arabic
    }
)  # fmt: skip

POLITE = frozenset(
    {
        "please", "pls", "plz", "thanks", "thank", "you", "sir", "madam", "ma", "doctor", "sms", "text", "texts",
        "texting", "message", "messages", "merci", "svp", "docteur", "monsieur", "madame", "don", "allah", "ejo",
        "biko", "tafadhali", "asante", "nagode",
    }
)  # fmt: skip
"""Said around an answer; what is left when they are taken away is the answer."""
