"""The Teams app package: a manifest, two icons, and what packs them."""
