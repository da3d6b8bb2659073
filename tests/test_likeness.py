"""How like a text and a name are, without a database."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.likeness import LEAST, Wanted, likeness
from schema.word_likeness import How

PERSON, BODY = True, False


@pytest.mark.parametrize(
    ("text", "name", "person", "how"),
    [
        ("Karim Masimov", "Karim Masimov", PERSON, How.EXACT),
        ("karim MASIMOV", "Karim Masimov", PERSON, How.EXACT),
        ("Masimov, Karim", "Karim Masimov", PERSON, How.EXACT),
        ("Masimov", "Karim Masimov", PERSON, How.EXACT),
        ("Samat Abis", "Samat Äbiş", PERSON, How.EXACT),
        ("мәсімов", "Кәрім Мәсімов", PERSON, How.EXACT),
        ("Kаrim Masimov", "Karim Masimov", PERSON, How.EXACT),
        ("Массимов", "Karim Masimov", PERSON, How.TRANSLITERATION),
        ("Massimow", "Karim Masimov", PERSON, How.TRANSLITERATION),
        ("Kerim Masimov", "Karim Masimov", PERSON, How.SPELLING),
        ("Karim Mazhimov", "Karim Masimov", PERSON, How.SPELLING),
        ("Karim Masomiv", "Karim Masimov", PERSON, How.SPELLING),
        ("KarimM asimov", "Karim Masimov", PERSON, How.SPELLING),
        ("Karim Mas", "Karim Masimov", PERSON, How.PREFIX),
        ("Мас", "Karim Masimov", PERSON, How.PREFIX),
        ("K. Masimov", "Karim Masimov", PERSON, How.ABBREVIATION),
        ("К. Масимов", "Karim Masimov", PERSON, How.ABBREVIATION),
        ("Karim Kazhimkanovich Masimov", "Karim Masimov", PERSON, How.EXACT),
        ("Donald John Trump", "Donald Trump", PERSON, How.EXACT),
        ("Mr. Karim Masimov", "Karim Masimov", PERSON, How.EXACT),
        ("KNB", "КНБ", BODY, How.TRANSLITERATION),
        ("UQK", "ҰҚК", BODY, How.TRANSLITERATION),
        ("KNB", "Комитет национальной безопасности", BODY, How.ABBREVIATION),
        ("К.Н.Б.", "Комитет национальной безопасности", BODY, How.ABBREVIATION),
        ("ЖШК", "Жаңа Шың Қоры", BODY, How.ABBREVIATION),
        ("QZK", "Қазақ Заң Қоры", BODY, How.ABBREVIATION),
        ("CCCP", "СССР", BODY, How.EXACT),
        ("Hongkong", "Hong Kong", BODY, How.EXACT),
        ("Defence Ministry", "Ministry of Defence", BODY, How.EXACT),
        ("Ministry of Defense of Kazakhstan", "Ministry of Defence of Kazakhstan", BODY, How.TRANSLITERATION),
        ("Ministry of Defece of Kazakhstan", "Ministry of Defence of Kazakhstan", BODY, How.SPELLING),
        ("Ministry og Defence of Kazakhstan", "Ministry of Defence of Kazakhstan", BODY, How.SPELLING),
        ("un security council", "Security Council", BODY, How.SPELLING),
        ("The Security Council", "Security Council", BODY, How.SPELLING),
        ("Republic of Norland", "Norland", BODY, How.SPELLING),
        ("Republic of Norland", "Republic of Norland", BODY, How.EXACT),
        ("UN Security Council", "UN Security Council", BODY, How.EXACT),
        ("un security council", "UN Security Council", BODY, How.EXACT),
        ("THE SECURITY COUNCIL OF NORLAND", "Security Council of Norland", BODY, How.SPELLING),
        ("ЕС", "ЕС", BODY, How.EXACT),
        ("ES", "ЕС", BODY, How.TRANSLITERATION),
    ],
)
def test_how_a_name_matches(text: str, name: str, person: bool, how: How) -> None:
    found = likeness(Wanted.of(text), name, person=person)
    assert found is not None
    assert found.how is how
    assert LEAST <= found.score <= 1.0


@pytest.mark.parametrize(
    ("text", "name", "person"),
    [
        ("Kairat Masimov", "Karim Masimov", PERSON),
        ("Karim Tokayev", "Kassym-Jomart Tokayev", PERSON),
        ("Karimov", "Masimov", PERSON),
        ("S. Masimov", "Karim Masimov", PERSON),
        ("K.", "Karim Masimov", PERSON),
        ("K. M.", "Karim Masimov", PERSON),
        ("Karim", "Karima Masimova Abish", BODY),
        ("Jusan", "Nur Otan", BODY),
        ("GRU", "armed groups", BODY),
        ("Ministry of Health of Kazakhstan", "Ministry of Defence of Kazakhstan", BODY),
        ("KGB", "KNB", BODY),
        ("ШОС", "zhus", BODY),
        ("ЦБК", "Совет безопасности Казахстана", BODY),
        ("SMK", "Samat Masimov Karim", PERSON),
        ("Karim Karimov", "Karim Masimov", PERSON),
        ("UN Security Council", "Security Council", BODY),
        ("UN Security Council of Norland", "Security Council of Norland", BODY),
        ("Security Council UN", "Security Council of Norland", BODY),
        ("DE security forces", "security forces", BODY),
        ("of", "First unnamed son-in-law of Nazarbayev", PERSON),
        ("of the", "Heads of the Office", BODY),
        ("un", "Union", BODY),
        ("", "Karim Masimov", PERSON),
        ("Karim", "", PERSON),
        ("!", "?", BODY),
    ],
)
def test_what_is_not_alike(text: str, name: str, person: bool) -> None:
    found = likeness(Wanted.of(text), name, person=person)
    assert found is None or found.how is How.PREFIX, found


def test_a_word_may_stand_in_another_of_the_names() -> None:
    names = ["National Security Committee", "Kazakhstan NSC"]
    text = Wanted.of("National Security Committee of Kazakhstan")
    assert likeness(text, names[0]) is None
    found, whole = likeness(text, names[0], names), likeness(Wanted.of(names[0]), names[0], names)
    assert found and whole
    assert found.score < whole.score == 1.0


def test_an_abbreviation_that_is_a_small_word_elsewhere_may_stand_in_another_of_the_names() -> None:
    names = ["Security Council", "UN Council", "Karim Masimov", "Karim Karimuly Massimov"]
    assert likeness(Wanted.of("UN Security Council"), names[0], names[:1]) is None
    found = likeness(Wanted.of("UN Security Council"), names[0], names[:2])
    assert found and found.how is How.SPELLING
    assert likeness(Wanted.of("Karim Karimov"), names[2], names[2:], person=True) is None


def test_the_nearer_scores_higher() -> None:
    texts = ["Karim Masimov", "Masimov Karim", "Карим Масимов", "Karim Masomov", "Karim", "Kar"]
    found = [likeness(Wanted.of(text), "Karim Masimov", person=True) for text in texts]
    scores = [match.score for match in found if match]
    assert len(scores) == len(texts)
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


@given(text=st.text("abimns кар.-'", max_size=12), name=st.text("abimns кар.-'", max_size=12), person=st.booleans())
@settings(max_examples=200, deadline=None)
def test_scores_lie_between_the_threshold_and_one(text: str, name: str, person: bool) -> None:
    found = likeness(Wanted.of(text), name, [name], person=person)
    assert found is None or LEAST <= found.score <= 1.0
    same = likeness(Wanted.of(name), name, person=person)
    assert same is None or same.score == 1.0
