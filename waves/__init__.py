"""The roll-out in waves: who is nudged, when, and what became of it."""
