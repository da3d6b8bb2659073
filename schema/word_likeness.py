"""How like two words are: the same letters, the same sound, a letter or two apart, the beginning, the first letter."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import OSA

from schema.spelling import letters_of, sounds

# What a word is worth that is another by its fold only, by its sound, by its first letter.
SAME_FOLD, SAME_SOUND, FIRST_LETTER = 0.98, 0.96, 0.8
# What a word with wrong letters is worth, less so much for the part of its letters that is wrong.
ONE_WRONG, WRONG = 0.92, 0.4
# What a beginning is worth, and so much more for the part of the word that it is.
BEGUN, BEGUN_PART = 0.6, 0.3


class How(StrEnum):
    """In what way a name matches, from the nearest to the farthest."""

    EXACT = "exact"
    TRANSLITERATION = "transliteration"
    ABBREVIATION = "abbreviation"
    SPELLING = "spelling"
    PREFIX = "prefix"


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word, as it is written, and its readings. `taken`: it must be right, and whole."""

    folded: str
    written: str
    sounds: tuple[str, ...]
    taken: bool = False


def together(parts: Iterable[Word]) -> Word:
    """Several words as one."""
    folded, written = map("".join, zip(*((part.folded, part.written) for part in parts), strict=True))
    return Word(folded, written, sounds(folded), taken=True)


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
        so_far = BEGUN + BEGUN_PART * min(size / len(other.folded), 1.0)
        if found is None or so_far > found[0]:
            return so_far, 0, How.PREFIX
    return found


def _wrong(word: Word, other: Word) -> int | None:
    """How many letters, or sounds, are wrong, missing or too many; None where too many of so few."""
    letters = _distance(word.folded, other.folded)
    found = [letters, *(_distance(one, two) for one in word.sounds for two in other.sounds)]
    wrong = min(filter(None, found), default=None)
    if wrong is None or wrong == letters:
        return wrong
    # What is near by sound is not far by letters.
    size = len(word.folded)
    most = wrong + (0 if size < 6 else 1 if size < 7 else 3)
    return wrong if OSA.distance(word.folded, other.folded, score_cutoff=most) <= most else None


def _distance(one: str, two: str) -> int:
    """The letters that two words are apart by; 0 where by none, or by too many of so few."""
    shorter, longer = len(one), len(two)
    if shorter > longer:
        shorter, longer = longer, shorter
    allowed = 1 if longer < 7 else 2
    if shorter < 4 or longer - shorter > allowed:
        return 0
    wrong = OSA.distance(one, two, score_cutoff=allowed)
    # Who gets two letters wrong begins with the right one (Pollock and Zamora 1984).
    return wrong if wrong <= allowed and (wrong < 2 or one[0] == two[0]) else 0


def _begins(word: Word, other: Word) -> bool:
    if other.folded.startswith(word.folded) or other.written.startswith(word.written):
        return True
    return any(len(one) >= 3 and two.startswith(one) for one in word.sounds for two in other.sounds)
