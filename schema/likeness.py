"""How like a text and a name are: word by word, in any order, each word of the text in the name.

A text names an entity if each of its words is one of a name's: the same, the same sound (another transliteration), one
or two letters away, the beginning of it (the text's last word), or its first letter. What the text leaves out of the
name lowers the score a little; a word that the name lacks rules it out, so that nobody is found by another's surname
with a given name of their own. Words that tell nothing (of, the, Republic) rule nobody out, but in capitals: the UN of
UN Government is more than the French un.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA
from rigour.names import remove_person_prefixes

from schema.search_keys import ABBREVIATED, SHORT, joined
from schema.spelling import abbreviates, capitals, says_nothing, sounds, spelled, telling, twin
from schema.word_likeness import ONE_WRONG, WRONG, How, Word, alike, together

# What is less alike is not found.
LEAST = 0.6
# Letters that may be wrong in a text.
MOST_WRONG = 2
# What an abbreviation is worth, and what is lost by a word that another name of the entity has, or that is a father's.
INITIALS = 0.86
ELSEWHERE, FATHERS = 0.12, 0.02
# Names that long may have one, or two, wrong letters where words part.
LONG, LONGER = 8, 12
# How much longer or shorter one word may be than two that are the same.
MOST_APART = 4
# A word of the text that tells nothing and that the name does not have, if it is a letter or two wrong or not.
UNSAID = 0.03
# Words in another order than the name's.
SWAPPED = 0.01
# In a part of a name, so many letters must be right for each that is wrong.
SURE = 6
# Words that long may be in another case of their grammar.
INFLECTED = 8
# The part of the score that depends on how much of the name the text has.
COVERAGE = 0.2
_FATHERS = ("vich", "vna", "witsch", "wna", "uly", "kyzy", "qyzy", "uli", "ich")


_FARTHER = {how: place for place, how in enumerate(How)}


@dataclass(frozen=True, slots=True)
class Match:
    """How like a name is (0 to 1) and in what way."""

    score: float
    how: How


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text that is looked for: its words, in the ways in which they may be meant."""

    forms: tuple[tuple[Word, ...], ...]
    # For people: without a title before the name.
    untitled: tuple[tuple[Word, ...], ...]
    # Its only word, folded, where that may be an abbreviation.
    abbreviation: str | None
    # All of it as one word, and its words as they are written.
    together: str
    written: tuple[str, ...]
    # The words that tell nothing, beside others; those of them that stand in capitals; whether it has no other words.
    small: tuple[str, ...]
    capitals: frozenset[str]
    nothing: bool

    @classmethod
    def of(cls, text: str) -> "Wanted":
        its, plain, other = read(text), remove_person_prefixes(text), twin(text)
        found = its.words
        if its.nothing or (text.isupper() and len(text) <= 4):
            # An abbreviation is no beginning, and one letter makes it another. What tells nothing must be all there is.
            found = tuple(replace(word, taken=True) for word in found)
        twins = tuple(replace(word, taken=True) for word in read(other).words) if other else ()
        short = found[0].folded if len(found) == 1 and 2 < len(found[0].folded) <= SHORT else None
        return cls(
            forms=_forms(found) + ((twins,) if twins else ()),
            untitled=_forms(read(plain).words) if plain != text else (),
            abbreviation=short if text.isupper() or not its.nothing else None,
            together=its.together,
            written=tuple(word.written for word in found),
            small=its.small,
            capitals=capitals(text).intersection(its.small),
            nothing=its.nothing,
        )


@dataclass(frozen=True, slots=True)
class TextWords:
    """The words of a text by which it is told from others, those that a hyphen joins as one, and all of it as one."""

    words: tuple[Word, ...]
    hyphened: tuple[Word, ...]
    together: str
    # The words that tell nothing, where there are others; whether there are only such.
    small: tuple[str, ...]
    nothing: bool

    def has(self, folded: str) -> bool:
        return folded in self.small or any(word.folded == folded for word in self.words)


@lru_cache(maxsize=16_384)
def read(text: str) -> TextWords:
    found = {folded: Word(folded, written, sounds(folded)) for folded, written in spelled(text)}
    told = telling(found)
    return TextWords(
        words=tuple(found[word] for word in told),
        hyphened=tuple(Word(word, word, sounds(word), taken=True) for word in joined(text)),
        together="".join(found),
        small=tuple(word for word in found if word not in told),
        nothing=all(says_nothing(word) for word in told),
    )


def _forms(found: tuple[Word, ...]) -> tuple[tuple[Word, ...], ...]:
    """The words as they are, and with two neighbours as one."""
    pairs = [together(pair) for pair in pairwise(found)] if len(found) <= 4 else []
    return (found, *((*found[:place], pair, *found[place + 2 :]) for place, pair in enumerate(pairs)))


def likeness(wanted: Wanted, name: str, others: Iterable[str] = (), *, person: bool = False) -> Match | None:
    """How like a name is to what is wanted; None where it is not. `others`: further names of the same entity."""
    its = read(name)
    if not its.words:
        return None
    unsaid = [word for word in wanted.small if not its.has(word)]
    if any(word in wanted.capitals and not _has(word, others) for word in unsaid):
        return None
    found = _likeness(wanted, its, others, person)
    if found and unsaid:
        found = Match(found.score - UNSAID * len(unsaid), max(found.how, How.SPELLING, key=_FARTHER.__getitem__))
    return found if found and found.score >= LEAST else None


def _likeness(wanted: Wanted, its: TextWords, others: Iterable[str], person: bool) -> Match | None:
    if wanted.written == tuple(word.written for word in its.words):
        return Match(1.0, How.EXACT)
    # A text that tells nothing means what is called just that, and nothing of which it is a part.
    best = None if wanted.nothing and not its.nothing else _by_words(wanted, its, others, person)
    short = wanted.abbreviation
    if short and not person and len(its.words) >= ABBREVIATED and abbreviates(short, [w.folded for w in its.words]):
        best = max(best or Match(0.0, How.PREFIX), Match(INITIALS, How.ABBREVIATION), key=lambda each: each.score)
    return best


def _by_words(wanted: Wanted, its: TextWords, others: Iterable[str], person: bool) -> Match | None:
    forms = [its.words]
    if its.hyphened:
        forms.append(its.hyphened)
    if len(wanted.written) == 1 and len(its.words) == 2 and abs(len(its.together) - len(wanted.together)) <= MOST_APART:
        forms.append((together(its.words),))
    best = _best(wanted.forms, forms, others, person)
    if person and wanted.untitled:
        untitled = _best(wanted.untitled, forms, others, person)
        best = max(filter(None, (best, untitled)), key=lambda match: match.score, default=None)
    return best or _as_one(wanted, its)


def _as_one(wanted: Wanted, its: TextWords) -> Match | None:
    """A whole name in which a space is among the wrong letters, or the letters of an article."""
    text, name = wanted.together, its.together
    size = min(len(text), len(name))
    allowed = 0 if size < LONG else 1 if size < LONGER else MOST_WRONG
    if not allowed or abs(len(text) - len(name)) > allowed:
        return None
    wrong = OSA.distance(text, name, score_cutoff=allowed)
    if wrong > allowed or (wrong == MOST_WRONG and text[0] != name[0]):
        return None
    # Where the spaces are right, two wrong letters are a word's: Karim Karimov is not Karim Masimov.
    if wrong == MOST_WRONG and [len(word) for word in wanted.written] == [len(word.written) for word in its.words]:
        return None
    return Match(ONE_WRONG - WRONG * wrong / size, How.SPELLING)


def _best(
    texts: Iterable[tuple[Word, ...]], names: list[tuple[Word, ...]], others: Iterable[str], person: bool
) -> Match | None:
    for text in texts:
        found = [match for name in names if (match := _match(text, name, others, person))]
        if found:
            # Words taken together are tried only where they are found in no other way.
            return max(found, key=lambda match: match.score)
    return None


def _match(text: tuple[Word, ...], name: tuple[Word, ...], others: Iterable[str], person: bool) -> Match | None:
    left = list(name)
    worth = length = lost = 0.0
    wrong = 0
    how = How.EXACT
    missing: list[Word] = []
    places: list[tuple[int, int]] = []
    # Those first that are the name's own, so that Karimov does not take the place of Karim; then the longest: they have
    # the least choice.
    own = {word.folded for word in name}
    for word in sorted(text, key=lambda each: (each.folded not in own, -len(each.folded))):
        begun = word is text[-1]
        found = [(like, each) for each in left if (like := alike(word, each, begun, person))]
        if not found:
            missing.append(word)
            continue
        (quality, letters, its), taken = max(found, key=lambda each: each[0][0])
        left.remove(taken)
        places.append((text.index(word), name.index(taken)))
        worth += quality * len(word.folded)
        length += len(word.folded)
        wrong += letters
        how = max(how, its, key=_FARTHER.__getitem__)
    there = len(text) - len(missing)
    whole = sum(len(word.folded) for word in name)
    covered = 1 - sum(len(word.folded) for word in left) / whole
    if not there or length < 2 * there or wrong > MOST_WRONG or (wrong and left and length / wrong < SURE):
        return None
    if [place for _, place in sorted(places)] != sorted(place for _, place in places):
        lost += SWAPPED
    if missing:
        for word in missing:
            middle = not left and word not in (text[0], text[-1])
            if person and there >= 2 and (middle or word.folded.endswith(_FATHERS)):
                lost += FATHERS
            elif there >= 3 and not left and len(word.folded) <= 3:
                lost += ELSEWHERE  # an article or preposition, mistyped
                how = max(how, How.SPELLING, key=_FARTHER.__getitem__)
            elif there >= len(missing) and (way := _elsewhere(word, others)):
                lost += ELSEWHERE
                how = max(how, way, key=_FARTHER.__getitem__)
            else:
                return None
    return Match(worth / length * (1 - COVERAGE + COVERAGE * covered) - lost, how)


def _has(word: str, names: Iterable[str]) -> bool:
    """Whether one of the names has the folded word, be it one that tells nothing."""
    return any(read(name).has(word) for name in names)


def _elsewhere(word: Word, names: Iterable[str]) -> How | None:
    """In what way one of the names has the word, be it in another case of its grammar; None where none has."""
    ways = []
    for name in names:
        for each in read(name).words:
            found = alike(word, each, False, False)
            if found and (found[1] == 0 or len(word.folded) >= INFLECTED):
                ways.append(found[2])
    return min(ways, key=_FARTHER.__getitem__, default=None)
