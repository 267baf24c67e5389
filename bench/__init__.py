"""Measure the bot against echo bots made with the vendors' SDKs."""
