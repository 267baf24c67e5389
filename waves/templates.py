"""Words for a nudge to begin with: short, one call to action, what is in it for you. The sponsor signs below them.

When, and how long it takes, the card says itself.
"""

from collections.abc import Mapping
from typing import Final

from waves.wave import Kind

TEMPLATES: Final[Mapping[Kind, Mapping[str, str]]] = {
    Kind.ANNOUNCEMENT: {
        "en": "Soon we start to protect the phones and computers that open our email and files. You keep working as "
        "you do today, and your private photos and messages stay private. There is nothing to do yet: when it is your "
        "turn you get a message here, with a guide that takes you through it step by step.",
        "sv": "Snart börjar vi skydda de mobiler och datorer som öppnar vår mejl och våra filer. Du jobbar på som "
        "vanligt, och dina privata bilder och meddelanden förblir privata. Du behöver inte göra något än: när det är "
        "din tur får du ett meddelande här, med en guide som visar dig steg för steg.",
    },
    Kind.INVITATION: {
        "en": "Now it is your turn to enroll your device. Then email, Teams and files keep working wherever you are, "
        "and our customers' information stays safe, even if the device gets lost. Your private photos and messages "
        "stay private. Press Start, and a guide takes you through it step by step.",
        "sv": "Nu är det din tur att registrera din enhet. Då fortsätter mejl, Teams och filer att fungera var du än "
        "är, och våra kunders uppgifter är trygga även om enheten kommer bort. Dina privata bilder och meddelanden "
        "förblir privata. Tryck på Starta, så visar en guide dig steg för steg.",
    },
    Kind.REMINDER: {
        "en": "As far as we can see, your device is not enrolled yet. Pick a quiet moment, plug it in and do it in one "
        "go, and email, Teams and files keep working without a break. Press Start when it suits you. If something is "
        "in the way, ask for help: we are glad to.",
        "sv": "Så vitt vi kan se är din enhet inte registrerad än. Ta en lugn stund, sätt i laddaren och gör allt på "
        "en gång, så fortsätter mejl, Teams och filer att fungera utan avbrott. Tryck på Starta när det passar dig. "
        "Är det något som hindrar dig hjälper vi gärna till.",
    },
    Kind.THANKS: {
        "en": "Your device is enrolled, and our customers' information is safer for it. Thank you for taking the "
        "time. Email, Teams and your work apps simply keep working. If anything looks odd, ask for help right here.",
        "sv": "Din enhet är registrerad, och våra kunders uppgifter är tryggare för det. Tack för att du tog dig tid. "
        "Mejl, Teams och jobbappar fortsätter att fungera som vanligt. Är det något som krånglar får du hjälp här.",
    },
}


def template(kind: Kind, language: str) -> str:
    """Give the words for a kind of nudge."""
    return TEMPLATES[kind][language]
