"""How like a text and a name are: word by word, in any order, each word of the text in the name.

A text names an entity if each of its words is one of a name's: the same, the same sound (another transliteration), one
or two letters away, the beginning of it (the text's last word), or its first letter. What the text leaves out of the
name lowers the score a little; a word that the name lacks rules it out, so that nobody is found by another's surname
with a given name of their own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA
from rigour.names import remove_person_prefixes

from schema.search_keys import ABBREVIATED, SHORT, abbreviation, joined
from schema.spelling import initials, sounds, spelled, telling, twin

# What is less alike is not found.
LEAST = 0.6
# Letters that may be wrong in a text.
MOST_WRONG = 2
# What a word is worth that is the name's only by sound, and one that another name of the entity has, or a father's.
SAME_FOLD, SAME_SOUND, FIRST_LETTER, INITIALS = 0.98, 0.96, 0.8, 0.86
ELSEWHERE, FATHERS = 0.12, 0.02
# The part of the score that depends on how much of the name the text has.
COVERAGE = 0.2
# States that bodies have behind their names.
_STATES = {"rk": "kazakhstan", "kr": "kazakhstan", "qr": "kazakhstan", "rf": "russia"}
_FATHERS = ("vich", "vna", "witsch", "wna", "uly", "kyzy", "qyzy", "uli", "ich")


class How(StrEnum):
    """In what way a name matches, from the nearest to the farthest."""

    EXACT = "exact"
    TRANSLITERATION = "transliteration"
    ABBREVIATION = "abbreviation"
    SPELLING = "spelling"
    PREFIX = "prefix"


_FARTHER = {how: place for place, how in enumerate(How)}


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word, as it is written, and its readings. `taken`: several words taken together."""

    folded: str
    written: str
    sounds: tuple[str, ...]
    taken: bool = False


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
    # The sounds of its letters where it may be an abbreviation.
    abbreviation: str | None

    @classmethod
    def of(cls, text: str) -> "Wanted":
        found, plain, other = read(text), remove_person_prefixes(text), twin(text)
        short = found[0].folded if len(found) == 1 and 2 < len(found[0].folded) <= SHORT else None
        return cls(
            forms=_forms(found) + (_forms(read(other)) if other else ()),
            untitled=_forms(read(plain)) if plain != text else (),
            abbreviation=abbreviation(short) if short else None,
        )


@lru_cache(maxsize=8192)
def read(text: str) -> tuple[Word, ...]:
    """The words of a text by which it is told from others."""
    found = {folded: Word(folded, written, sounds(folded)) for folded, written in spelled(text)}
    return tuple(found[word] for word in telling(found))


def _forms(found: tuple[Word, ...]) -> tuple[tuple[Word, ...], ...]:
    """The words as they are, and with two neighbours as one."""
    pairs = [_one(pair) for pair in pairwise(found)] if len(found) <= 4 else []
    return (found, *((*found[:place], pair, *found[place + 2 :]) for place, pair in enumerate(pairs)))


def _one(parts: Iterable[Word]) -> Word:
    folded, written = map("".join, zip(*((part.folded, part.written) for part in parts), strict=True))
    return Word(folded, written, sounds(folded), taken=True)


def likeness(wanted: Wanted, name: str, others: Iterable[str] = (), *, person: bool = False) -> Match | None:
    """How like a name is to what is wanted; None where it is not. `others`: further names of the same entity."""
    its = read(name)
    if not its:
        return None
    forms = [its]
    if whole := joined(name):
        forms.append(tuple(Word(word, word, sounds(word), taken=True) for word in whole))
    if len(its) == 2:
        forms.append((_one(its),))
    best = _best(wanted.forms, forms, others, person)
    if person and wanted.untitled and best is None:
        best = _best(wanted.untitled, forms, others, person)
    short = wanted.abbreviation
    if short and not person and len(its) >= ABBREVIATED and initials(word.folded for word in its) == short:
        best = max(best or Match(0.0, How.PREFIX), Match(INITIALS, How.ABBREVIATION), key=lambda each: each.score)
    return best if best and best.score >= LEAST else None


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
    # The longest first: they have the least choice.
    for word in sorted(text, key=lambda each: -len(each.folded)):
        begun = word is text[-1]
        found = max(((alike(word, each, begun, person), each) for each in left), key=_by_quality, default=None)
        if found is None or found[0] is None:
            missing.append(word)
            continue
        (quality, letters, its), taken = found
        left.remove(taken)
        worth += quality * len(word.folded)
        length += len(word.folded)
        wrong += letters
        how = max(how, its, key=_FARTHER.__getitem__)
    there = len(text) - len(missing)
    if not length or wrong > MOST_WRONG or all(len(word.folded) == 1 for word in text if word not in missing):
        return None
    if missing:
        for word in missing:
            if person and there >= 2 and word.folded.endswith(_FATHERS):
                lost += FATHERS
            elif there >= len(missing) and _elsewhere(word, others):
                lost += ELSEWHERE
            else:
                return None
    whole = sum(len(word.folded) for word in name)
    covered = 1 - sum(len(word.folded) for word in left) / whole
    return Match(worth / length * (1 - COVERAGE + COVERAGE * covered) - lost, how)


def _elsewhere(word: Word, names: Iterable[str]) -> bool:
    """Whether one of the names has the word."""
    if state := _STATES.get(word.folded):
        word = Word(state, state, sounds(state))
    return any(alike(word, each, False, False) for name in names for each in read(name))


def _by_quality(found: tuple[tuple[float, int, How] | None, Word]) -> float:
    return found[0][0] if found[0] else 0.0


def alike(word: Word, other: Word, begun: bool, person: bool) -> tuple[float, int, How] | None:
    """How like two words are (0 to 1), how many letters are wrong, and in what way; None where they are not.

    `begun`: the word may be the beginning of the other; `person`: one letter may be an initial.
    """
    if word.written == other.written:
        return 1.0, 0, How.EXACT
    if word.folded == other.folded:
        return SAME_FOLD, 0, How.TRANSLITERATION
    size = len(word.folded)
    if size == 1:
        same = word.folded == other.folded[0] or any(sound[:1] == word.sounds[0] for sound in other.sounds)
        return (FIRST_LETTER, 0, How.ABBREVIATION) if person and same else None
    if not set(word.sounds).isdisjoint(other.sounds):
        # In short words, most of them abbreviations, each letter counts.
        if size > 3 or abbreviation(word.folded) == abbreviation(other.folded):
            return SAME_SOUND, 0, How.TRANSLITERATION
    found = None
    allowed = 0 if size < 4 or word.taken or other.taken else 1 if size < 6 else 2
    if allowed and abs(size - len(other.folded)) <= allowed + 2:
        wrong = min(
            OSA.distance(word.folded, other.folded, score_cutoff=allowed),
            min(OSA.distance(one, two, score_cutoff=allowed) for one in word.sounds for two in other.sounds),
        )
        if wrong <= allowed and min(len(word.sounds[0]), len(other.folded)) > wrong + 1:
            found = 0.92 - 0.4 * wrong / size, wrong, How.SPELLING
    if begun and size > 1 and _begins(word, other):
        so_far = 0.6 + 0.3 * min(size / len(other.folded), 1.0)
        if found is None or so_far > found[0]:
            return so_far, 0, How.PREFIX
    return found


def _begins(word: Word, other: Word) -> bool:
    if other.folded.startswith(word.folded) or other.written.startswith(word.written):
        return True
    return any(
        len(one) >= 3 and two.startswith(one) for one in word.sounds for two in other.sounds
    )
