"""The Agents Playground's page, driven as a person drives it.

What the selectors stand on (m365agentsplayground 0.2.28, Fluent UI 9): chats are `treeitem`s named after the chat, or
`<team> - <channel>`; the composer is a Lexical editor that wants real key strokes and sends on Enter, the first of
several in a channel; every message has a button "Show more information"; a card is `.ac-adaptiveCard`, its actions are
buttons, the seventh and later ones items of a menu "More options"; the accessible name of an input grows its error
message, so that inputs are found through `label[for]`.

How it behaves: Action.ToggleVisibility works. A card that answers an Action.Execute replaces the old one in place; a
text shows as a notice below it; an error shows nowhere but in the log. A new message, a notice and an update clear
whatever is typed into cards. A toggle nobody touched sends "false", whatever its `valueOff`. Suggested actions leave
with the next message. Each load of the page forgets the history and installs the bot anew, and so does the first visit
of each other chat.
"""

import re
from pathlib import Path
from typing import Self

from playwright.sync_api import Locator, expect

from tests.browser import Browser, on_browser_thread
from tests.end_to_end.playground import Playground

DESKTOP = (1280, 900)
PHONE = (390, 844)

# The page itself insists on 600 px, cards on 450 (0.2.28); a phone has less
NARROW = """
[role=toolbar] { display: none !important; }
div:has([data-lexical-editor]), div:has(.ac-adaptiveCard), .ac-adaptiveCard { min-width: 0 !important; }
div:has(> .ac-preview-panel) { width: auto !important; }
div:has(> [aria-label="Message header"]) { margin-inline: 8px !important; }
"""


class Page:
    """One open page of the Playground. "The card" is the last, or the last that contains the words given.

    In a channel the newest thread stands first: name its card by words it contains.
    """

    def __init__(
        self, browser: Browser, playground: Playground, screenshots: Path, *, size: tuple[int, int] = DESKTOP
    ) -> None:
        """Take what to drive and where pictures go; nothing opens before the context is entered."""
        self.browser = browser
        self.playground = playground
        self._screenshots = screenshots
        self._size = size
        self._cards_before = 0
        self._visited: set[str] = set()

    @on_browser_thread
    def __enter__(self) -> Self:
        """Open the personal chat. That installs the bot anew: what it answers to it is waited for too."""
        mark = self.playground.mark()
        self._page = self.browser.open_page(*self._size)
        self._page.goto(self.playground.address, wait_until="domcontentloaded")
        self._arrive(self.playground.company.personal, mark)
        self._page.get_by_title("Hide log panel").click()
        if self._size[0] < 600:
            self._page.add_style_tag(content=NARROW)
        return self

    @on_browser_thread
    def __exit__(self, *_: object) -> None:
        """Close the page."""
        self._page.context.close()

    @on_browser_thread
    def open_chat(self, conversation: str) -> None:
        """Switch to a chat or channel by its id. The first visit installs the bot there, as opening the page does."""
        mark = self.playground.mark()
        drawer = self._page.get_by_title("Toggle app bar and conversation window")
        if drawer.is_visible():
            drawer.click()
        self._page.get_by_role("treeitem", name=self.playground.company.chats[conversation], exact=True).click()
        if drawer.is_visible():
            self._page.mouse.click(self._size[0] - 4, self._size[1] / 2)
        self._arrive(conversation, mark)

    @on_browser_thread
    def ask(self, text: str, *, mention: bool = False) -> None:
        """Type a message and send it; a group chat or channel reaches the bot only with a mention."""
        self._cards_before = self._cards().count()
        composer = self._composer()
        composer.click()
        if mention:
            composer.press_sequentially("@")
            name = self.playground.company.bot_name
            self._page.locator("#typeahead-menu").get_by_role("menuitem", name=name).click()
            composer.press_sequentially(" ")
        composer.press_sequentially(text)
        composer.press("Enter")

    @on_browser_thread
    def wait_for_new_card(self) -> str:
        """Wait until there is a card more than before the last `ask` or `open_chat`, and return the newest's text."""
        expect(self._cards().nth(self._cards_before)).to_be_visible()
        return self._cards().last.inner_text()

    @on_browser_thread
    def wait_for_card(self, containing: str) -> str:
        """Wait until a card contains the words, and return its text."""
        expect(self._card(containing)).to_be_visible()
        return self._card(containing).inner_text()

    @on_browser_thread
    def has_card(self, containing: str) -> bool:
        """Tell whether a card contains the words just now."""
        return self._card(containing).count() > 0

    @on_browser_thread
    def wait_for_text(self, text: str) -> None:
        """Wait until the page shows the text anywhere, below a card too."""
        expect(self._page.get_by_text(text).last).to_be_visible()

    @on_browser_thread
    def press(self, title: str, *, containing: str = "") -> None:
        """Press an action of the card by its title, in its menu of further actions if need be."""
        card = self._card(containing)
        button = card.get_by_role("button", name=title, exact=True)
        further = card.get_by_role("button", name="More options", exact=True)
        expect(button.or_(further).first).to_be_visible()
        if button.count():
            button.click()
        else:
            further.click()
            self._page.get_by_role("menuitem", name=title, exact=True).click()

    @on_browser_thread
    def pick_suggestion(self, title: str) -> None:
        """Press a suggested action; they are offered below the last message only."""
        self._page.get_by_role("button", name=title, exact=True).last.click()

    @on_browser_thread
    def fill(self, label: str, text: str, *, containing: str = "") -> None:
        """Type into the card's input that has the label."""
        self._input(label, containing).fill(text)

    @on_browser_thread
    def choose(self, label: str, *options: str, containing: str = "") -> None:
        """Choose in the card's choice set that has the label: drop-down, radio buttons or check boxes."""
        choices = self._input(label, containing)
        if choices.get_attribute("role") == "combobox":
            choices.click()
            for option in options:
                self._page.get_by_role("option", name=option, exact=True).click()
            return
        for option in options:
            choices.get_by_label(option, exact=True).check()

    @on_browser_thread
    def tick(self, title: str, *, containing: str = "") -> None:
        """Tick the card's toggle that has the title."""
        self._card(containing).get_by_role("checkbox", name=title).check()

    @on_browser_thread
    def screenshot(self, name: str, *, height: int | None = None) -> Path:
        """Save a picture as `<name>.png` and return its path; a height makes the page as tall for it."""
        before = self._page.viewport_size
        path = self._screenshots / f"{name}.png"
        if height and before:
            self._page.set_viewport_size({"width": before["width"], "height": height})
        self._page.screenshot(path=path)
        if height and before:
            self._page.set_viewport_size(before)
        return path

    @on_browser_thread
    def overflow(self) -> int:
        """Return by how many pixels cards are wider than the page shows."""
        return self._page.evaluate(
            "Math.max(0, ...[...document.querySelectorAll('.ac-adaptiveCard, .ac-adaptiveCard *')]"
            ".map(element => Math.ceil(element.getBoundingClientRect().right - innerWidth)))"
        )

    def _arrive(self, conversation: str, mark: int) -> None:
        expect(self._composer()).to_be_visible()
        if conversation not in self._visited:
            self._visited.add(conversation)
            self.playground.wait_for_installation(conversation, mark)
            came = [shown for shown in self.playground.shown(mark) if shown.conversation.startswith(conversation)]
            expect(self._page.get_by_label("Show more information")).to_have_count(len(came))
        self._cards_before = self._cards().count()

    def _composer(self) -> Locator:
        return self._page.locator("[data-lexical-editor]").first

    def _cards(self) -> Locator:
        return self._page.locator(".ac-adaptiveCard")

    def _card(self, containing: str) -> Locator:
        return self._cards().filter(has_text=containing).last

    def _input(self, label: str, containing: str) -> Locator:
        pattern = re.compile(rf"^\s*{re.escape(label)}(\s*\*)?\s*$")
        named = self._card(containing).locator("label").filter(has_text=pattern).last
        return self._page.locator(f'[id="{named.get_attribute("for")}"]')
