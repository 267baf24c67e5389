"""The Teams edge: the only importer of the Bot Framework, aiohttp and msal."""
