"""How like a text and a name are: word by word, in any order, each word of the text in the name.

A text names an entity if each of its words is one of a name's: the same, the same sound (another transliteration), one
or two letters away, the beginning of it (the text's last word), or its first letter. What the text leaves out of the
name lowers the score a little; a word that the name lacks rules it out, so that nobody is found by another's surname
with a given name of their own.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA
from rigour.names import remove_person_prefixes

from schema.search_keys import ABBREVIATED, SHORT, joined
from schema.spelling import abbreviates, letters_of, sounds, spelled, telling, twin

# What is less alike is not found.
LEAST = 0.6
# Letters that may be wrong in a text.
MOST_WRONG = 2
# What a word is worth that is the name's only by sound, and one that another name of the entity has, or a father's.
SAME_FOLD, SAME_SOUND, FIRST_LETTER, INITIALS = 0.98, 0.96, 0.8, 0.86
ELSEWHERE, FATHERS = 0.12, 0.02
# What a word with wrong letters is worth, less so much for the part of its letters that is wrong.
ONE_WRONG, WRONG = 0.92, 0.4
# Names that long may have one, or two, wrong letters where words part.
LONG, LONGER = 8, 12
# Words in another order than the name's.
SWAPPED = 0.01
# In a part of a name, so many letters must be right for each that is wrong.
SURE = 6
# Words that long may be in another case of their grammar.
INFLECTED = 8
# The part of the score that depends on how much of the name the text has.
COVERAGE = 0.2
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
    """A folded word, as it is written, and its readings. `taken`: it must be right, and whole."""

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
    # Its only word, folded, where that may be an abbreviation.
    abbreviation: str | None
    # All of it as one word.
    together: str

    @classmethod
    def of(cls, text: str) -> "Wanted":
        found, plain, other = read(text), remove_person_prefixes(text), twin(text)
        if text.isupper() and len(text) <= 4:
            # An abbreviation is no beginning, and one letter makes it another.
            found = tuple(replace(word, taken=True) for word in found)
        twins = tuple(replace(word, taken=True) for word in read(other)) if other else ()
        short = found[0].folded if len(found) == 1 and 2 < len(found[0].folded) <= SHORT else None
        return cls(
            forms=_forms(found) + ((twins,) if twins else ()),
            untitled=_forms(read(plain)) if plain != text else (),
            abbreviation=short,
            together=_joined(spelled(text)),
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


def _joined(found: Iterable[tuple[str, str]]) -> str:
    return "".join(folded for folded, _ in found)


def _together(text: str, name: str) -> Match | None:
    """A whole name in which a space is among the wrong letters, or the letters of an article."""
    size = min(len(text), len(name))
    allowed = 0 if size < LONG else 1 if size < LONGER else MOST_WRONG
    wrong = OSA.distance(text, name, score_cutoff=allowed) if allowed else 1
    if wrong > allowed or (wrong == MOST_WRONG and text[0] != name[0]):
        return None
    return Match(ONE_WRONG - WRONG * wrong / size, How.SPELLING)


def _one(parts: Iterable[Word]) -> Word:
    folded, written = map("".join, zip(*((part.folded, part.written) for part in parts), strict=True))
    return Word(folded, written, sounds(folded), taken=True)


def likeness(wanted: Wanted, name: str, others: Iterable[str] = (), *, person: bool = False) -> Match | None:
    """How like a name is to what is wanted; None where it is not. `others`: further names of the same entity."""
    its = read(name)
    if not its:
        return None
    if [word.written for word in wanted.forms[0]] == [word.written for word in its]:
        return Match(1.0, How.EXACT)
    forms = [its]
    if whole := joined(name):
        forms.append(tuple(Word(word, word, sounds(word), taken=True) for word in whole))
    if len(its) == 2:
        forms.append((_one(its),))
    best = _best(wanted.forms, forms, others, person)
    if person and wanted.untitled:
        untitled = _best(wanted.untitled, forms, others, person)
        best = max(filter(None, (best, untitled)), key=lambda match: match.score, default=None)
    if best is None:
        best = _together(wanted.together, _joined(spelled(name)))
    short = wanted.abbreviation
    if short and not person and len(its) >= ABBREVIATED and abbreviates(short, [word.folded for word in its]):
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
    places: list[tuple[int, int]] = []
    # The longest first: they have the least choice.
    for word in sorted(text, key=lambda each: -len(each.folded)):
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
            elif there >= len(missing) and _elsewhere(word, others):
                lost += ELSEWHERE
            else:
                return None
    return Match(worth / length * (1 - COVERAGE + COVERAGE * covered) - lost, how)


def _elsewhere(word: Word, names: Iterable[str]) -> bool:
    """Whether one of the names has the word, be it in another case of its grammar."""
    for name in names:
        for each in read(name):
            found = alike(word, each, False, False)
            if found and (found[1] == 0 or len(word.folded) >= INFLECTED):
                return True
    return False


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
    # In short words, most of them abbreviations, each letter counts.
    same = size > 4 or (
        letters_of(word.folded) == letters_of(other.folded)
        and OSA.distance(word.folded, other.folded, score_cutoff=1) <= 1
    )
    if same and not set(word.sounds).isdisjoint(other.sounds):
        return SAME_SOUND, 0, How.TRANSLITERATION
    found = None
    if not (word.taken or other.taken) and (wrong := _wrong(word, other)):
        found = ONE_WRONG - WRONG * wrong / size, wrong, How.SPELLING
    if begun and size > 1 and not word.taken and _begins(word, other):
        so_far = 0.6 + 0.3 * min(size / len(other.folded), 1.0)
        if found is None or so_far > found[0]:
            return so_far, 0, How.PREFIX
    return found


def _wrong(word: Word, other: Word) -> int | None:
    """How many letters, or sounds, are wrong, missing or too many; None where too many of so few."""
    found = [_distance(word.folded, other.folded)]
    found += [_distance(one, two) for one in word.sounds for two in other.sounds]
    wrong = min((each for each in found if each), default=None)
    if wrong is None or wrong == found[0]:
        return wrong
    # What is near by sound is not far by letters.
    size = len(word.folded)
    most = wrong + (0 if size < 6 else 1 if size < 7 else 3)
    return wrong if OSA.distance(word.folded, other.folded, score_cutoff=most) <= most else None


def _distance(one: str, two: str) -> int | None:
    shorter, longer = sorted((len(one), len(two)))
    allowed = 0 if shorter < 4 else 1 if longer < 7 else 2
    if not allowed or longer - shorter > allowed:
        return None
    wrong = OSA.distance(one, two, score_cutoff=allowed)
    # Who gets two letters wrong begins with the right one (Pollock and Zamora 1984).
    return wrong if wrong <= allowed and (wrong < 2 or one[0] == two[0]) else None


def _begins(word: Word, other: Word) -> bool:
    if other.folded.startswith(word.folded) or other.written.startswith(word.written):
        return True
    return any(len(one) >= 3 and two.startswith(one) for one in word.sounds for two in other.sounds)
