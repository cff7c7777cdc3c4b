# Copyright 2026 CRM Lifecycle contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""``./setup/bench fit``: what it prints of a file, good or bad, and of its sizes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bootstrap import python_env
from loader import cdnow

ROOT = Path(__file__).resolve().parent.parent
MODELS = ["nbd", "bg_nbd", "mbg_nbd", "gamma_gamma"]


def bench(*arguments):
    """Run the command with ``arguments``; return JSON lines, text and exit code."""
    done = subprocess.run(
        [sys.executable, "-B", ROOT / "setup" / "bench", "fit", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        # The environment that runs these tests is the one the command would enter.
        env={**os.environ, "CRM_SUITE_STEPS": "0"},
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return lines, done.stderr, done.returncode


@pytest.fixture(scope="module")
def cdnow_file(tmp_path_factory):
    """The sample of CDNOW as anybody's CSV file."""
    text = python_env.dataset(Path(sys.executable), cdnow.FILE).read_text()
    rows = [f"{row.customer},{row.day},{row.amount}" for row in cdnow.parse(text)]
    file = tmp_path_factory.mktemp("fit") / "cdnow.csv"
    file.write_text("\n".join(["customer,date,amount", *rows]))
    return file


@pytest.fixture
def write(tmp_path):
    def write_rows(*rows):
        file = tmp_path / "own.csv"
        file.write_text("\n".join(rows))
        return file

    return write_rows


def test_file_of_cdnow_gives_the_known_figures(cdnow_file):
    lines, told, code = bench("--data", cdnow_file, "--holdout-start", "1997-10-01")

    assert (code, told) == (0, "")
    found = [
        (
            line["model"],
            line["n"],
            {name: round(value, 3) for name, value in line["parameters"].items()},
            round(line["log_likelihood"], 2),
            line["boundary"],
        )
        for line in lines
    ]
    assert found == [
        ("nbd", 2357, {"r": 0.385, "alpha": 12.072}, -9763.66, False),
        (
            "bg_nbd",
            2357,
            {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426},
            -9582.43,
            False,
        ),
        (
            "mbg_nbd",
            2357,
            {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614},
            -9582.14,
            False,
        ),
        ("gamma_gamma", 946, {"p": 6.25, "q": 3.744, "v": 15.444}, -4055.92, False),
    ]
    assert all(line["evaluations"] <= 25 and line["seconds"] < 5 for line in lines)
    figures = [
        tuple(round(line[name], 3) for name in ("actual", "bias", "mae", "correlation"))
        for line in lines[1:3]
    ]
    assert figures == [(1882, -0.121, 0.785, 0.626), (1882, -0.162, 0.765, 0.627)]
    assert round(lines[2]["auc"], 3) == 0.773
    assert round(lines[2]["auc_recency"], 3) == 0.771


def test_without_holdout_there_are_no_figures_of_one(cdnow_file):
    lines, _told, code = bench("--data", cdnow_file, "--unit", "day")

    assert code == 0
    assert [line["model"] for line in lines] == MODELS
    names = ("actual", "predicted", "bias", "mae", "correlation", "auc", "auc_recency")
    assert [line[name] for line in lines for name in names] == [None] * 28
    assert lines[0]["n"] == 2357
    assert round(lines[2]["parameters"]["alpha"], 1) == 60.6


def test_bad_rows_are_told_and_nothing_else_is_lost(write):
    rows = [f"{n};2024-0{1 + n % 9}-1{k};{k}" for n in range(80) for k in range(4)]
    file = write(
        "customer;date;amount",
        *rows,
        "7;2024-02-30;5",
        ";2024-01-02;5",
        "7;2024-01-02;much",
        "7;2024-01-03;-4,50",
    )

    lines, told, code = bench("--data", file)

    assert code == 0
    assert [line["n"] for line in lines] == [80, 80, 80, 80]
    assert "line 322: the date '2024-02-30'" in told
    assert "line 323: the customer is empty" in told
    assert "line 324: the amount 'much' is not a number" in told
    assert "3 rows of own.csv were not loaded; the rest was." in told
    assert "refunds, not counted as purchases: 1." in told


def test_one_customer_is_too_few(write):
    lines, told, code = bench("--data", write("ann,2024-01-31,5", "ann,2024-03-01,5"))

    assert (code, told) == (0, "")
    assert [line["model"] for line in lines] == MODELS
    assert {line["message"] for line in lines[:3]} == {
        "Too few customers came back; the simple rule is used."
    }
    assert lines[3]["message"] == "Fewer than two customers came back and paid."


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--data", "none.csv"], "There is no file none.csv"),
        (["--holdout-start", "2024-01-01"], "--holdout-start belongs to a file"),
        (["--data", "{file}", "--holdout-start", "soon"], "'soon' is no date"),
        (
            ["--data", "{file}", "--holdout-start", "2024-01-01"],
            "cannot start on 2024-01-01; choose a day after 2024-01-01",
        ),
        (["--data", "{file}", "--holdout-start", "2025-01-01"], "cannot start on"),
        (["--customers", "0"], "--customers takes a number from 1"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(write, arguments, sentence):
    file = write("ann,2024-01-01,5", "ann,2024-03-01,5")

    lines, told, code = bench(*[part.format(file=file) for part in arguments])

    assert (lines, code) == ([], 1)
    assert told.startswith("Error: ")
    assert told.count("\n") == 1
    assert sentence in told


def test_refunds_alone_are_nothing_to_fit(write):
    lines, told, code = bench("--data", write("ann,2024-01-01,-5"))

    assert (lines, code) == ([], 1)
    assert "holds refunds only" in told


def test_simulated_customers_are_fitted_faster_than_by_lifetimes():
    (line,), _told, code = bench("--customers", "5000")

    assert code == 0
    assert (line["bench"], line["n"]) == ("fit", 5000)
    assert line["ratio"] < 1
    assert line["evaluations"] <= 25
    assert line["parameters"].keys() == line["parameters_of_oracle"].keys()
    for name, value in line["parameters_of_oracle"].items():
        assert line["parameters"][name] == pytest.approx(value, abs=0.002)
