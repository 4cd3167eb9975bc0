"""How an answer by text is read: 1 and 2, local words, the carriers' words, and what only a person understands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.replies import Reply, Said, Sense, read, words
from notifications.replies.reading import fold

TWILIO = ["STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"]
AWS = ["ARRET", "CANCEL", "END", "OPT-OUT", "OPTOUT", "QUIT", "REMOVE", "STOP", "TD", "UNSUBSCRIBE"]


@pytest.mark.parametrize(
    "text",
    ["1", " 1 ", "1.", "1!", "(1)", "١", "１", "1️⃣", "YES", "Yes.", "oui", "OUI !", "EE", "E", "BEENI", "Bẹ́ẹ̀ni", "EEH",
     "haan", "हाँ".replace("ँ", "ं"), "نعم", "👍", "👍🏾", "Yes please", "1 thank you", "Ok sir", "d’accord",
     "I will come"],
)  # fmt: skip
def test_a_yes_in_any_dress_says_coming(text):
    assert read(text) == Reply(Sense.COMING, (Said(Sense.COMING),))


@pytest.mark.parametrize(
    "text",
    ["2", "2.", "NO", "no", "Non", "NON merci", "a'a", "A’a", "rárá", "RARA", "mba", "hapana", "नहीं", "لا", "👎",
     "I cannot come", "I can’t come"],
)  # fmt: skip
def test_a_no_in_any_dress_says_cannot(text):
    assert read(text) == Reply(Sense.CANNOT, (Said(Sense.CANNOT),))


@pytest.mark.parametrize(
    "text", ["1 4821", "1-4821", "1,4821", "14821", "4821 1", "yes 4821", "Yes: 4821.", "1  4821 please", "١ ٤٨٢١"]
)
def test_the_four_digits_are_read_with_the_answer(text):
    assert read(text) == Reply(Sense.COMING, (Said(Sense.COMING, "4821"),))


def test_a_code_may_begin_with_noughts_and_look_like_an_answer():
    assert read("2 0012").said == (Said(Sense.CANNOT, "0012"),)
    assert read("1 1111").said == (Said(Sense.COMING, "1111"),)
    assert read("21111").said == (Said(Sense.CANNOT, "1111"),)


def test_several_visits_are_answered_in_one_text():
    assert read("1 4821 7310").said == (Said(Sense.COMING, "4821"), Said(Sense.COMING, "7310"))
    assert read("1 4821, 2 7310").said == (Said(Sense.COMING, "4821"), Said(Sense.CANNOT, "7310"))
    assert read("2 4821 1 7310").sense == Sense.CANNOT


@pytest.mark.parametrize(
    "word", sorted({*TWILIO, *AWS, "Arrêt", "désabonner", "Stop!", "stop please", "STOP SMS", "توقف"})
)
def test_each_word_on_which_a_carrier_stops_is_a_stop(word):
    assert read(word).sense == Sense.STOP


@pytest.mark.parametrize(("word", "unsure"), [("CANCEL", True), ("End", True), ("STOP", False), ("ARRET", False)])
def test_a_word_that_may_mean_the_visit_is_marked(word, unsure):
    assert read(word).unsure is unsure


@pytest.mark.parametrize("word", ["START", "unstop", "Opt-in", "resume"])
def test_a_word_that_takes_up_again_is_a_start(word):
    assert read(word).sense == Sense.START


@pytest.mark.parametrize(
    "text",
    ["I have fever, can I still come?", "no problem, I will be there", "yes but later", "stop at the gate and call me",
     "cancel my visit on Tuesday", "Please, who is this?", "مرحبا", "1 hour late"],
)  # fmt: skip
def test_what_only_a_person_understands_is_left_to_one(text):
    assert read(text) == Reply(Sense.WORDS)


@pytest.mark.parametrize("text", ["", "  ", "?", "3", "12", "1 2", "4821", "1 482", "1 48211", "0", "...", "😀"])
def test_a_try_that_went_wrong_is_a_puzzle(text):
    assert read(text) == Reply(Sense.PUZZLE)


def test_the_lists_stand_as_they_are_compared_and_no_word_stands_in_two():
    lists = [words.COMING, words.CANNOT, words.STOP, words.START]
    assert [word for each in (*lists, words.POLITE) for word in each if fold(word) != word] == []
    assert sum(len(each) for each in lists) == len(frozenset().union(*lists))
    assert words.MAY_MEAN_THE_VISIT <= words.STOP


@given(st.text(max_size=300))
def test_any_text_at_all_is_read(text):
    found = read(text)
    assert bool(found.said) is (found.sense in {Sense.COMING, Sense.CANNOT})
