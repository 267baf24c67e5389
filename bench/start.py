"""Measure the start of the bot: seconds from `python app.py` to the first answer, and memory then.

python -m bench.start [--rounds N]
"""

import argparse
import asyncio
import time
from statistics import median

from bench.load import send
from bench.process import rss_mb, running
from bench.subjects import TEXTS, answer, connector


def start() -> tuple[float, float]:
    """Start the bot, ask it once, and return seconds and MB."""
    subject = answer()
    with running(connector(reply=subject.reply), core=1) as connection:
        began = time.perf_counter()
        with running(subject, core=0) as bot:
            asyncio.run(send(bot=bot.url, connector=connection.url, texts=TEXTS, messages=1, at_once=1))
            return time.perf_counter() - began, rss_mb(bot.pid)


def main() -> None:
    """Print each round, and the median."""
    parser = argparse.ArgumentParser(description="Measure the start of the bot.")
    parser.add_argument("--rounds", type=int, default=5)
    rounds = [start() for _ in range(parser.parse_args().rounds)]
    for seconds, memory in rounds:
        print(f"first answer after {seconds:.2f} s, {memory:.0f} MB")
    print(f"median: {median(seconds for seconds, _ in rounds):.2f} s, {median(mb for _, mb in rounds):.0f} MB")


if __name__ == "__main__":
    main()
