"""An index made from one that differs by little: the features of texts that stay are not counted again."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from knowledge.counting import Counts, count
from knowledge.index import Example, Index, Ints, assemble, in_order

Doubles = npt.NDArray[np.float64]


def rebuilt(index: Index, old: Sequence[Example], new: Sequence[Example]) -> Index:
    """Make the index of `new`, as `build` does, from the one of `old`. Only the order of the features differs."""
    listed = in_order(new)
    row_of = {each.text: row for row, each in enumerate(in_order(old))}
    fresh = list(dict.fromkeys(each.text for each in listed if each.text not in row_of))
    counted = count(fresh)
    vocabulary = dict(index.vocabulary)
    number = np.array([vocabulary.setdefault(name, len(vocabulary)) for name in counted.vocabulary], np.int64)
    starts, column, times = index.counts()
    lengths = np.concatenate([np.diff(starts), np.bincount(counted.row, minlength=len(fresh))])
    begins = np.cumsum(lengths) - lengths

    row_of.update({text: len(old) + position for position, text in enumerate(fresh)})
    rows = np.array([row_of[each.text] for each in listed])
    place = spans(begins[rows], lengths[rows])
    kept = np.concatenate([column, number[counted.column]])[place]
    used = np.bincount(kept, minlength=len(vocabulary)) > 0
    return assemble(
        listed,
        Counts(
            vocabulary=[name for name, still in zip(vocabulary, used.tolist(), strict=True) if still],
            row=np.repeat(np.arange(len(rows)), lengths[rows]),
            column=(np.cumsum(used) - 1)[kept],
            times=np.concatenate([times, counted.times])[place],
        ),
    )


def vectors_of(index: Index, known: Sequence[Example], some: Sequence[Example]) -> tuple[Ints, Ints, Doubles]:
    """Weigh some of the texts of an index, the one of `known`, as if there were no others: row starts, columns, values.

    Each vector has length 1.
    """
    row_of = {each.text: row for row, each in enumerate(in_order(known))}
    rows = np.array([row_of[each.text] for each in some])
    starts, column, times = index.counts()
    lengths = np.diff(starts)[rows]
    place = spans(starts[rows], lengths)
    row, column = np.repeat(np.arange(len(rows)), lengths), column[place]
    idf = np.log((1 + len(rows)) / (1 + np.bincount(column, minlength=len(index.vocabulary)))) + 1
    weight = (1 + np.log(times[place])) * idf[column]
    weight /= np.sqrt(np.bincount(row, weight**2, len(rows)))[row]
    return np.concatenate([[0], np.cumsum(lengths)]), column, weight


def spans(begins: Ints, lengths: Ints) -> Ints:
    """List the numbers of all spans that begin here and are so long, one after the other."""
    ends = np.cumsum(lengths)
    return np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(begins - ends + lengths, lengths)


def fresh_rows(old: Sequence[Example], new: Sequence[Example]) -> Ints:
    """List the rows of the index of `new` that hold what the index of `old` does not."""
    known = {(each.entry, each.text) for each in old}
    found = [row for row, each in enumerate(in_order(new)) if (each.entry, each.text) not in known]
    return np.array(found, np.int64)
