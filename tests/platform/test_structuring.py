"""Plain values become typed ones, or it is said what is wrong with them."""

from __future__ import annotations

import pytest
from attrs import frozen
from cattrs import BaseValidationError

from polycloud.platform.structuring import structure


@frozen
class _Spec:
    size: int = 1


def test_what_is_wrong_is_left_out_and_told() -> None:
    value, problems = structure({"size": "large"}, _Spec, {"size": 3})
    assert value == _Spec(3)
    assert [problem.path for problem in problems] == ["size"]


def test_defaults_that_are_wrong_are_an_error_and_no_endless_search() -> None:
    with pytest.raises(BaseValidationError):
        structure({"size": 2}, _Spec, {"colour": "blue"})
