"""Spellings of one name brought together: the fold, the words of a text, and how they sound.

    fold("Қасым-Жомарт Тоқаев")  == "kasym zhomart tokaev"
    fold("Qasym-Jomart Toqaıev") == "qasym jomart toqaiev"
    sounds("tokaev") and sounds("toqaiev") are both ("tukaiv",)

The fold takes a text to plain Latin letters, whatever its script: case and diacritics go, Cyrillic (Russian, Kazakh and
their neighbours) is written as English does, other scripts by rigour's transliteration. What English, German, French,
Russian and the Kazakh alphabets of 2017, 2018 and 2021 write differently meets in how a word sounds: one letter for
all sounds that they do not keep apart in the same way. A word has several readings where a letter stands for several
sounds, as j does in Jermek and in Jomart.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby, islice, product
from typing import Any

from rapidfuzz.distance import OSA
from rigour.text import is_stopword
from rigour.text.translit import ascii_text

# Readings of one word that are told apart, and how many are tried for them: some are the same in the end.
MOST_READINGS, MOST_TRIED = 4, 256
# Longer words in capitals are taken for emphasis, not for abbreviations.
LONGEST_CAPITALS = 5

# Cyrillic as English writes it. A table, and neither ICU's reading, which normality has (it makes question marks of
# ө ү ұ һ ң, and Sukin of Щукин), nor rigour's, which writes Akhmetov as Ahmetov and takes Kazakh words with an і for
# Ukrainian: министрлігі becomes mynystrlihi.
_CYRILLIC: dict[int, Any] = {
    **str.maketrans("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye"),
    **str.maketrans("әғқңөұүһіѓґєїјҳҷӣӯѕљњ", "agknouuhiggeijhjiusln"),
    **str.maketrans(
        {"ё": "yo", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu"}
        | {"я": "ya", "ў": "u", "җ": "zh", "џ": "dzh", "ђ": "dzh", "ћ": "ch"}
    ),
}
# Latin letters that are more than a letter with a mark on it: Kazakh (2018, 2021), Turkic, Slavic, ISO 9.
_LATIN = str.maketrans(
    {"ş": "sh", "š": "sh", "ș": "sh", "ŝ": "shch", "ç": "ch", "č": "ch", "ž": "zh", "ŋ": "n", "ı": "i", "ý": "u"}
    | {"ə": "a", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
# An apostrophe marks a letter in the Kazakh alphabet of 2017; elsewhere it is a possessive or a soft sign.
_APOSTROPHE = re.compile("['’‘ʼʻ`´ʹ′]")
_POSSESSIVE = re.compile(r"'s\b")
_MARKED = (("c'", "ch"), ("s'", "sh"), ("y'", "u"), ("'", ""))

# What is written short beside other words: states behind the names of their bodies, and saints.
_WRITTEN_OUT = {"рк": "kazakhstan", "rk": "kazakhstan", "қр": "kazakhstan", "qr": "kazakhstan", "рф": "rossiya"}
_WRITTEN_OUT |= {"rf": "rossiya", "st": "saint"}

# Cyrillic letters and the Latin ones that look like them.
_ALIKE = ("АВЕЅІЈКМНОРСТУХҮҺаеѕіјорсухүһԛԝ", "ABESIJKMHOPCTYXYhaesijopcyxyhqw")
_TO_LATIN = str.maketrans(*_ALIKE)
_TO_CYRILLIC = str.maketrans(_ALIKE[1][::-1], _ALIKE[0][::-1])
_CYRILLIC_LETTER = re.compile("[\u0400-\u052f]")
_LATIN_LETTER = re.compile("[A-Za-z\u00c0-\u024f]")

# K.N.B., U. S. and K N B, but not the initials before a surname.
_POINTED = re.compile(r"(?<!\w)(?:\w\.\s?){2,}\w(?:\.|\b)|^\s*\w(?:[.\s]+\w)+\.?\s*$")
_POINT = re.compile(r"[.\s]+")
_NO_LETTER = re.compile(r"[\W_]+")
_NO_PLAIN = re.compile(r"[^0-9a-z]+")


def fold(text: str) -> str:
    """Plain small Latin letters and digits, words parted by one space; empty where the text has none."""
    return " ".join(words(text))


def words(text: str) -> tuple[str, ...]:
    """The words of a text, folded. What a hyphen joins are words of their own, abbreviations with points are one."""
    return tuple(folded for folded, _ in spelled(text))


def spelled(text: str) -> tuple[tuple[str, str], ...]:
    """The words of a text, each folded and as it is written in its own script, without case and diacritics."""
    found = [word for word in _NO_LETTER.split(_prepared(text)) if word]
    written_out = _WRITTEN_OUT if len(found) > 1 else {}
    return tuple((folded, _unaccented(word)) for word in found if (folded := written_out.get(word) or _folded(word)))


def _unaccented(word: str) -> str:
    # By combining class. By category, as normality's category_replace goes, some letters of Thai, Lao, Tibetan and
    # Burmese would lose half of what they are put together from, and the keys of names in the graph would change.
    return word if word.isascii() else "".join(filter(_stands, unicodedata.normalize("NFKD", word)))


def _stands(letter: str) -> bool:
    return not unicodedata.combining(letter)


def telling(found: Iterable[str]) -> tuple[str, ...]:
    """The folded words without those that tell nothing apart (of, the, für, Republic), unless there are no others."""
    every = tuple(found)
    return tuple(word for word in every if not says_nothing(word)) or every


@lru_cache(maxsize=4096)
def says_nothing(word: str) -> bool:
    """Whether a folded word tells nothing apart, in any of many languages."""
    if len(word) <= 4:
        return word == "fur" or is_stopword(word)
    return any(OSA.distance(word[: len(stem)], stem) < 2 for stem in ("republi", "respubli"))


def capitals(text: str) -> frozenset[str]:
    """The folded words of a text that stand in capitals, as abbreviations do: UN in UN Government."""
    if text.isupper():
        return frozenset()
    found = (word for word in _NO_LETTER.split(text) if 1 < len(word) <= LONGEST_CAPITALS and word.isupper())
    return frozenset(folded for word in found for folded in words(word))


def twin(text: str) -> str | None:
    """An abbreviation in capitals that is written alike in the other script (CCCP), in that one; else None."""
    if not text.isupper():
        return None
    for table, foreign in ((_TO_CYRILLIC, _LATIN_LETTER), (_TO_LATIN, _CYRILLIC_LETTER)):
        other = text.translate(table)
        if other != text and not foreign.search(other):
            return other
    return None


def _prepared(text: str) -> str:
    """Small letters, with the apostrophes that mean something written out, and abbreviations without points."""
    if _APOSTROPHE.search(text):
        text = _POSSESSIVE.sub("", _APOSTROPHE.sub("'", text).replace("'S", "'s"))
    mixed = text.split() if text.isascii() else map(unmixed, text.split())
    found = _POINTED.sub(lambda letters: _POINT.sub("", letters[0]) + " ", " ".join(mixed)).casefold()
    if "'" in found:
        for marked, meant in _MARKED:
            found = found.replace(marked, meant)
    return found


def unmixed(word: str) -> str:
    """The word in one script, where letters of another that look alike stand in it."""
    if not (_CYRILLIC_LETTER.search(word) and _LATIN_LETTER.search(word)):
        return word
    # The script that has letters of its own in the word, else the one that has more of them.
    latin, cyrillic = word.translate(_TO_LATIN), word.translate(_TO_CYRILLIC)
    strays = len(_CYRILLIC_LETTER.findall(latin)), len(_LATIN_LETTER.findall(cyrillic))
    if strays[0] == strays[1]:
        more_latin = len(_LATIN_LETTER.findall(word)) > len(_CYRILLIC_LETTER.findall(word))
        return latin if more_latin else cyrillic
    return latin if strays[0] < strays[1] else cyrillic


@lru_cache(maxsize=16_384)
def _folded(word: str) -> str:
    if word.isascii():
        return word
    found = word.translate(_CYRILLIC).translate(_LATIN)
    found = _unaccented(found)
    if not found.isascii():
        found = ascii_text(found).casefold()
    return _NO_PLAIN.sub("", found)


# -- how a word sounds ------------------------------------------------------------------------------------------------

# S stands for every hushing sound; C for a ch (hushing but in German), D for dj, J for j before a vowel, I for
# j before a consonant, X for x, E for c before e, Q for an e at the end.
_RULES = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("shch|schtsch|stsch|tsch|dsch|dzh|tch|sch|zh|sh", "S"),
        ("dj", "D"),
        ("ck|kh|q", "k"),
        ("ch", "C"),
        ("c(?=[eiy])", "E"),
        ("[hc]$|(?<![pgt])h|c", "k"),
        ("gh|gu(?=[eiy])", "g"),
        ("ph", "f"),
        ("th|dt", "t"),
        ("ts|tz|z", "s"),
        ("w", "v"),
        ("ou", "u"),
        ("ff?$", "v"),
        ("(?<=[a-zE]{2}[^aeiouyS])e$", "Q"),
        ("x", "X"),
        ("j(?=[aeiouy])", "J"),
        ("(?<=[aeiouy])j(?=[a-zCDEXS])", "I"),
        ("j", "i"),
        ("[iy](?=[aeiouy])", ""),
    )
]
_READINGS = {
    "C": ("S", "k"),
    "D": ("S", "d"),
    "J": ("", "S"),
    "I": ("i", "S"),
    "X": ("ks", "k"),
    "E": ("s", "k"),
    "Q": ("i", ""),
}
_STOPPED = re.compile("[td]S")
_CLASSES = str.maketrans("eyo", "iiu")
_VOWELS = str.maketrans("", "", "aiu")


@lru_cache(maxsize=65_536)
def sounds(word: str) -> tuple[str, ...]:
    """The readings of a folded word, the likeliest first; of a word with a digit, itself."""
    if not word.isalpha():
        return (word,)
    for pattern, sound in _RULES:
        word = pattern.sub(sound, word)
    readings = product(*(_READINGS.get(letter, (letter,)) for letter in word))
    # Not all of them: a word of n such letters has 2 to the power of n.
    found: dict[str, None] = {}
    for reading in islice(readings, MOST_TRIED):
        found[_run(reading)] = None
        if len(found) == MOST_READINGS:
            break
    return tuple(found)


def _run(reading: Iterable[str]) -> str:
    """Letters by their class, none twice in a row; a hushing sound with a stop before it is one."""
    return "".join(letter for letter, _ in groupby(_STOPPED.sub("S", "".join(reading)).translate(_CLASSES)))


def skeleton(sound: str) -> str:
    """The consonants of a reading."""
    return sound.translate(_VOWELS)


def initials(found: Iterable[str]) -> str:
    """The first sounds of words, which abbreviations are made of."""
    return "".join(sounds(word)[0][:1] or word[0] for word in found)


_LETTERS = re.compile("shch|zh|sh|ch|kh|ts|yu|ya|.")


def letters_of(short: str) -> str:
    """The sounds of an abbreviation's letters, each for itself, as `initials` has them."""
    # With a vowel behind them, as words have: an f at the end of a word is taken for a v.
    return initials(f"{letter}a" for letter in _LETTERS.findall(short))


def abbreviates(short: str, found: Sequence[str]) -> bool:
    """Whether an abbreviation is made of the first letters of words, all of them folded."""
    for letters in (_LETTERS.findall(short), list(short)):
        if len(letters) == len(found) and all(
            word.startswith(letter) or (letter + word[0]) in ("kq", "qk")
            for letter, word in zip(letters, found, strict=True)
        ):
            return True
    return False
