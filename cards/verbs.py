"""What the buttons on cards ask for. Scripts and old cards hold on to these words."""

from enum import StrEnum


class Verb(StrEnum):
    ASK = "ask.question"
    HELPFUL = "answer.helpful"
    UNHELPFUL = "answer.unhelpful"
    ESCALATE = "answer.escalate"

    REVIEW_QUEUE = "review.queue"
    REVIEW_OPEN = "review.open"
    REVIEW_CLAIM = "review.claim"
    REVIEW_RELEASE = "review.release"
    REVIEW_WRITE = "review.write"
    REVIEW_PREVIEW = "review.preview"
    REVIEW_SEND = "review.send"
    REVIEW_RESEND = "review.resend"
    REVIEW_DISMISS = "review.dismiss"
    REVIEW_REOPEN = "review.reopen"
    REVIEW_PROMOTE = "review.promote"
    REVIEW_PROMOTE_PREVIEW = "review.promote_preview"
    REVIEW_PROMOTE_SEND = "review.promote_send"
    REVIEW_SOLVED = "review.solved"
    REVIEW_STILL = "review.still"
    REVIEW_REPLY = "review.reply"

    NUDGE_START = "nudge.start"
    NUDGE_ENROLLED = "nudge.enrolled"
    NUDGE_LATER = "nudge.later"
    NUDGE_HELP = "nudge.help"
    NUDGE_STOP = "nudge.stop"
    NUDGE_AGAIN = "nudge.again"
