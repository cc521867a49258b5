from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from polycloud.adapters.gcp.labels import labels


def test_good_tags_stay_as_they_are():
    assert labels({"team": "ml-1", "cost_center": "42"}) == {"team": "ml-1", "cost_center": "42"}


def test_other_characters_are_replaced():
    assert labels({"Cost Center": "R&D"}) == {"cost_center": "r_d"}
    assert labels({"1st": "x"}) == {"t1st": "x"}


def test_of_two_that_become_one_the_unchanged_stays():
    assert labels({"Team": "wrong", "team": "right", "TEAM": "wrong"}) == {"team": "right"}


@given(st.dictionaries(st.text(min_size=1), st.text()))
def test_every_label_is_one_that_google_takes(tags):
    made = labels(tags)
    assert bool(made) == bool(tags)
    for key, value in made.items():
        assert re.fullmatch(r"[a-z][a-z0-9_-]{0,62}", key)
        assert re.fullmatch(r"[a-z0-9_-]{0,63}", value)
