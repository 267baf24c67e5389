"""Measure how long the search ranks a question, with all its legs, and with so many example questions.

python -m bench.ranking [--texts 5000]
"""

import argparse
import random
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

from bench.subjects import PROJECT
from knowledge import classifier
from knowledge.answering import Answerer, Asker
from knowledge.evaluate import read_questions
from knowledge.examples import examples
from knowledge.index import build
from knowledge.library import load_library
from knowledge.search import Search

QUESTIONS = Path(PROJECT) / "tests" / "knowledge" / "questions.jsonl"


def main() -> None:
    """Print the median and the 99th percentile, of the ranking alone and of a whole answer."""
    parser = argparse.ArgumentParser(description="Measure the ranking.")
    parser.add_argument("--texts", type=int, default=5000)
    count = parser.parse_args().texts
    library = load_library()
    texts = examples(library)
    random.Random(0).shuffle(texts := list(texts))
    index = build(texts[:count])
    search = Search(index, classifier.fit(index))
    asked = [each.question for each in read_questions(QUESTIONS)]
    answerer = Answerer(library, search)

    def answer(text: str) -> object:
        return answerer.answer(text, Asker(language="en"))

    work: Callable[[str], object]
    for name, work in (
        ("ranked", search.rank),
        ("answered, with everything around it", answer),
    ):
        for text in asked[:50]:
            work(text)
        took = [timed(work, text) for text in asked]
        most = quantiles(took, n=100)[98]
        print(f"{len(index.examples[0]) - 1} texts, {len(asked)} questions {name}: ", end="")
        print(f"median {median(took) * 1000:.2f} ms, 99 % within {most * 1000:.2f} ms")


def timed(work: Callable[[str], object], text: str) -> float:
    """Tell how many seconds something takes."""
    began = time.perf_counter()
    work(text)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
