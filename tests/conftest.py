"""What all tests may use: one browser, and the renderer of Adaptive Cards."""

pytest_plugins = ["tests.browser", "tests.cards.renderer"]
