"""The keys of names: whatever way a name is written wrong, the text and the name have a key in common."""

import re
import string

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from schema.search_keys import LONGEST_WORD, MOST_KEYS, MOST_TOGETHER, entity_keys, index_keys, text_keys
from schema.spelling import fold, skeleton, sounds

NAMES = [
    "Nursultan Nazarbayev", "Karim Masimov", "Samat Abish", "Imangali Tasmagambetov", "Kassym-Jomart Tokayev",
    "Hong Kong", "National Security Committee", "Қарулы Күштер", "Umirzak Shukeyev",
]  # fmt: skip


def meet(text: str, *names: str) -> set[str]:
    return set(text_keys(text)) & set(index_keys(names).split())


@pytest.mark.parametrize("name", NAMES)
def test_a_name_and_each_of_its_words_find_it(name: str) -> None:
    for text in (name, name.upper(), *re.split(r"[ -]", name), " ".join(reversed(name.split())), name.replace(" ", "")):
        assert meet(text, name) or len(name.split()) > 2, text


@pytest.mark.parametrize("name", NAMES)
def test_a_beginning_of_three_sounds_finds_it(name: str) -> None:
    word = name.split()[-1]
    for length in range(3, len(word) + 1):
        begun = word[:length]
        if len(sounds(fold(begun))[0]) >= 3:
            assert meet(begun, name), begun


@given(word=st.text("bdgklmnprstvaeiou", min_size=4, max_size=10), data=st.data())
@settings(max_examples=150, deadline=None)
def test_one_wrong_letter_finds_it(word: str, data: st.DataObject) -> None:
    sound = sounds(word)[0]
    assume(len(sound) >= 4)
    place = data.draw(st.integers(0, len(sound) - 1))
    letter = data.draw(st.sampled_from("bdgklmnprstvaiuS"))
    wrong = data.draw(
        st.sampled_from(
            [sound[:place] + sound[place + 1 :], sound[:place] + letter + sound[place + 1 :],
             sound[:place] + letter + sound[place:]]
        )
    )  # fmt: skip
    text = wrong.replace("S", "sh")
    # Neighbours may make one sound: then more than one letter is wrong.
    assume(sounds(text)[0] == wrong)
    assert meet(text, word)


@given(word=st.text("bdgklmnprstv", min_size=5, max_size=8), data=st.data())
@settings(max_examples=150, deadline=None)
def test_two_wrong_consonants_find_it(word: str, data: st.DataObject) -> None:
    bones = skeleton(sounds(word)[0])
    assume(5 <= len(bones) <= 8)
    named = "a".join(bones)
    text = list(named)
    for place in data.draw(st.lists(st.integers(0, len(bones) - 1), min_size=2, max_size=2, unique=True)):
        text[2 * place] = data.draw(st.sampled_from("bdgklmnprstv"))
    assert meet("".join(text), named)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("KNB", "Комитет национальной безопасности"),
        ("NSK", "National Security Committee"),
        ("CCCP", "СССР"),
        ("Kassymjomart", "Kassym-Jomart Tokayev"),
        ("Nur Otan", "Nurotan"),
        ("Äbiş", "Самат Әбіш"),
        ("anne", "Anna"),
    ],
)
def test_other_ways(text: str, name: str) -> None:
    assert meet(text, name)


def test_what_means_something_else_has_few_keys_in_common() -> None:
    every = index_keys(NAMES).split()
    for text in ("Macron", "Uzbekistan", "qwerty", "12345"):
        assert len(set(text_keys(text)) & set(every)) <= 2, text


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_keys_are_plain_words_and_not_too_many(text: str) -> None:
    plain = set(string.ascii_letters + string.digits + "_")
    keys = text_keys(text)
    assert len(keys) == len(set(keys)) <= MOST_KEYS
    assert all(set(key) <= plain and key[0] in string.digits for key in keys)
    assert all(set(key) <= plain for key in index_keys([text]).split())


@pytest.mark.parametrize("word", ["x", "xc", "щ", "zhsh", "abcdefghijklmnopqrstuvw", "1", "a b ", "xcxcx xcxcx "])
def test_keys_are_no_longer_than_what_is_read_of_words(word: str) -> None:
    text = (word * 300)[:300]
    # A letter may be two sounds, as x is, and a key may be of several words.
    longest = (2 * LONGEST_WORD + 2) * MOST_TOGETHER
    assert all(len(key) <= longest for key in text_keys(text))
    assert sum(map(len, text_keys(text))) <= MOST_KEYS * (2 * LONGEST_WORD + 4)


def test_a_word_is_found_by_as_much_as_is_read_of_it() -> None:
    long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
    assert meet(long, long)
    assert meet(long.replace("dampf", "danpf"), long)
    assert meet(f"{long}en", long)


def test_nothing_has_no_keys() -> None:
    assert text_keys("") == text_keys(" –!? ") == []
    assert index_keys([""]) == ""


def test_the_order_of_names_makes_no_difference() -> None:
    assert index_keys(NAMES) == index_keys(reversed(NAMES))


@pytest.mark.parametrize("text", ["register q12345", "registr q12345", "register q12845", "regisder q1234"])
def test_an_id_is_found_with_a_letter_wrong_in_its_words(text: str) -> None:
    keys = entity_keys("register-q12345", "PERSON", ["Somebody"], []).split()
    assert all(set(text_keys(word)) & set(keys) for word in text.split())
    assert len(keys) < len(index_keys(["Somebody", "register-q12345"]).split())
