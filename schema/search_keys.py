"""The keys by which names are found: what the full-text index holds of an entity, and what a text asks it for.

A key is a word that means nothing to people: a digit for its sort, then a piece of how a name's word sounds.

    1  a whole reading            1nasarbaiv
    2  its consonants, up to two of them left open             2nsrbv 2n_rbv 2n_r_v
    3  a word of few consonants, one letter left open          3abi_
    4  how it begins                                           4nas 4nasa 4nasar
    5  all words of a name together, in no order              5karim_masimuv
    6  the first sounds of a name of several words, as abbreviations have them
    7  the country that is known by more names than its record has, by its code         7us

A letter of the text that is wrong, missing or too many is found by leaving open a letter on both sides (Mor and Garbe's
deletion neighbourhoods, 2013, with the place kept, which makes keys rarer). Vowels do not count among the consonants,
so that two wrong letters are found in most words, among them any two vowels. Whether a name found by its keys is like
the text is told by `schema.likeness`.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations, pairwise, product

from schema.spelling import initials, letters_of, skeleton, sounds, telling, twin, words
from schema.territories import english_names, meant, territory_of

# Words of a text that are looked up; a longer one is found by its first.
MOST_WORDS = 8
# Letters of a word that are read, in names and texts: a look-up's keys have as many letters each, and of keys that are
# hundreds of letters long ArcadeDB's index refuses some hundred.
LONGEST_WORD = 40
# Keys of one look-up; Lucene takes at most 1024.
MOST_KEYS = 400
# Among how many consonants letters are left open, one or two: fewer that stay tell too little, more need too many keys.
ONE_OPEN, TWO_OPEN, MOST_OPEN = 3, 5, 8
SHORT = 6
PREFIXES = range(3, 6)
MOST_TOGETHER = 8
ABBREVIATED = 3

_HYPHENS = re.compile(r"(?<=\w)[-‐‑–](?=\w)")


def entity_keys(identity: str, kind: str, names: Iterable[str], external_ids: Iterable[Iterable[str]]) -> str:
    """The keys of an entity: of its names and its id, and of the names that it has as a territory."""
    every = list(names)
    keys = set(_id_keys(identity))
    if territory := territory_of(kind, every, external_ids):
        every += english_names(territory)
        keys.add(_territory_key(territory.code))
    return " ".join(sorted(keys.union(*map(_name_keys, every))))


def _id_keys(identity: str) -> Iterator[str]:
    """Of an id, by which nobody searches, as much as finds it with a letter wrong in each of its words."""
    found = telling(words(identity))
    yield from _together(found)
    for word in found:
        yield from _id_word_keys(word)


def _territory_key(code: str) -> str:
    return "7" + code.replace("-", "_")


def index_keys(names: Iterable[str]) -> str:
    """The keys of an entity with these names, parted by spaces, in order."""
    return " ".join(sorted(frozenset[str]().union(*map(_name_keys, names))))


@lru_cache(maxsize=1024)
def _name_keys(name: str) -> frozenset[str]:
    found = telling(words(name))
    keys = {key for word in {*found, *joined(name)} for key in _word_keys(word)}
    keys.update(_together(found))
    if len(found) == 2:
        keys.update(f"1{sound}" for sound in _read("".join(found)))
    if len(found) >= ABBREVIATED:
        keys.add(f"6{initials(found)}")
    return frozenset(keys)


def _read(word: str) -> tuple[str, ...]:
    """The readings of as much of a word as is looked at."""
    return sounds(word[:LONGEST_WORD])


def joined(name: str) -> tuple[str, ...]:
    """What a hyphen joins as one word, where there is such."""
    return words(_HYPHENS.sub("", name)) if _HYPHENS.search(name) else ()


@lru_cache(maxsize=16_384)
def _word_keys(word: str) -> frozenset[str]:
    keys = set()
    for sound in _read(word):
        keys |= {f"1{sound}", *_left_open(sound)}
        keys |= {f"4{sound[:length]}" for length in PREFIXES if len(sound) >= length}
        if sound[0] == "S" and len(sound) > 1:  # two or more letters of the text
            keys.add(f"4{sound[:2]}")
    return frozenset(keys)


def _left_open(sound: str, most: int = 2) -> Iterator[str]:
    """The keys of a reading in which letters are left open, and that of all consonants."""
    bones = skeleton(sound)
    count = len(bones)
    if count >= ONE_OPEN:
        yield f"2{bones}"
        # Of three consonants with one open two stay, as in a fiftieth of all names: a short word with a letter wrong is
        # found by its whole reading instead.
        if count > ONE_OPEN or len(sound) > SHORT:
            yield from _opened("2", bones)
            if most > 1 and TWO_OPEN <= count <= MOST_OPEN:
                for one, two in combinations(range(count), 2):
                    yield f"2{bones[:one]}_{bones[one + 1 : two]}_{bones[two + 1 :]}"
    if len(sound) > 2 and (count < ONE_OPEN or (count == ONE_OPEN and len(sound) <= SHORT)):
        yield from _opened("3", sound)


@lru_cache(maxsize=1024)
def _id_word_keys(word: str) -> frozenset[str]:
    return frozenset(key for sound in _read(word) for key in (f"1{sound}", *_left_open(sound, 1)))


def text_keys(text: str) -> list[str]:
    """The keys to look a text up by, the most telling first; none where it has no letters and digits."""
    other, territory = twin(text), meant(text)
    keys = [_territory_key(territory.territory)] if territory else []
    return list(dict.fromkeys([*keys, *_text_keys(text), *(_text_keys(other) if other else ())]))[:MOST_KEYS]


def _text_keys(text: str) -> list[str]:
    found = telling(words(text))[:MOST_WORDS]
    keys: dict[str, None] = dict.fromkeys(_together(found))
    readings = [_read(word) for word in found if len(word) > 1]
    keys |= dict.fromkeys(f"1{sound}" for reading in readings for sound in reading)
    if len(found) == 1 and len(found[0]) <= SHORT:
        keys[f"6{letters_of(found[0])}"] = None
    # The last word may not have been typed to its end.
    keys |= dict.fromkeys(key for sound in (readings[-1] if readings else ()) for key in _begun(sound))
    keys |= dict.fromkeys(f"1{sound}" for pair in pairwise(found) for sound in _read("".join(pair)))
    for reading in readings:
        keys |= dict.fromkeys(key for sound in reading for key in _one_wrong(sound))
    if len(readings) <= 2:
        # Beside two more words that are right, a word with two wrong letters need not be looked up.
        two_wrong = _two_wrong if len(readings) == 1 else _left_open
        keys |= dict.fromkeys(key for reading in readings for sound in reading for key in two_wrong(sound))
    return list(keys)


def _together(found: tuple[str, ...]) -> set[str]:
    if not 0 < len(found) <= MOST_TOGETHER:
        return set()
    some = [_read(word)[:2] for word in found] if len(found) <= 3 else [_read(word)[:1] for word in found]
    return {"5" + "_".join(sorted(each)) for each in product(*some)}


def _begun(sound: str) -> Iterator[str]:
    """The beginnings that a word of this reading may have been meant to go on from."""
    length = min(len(sound), PREFIXES[-1])
    if length >= PREFIXES[0] or (length == 2 and sound[0] == "S"):
        yield f"4{sound[:length]}"
    if len(sound) - 1 in PREFIXES and sound[-1] in "sktgvi":  # half of what is one sound: s of sh, k of kh
        yield f"4{sound[:-1]}"


def _one_wrong(sound: str) -> Iterator[str]:
    """The keys of a reading in which one letter is wrong, missing or too many."""
    bones = skeleton(sound)
    yield from _left_open(sound, 1)
    if len(bones) >= ONE_OPEN or (len(bones) == ONE_OPEN - 1 and len(sound) >= SHORT):
        yield from (f"2{each}" for each in (*_gaps(bones), *_shorter(bones)) if len(each) >= ONE_OPEN)
    if len(bones) <= ONE_OPEN + 1 and len(sound) > 2:
        yield from (*_opened("3", sound), *(f"3{each}" for each in _gaps(sound)))
        yield from (f"1{each}" for each in _shorter(sound))


def _two_wrong(sound: str) -> Iterator[str]:
    """The keys of a reading in which two consonants are wrong, missing or too many."""
    yield from _left_open(sound)
    bones = skeleton(sound)
    if not ONE_OPEN <= len(bones) <= MOST_OPEN:
        return
    wrong = {key[1:] for key in _left_open(sound, 1) if key[0] == "2"}
    for each in sorted(wrong | set(_shorter(bones))):
        for key in (*_gaps(each), *_shorter(each)):
            if len(key) - key.count("_") >= 2 and len(key) >= TWO_OPEN:
                yield f"2{key}"


def _opened(sort: str, letters: str) -> list[str]:
    """The keys, of a sort, of letters of which each in turn is left open."""
    return [f"{sort}{letters[:place]}_{letters[place + 1 :]}" for place in range(len(letters))]


def _gaps(letters: str) -> Iterator[str]:
    return (f"{letters[:place]}_{letters[place:]}" for place in range(len(letters) + 1))


def _shorter(letters: str) -> Iterator[str]:
    return (letters[:place] + letters[place + 1 :] for place in range(len(letters)))
