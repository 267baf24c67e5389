"""Write the golden cards anew: `python -m tests.cards.write_golden`. What changed is to be reviewed in the diff."""

import json

from tests.cards.samples import samples
from tests.cards.test_cards import GOLDEN
from tests.fakes.library import library


def main() -> None:
    """Write a file for each card, and remove those of cards that are gone."""
    GOLDEN.mkdir(exist_ok=True)
    for path in GOLDEN.glob("*.json"):
        path.unlink()
    for name, card in samples(library()):
        text = json.dumps(card, ensure_ascii=False, indent=2)
        (GOLDEN / f"{name}.json").write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    main()
