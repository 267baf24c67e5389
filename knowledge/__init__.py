"""Curated articles, and what a question finds among them."""
