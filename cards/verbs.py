"""What the buttons of cards ask for."""

from enum import StrEnum


class Verb(StrEnum):
    ASK = "ask.question"
    HELPFUL = "answer.helpful"
    UNHELPFUL = "answer.unhelpful"
    ESCALATE = "answer.escalate"
