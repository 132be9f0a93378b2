"""A claim is one line of stable text that says whether measured and predicted agree."""

import pytest

from gdcourse import claim
from gdcourse.judging.claims import Claim
from gdcourse.judging.record import measured


@pytest.mark.parametrize(
    ("claimed", "text"),
    [
        (Claim("ratio", 10.0321, 10, 0.01), "ratio: predicted 10, measured 10.0 (within 1 %) ✓"),
        (Claim("ratio", 9876.5, 10_000, 0.1), "ratio: predicted 10000, measured 10000 (within 10 %) ✓"),
        (Claim("rate", 0.80004, 0.8, 0.001), "rate: predicted 0.8, measured 0.8000 (within 0.1 %) ✓"),
        (Claim("error", 3e-17, 0, 1e-15), "error: predicted 0, measured 0 (within 1e-15) ✓"),
        (Claim("error", -3e-17, 0, 1e-15), "error: predicted 0, measured 0 (within 1e-15) ✓"),
        (Claim("count", 3, 3, 0), "count: predicted 3, measured 3 (exactly) ✓"),
        (Claim("rate", 0.9, 0.8, 0.01), "rate: predicted 0.8, measured 0.9 (within 1 %) ✗ they should agree"),
        (
            Claim("rate", float("nan"), 1, 1),
            "rate: predicted 1, measured nan (within 100 %) ✗ they should agree",
        ),
    ],
)
def test_a_claim_shows_the_digits_that_its_tolerance_makes_meaningful(claimed, text):
    assert str(claimed) == text


@pytest.mark.parametrize("digit_noise", [1 - 1e-9, 1, 1 + 1e-9])
def test_the_text_does_not_change_with_the_last_digits(digit_noise):
    assert str(Claim("rate", 0.8123 * digit_noise, 0.8, 0.05)) == str(Claim("rate", 0.8123, 0.8, 0.05))


def test_claim_remembers_what_was_measured():
    claim("θ's ratio", measured=10.0321, predicted=10, within=0.01)
    assert measured() == {"θ's ratio": {"measured": 10.0321, "predicted": 10.0, "within": 0.01}}


def test_claim_shows_itself_although_the_record_cannot_be_written(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").touch()
    monkeypatch.setenv("GDCOURSE_PROGRESS", str(tmp_path / "file" / "progress.json"))
    with pytest.warns(UserWarning, match="What you measure cannot be written to your record"):
        claim("steps", 62, 62, within=0)
    assert capsys.readouterr().out == "steps: predicted 62, measured 62 (exactly) ✓\n"


def test_claim_shows_itself(capsys):
    claim("steps", 62, 62, within=0)
    assert capsys.readouterr().out == "steps: predicted 62, measured 62 (exactly) ✓\n"
