"""What all tests may use: one browser, the renderer of Adaptive Cards, and an emulator of Azure Cosmos DB."""

pytest_plugins = ["tests.browser", "tests.cards.renderer", "tests.cosmos.fixtures"]
