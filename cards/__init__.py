"""Adaptive Cards, made of domain objects and texts. No clock, no store."""
