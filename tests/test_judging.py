"""A verdict tells the learner what is wrong in their own words, and no answer makes a check crash."""

import numpy as np
import pytest

from gdcourse import check, hint, show, solution
from gdcourse.exercises import EXERCISES
from gdcourse.judging import asking
from gdcourse.judging.asking import judge
from gdcourse.judging.exercise import Exercise
from gdcourse.judging.expecting import (
    expect,
    expect_at_least,
    expect_at_most,
    expect_choices,
    expect_entries,
    expect_error,
    expect_independent,
    expect_that,
    expect_unchanged,
)
from gdcourse.judging.verdict import Rejected, Verdict
from gdcourse.optimizers import AdaGrad, GradientDescent


@pytest.fixture(autouse=True)
def own_record(tmp_path, monkeypatch):
    monkeypatch.setenv("GDCOURSE_PROGRESS", str(tmp_path / "progress.json"))
    monkeypatch.setattr(asking, "_hints_given", {})


def exercise(judge, reference=None, name="answer"):
    return Exercise("9.9", name, "99_nowhere", reference, judge, ("a", "b", "c"), "Because.")


def verdict_on(answer, *expectations):
    """The verdict of a judge that states the given expectations of answer(3)."""

    def judge_it(answer):
        for expectation in expectations:
            expect(answer(3), *expectation)

    return judge(exercise(judge_it), answer)


def doubled(x):
    return 2 * x


def test_a_right_value_passes():
    assert verdict_on(doubled, (6, "twice three is six")).status == "passed"


def test_a_wrong_value_is_shown_with_its_call_and_what_was_expected():
    verdict = verdict_on(doubled, (9, "the square of three is nine"))
    assert str(verdict) == ("✗ 9.9 answer: failed\nthe square of three is nine\nanswer(3) is 6, but should be 9")


def test_a_known_mistake_is_named():
    verdict = verdict_on(doubled, (9, "the square of three is nine", [(6, "doubled, not squared")]))
    assert verdict.message == "the square of three is nine\ndoubled, not squared"


@pytest.mark.parametrize(
    ("given", "wanted", "words"),
    [
        (None, 1.0, "gives None: is a return missing?"),
        ([1.0, 2.0], 1.0, "has shape (2,), but should have shape ()"),
        (np.ones((2, 1)), np.ones(2), "has shape (2, 1), but should have shape (2,)"),
        ("text", 1.0, "is 'text', a str, but should be 1"),
        (1 + 1j, 1.0, "holds complex numbers, but should hold real ones"),
        (True, 1.0, "holds true or false numbers, but should hold real ones"),
        (float("nan"), 1.0, "is nan, but should be 1"),
        ([[1.0], [1.0, 2.0]], 1.0, "is [[1.0], [1.0, 2.0]], but should be 1"),
        ({"a": 1}, 1.0, "is {'a': 1}, a dict, but should be 1"),
        ("up", "down", "is 'up', but should be 'down'"),
        ((number for number in [1.0]), 1.0, "is a generator, but should be 1"),
        (np.arange(1000.0), np.zeros(1000), "has 1 at index [1], but should have 0 there"),
    ],
)
def test_what_differs_is_said(given, wanted, words):
    verdict = verdict_on(lambda x: given, (wanted, "reason"))
    assert (verdict.status, words in verdict.message) == ("failed", True), verdict.message


def test_lists_and_whole_numbers_count_as_arrays_of_real_numbers():
    assert verdict_on(lambda x: [1, 2], (np.array([1.0, 2.0]), "reason")).status == "passed"


def test_nan_is_right_where_nan_is_wanted():
    assert verdict_on(lambda x: float("nan"), (np.nan, "reason")).status == "passed"


def test_closeness_is_relative_to_the_size_of_what_is_wanted():
    assert verdict_on(lambda x: 1e-12 * (1 + 1e-3), (1e-12, "reason")).status == "failed"
    assert verdict_on(lambda x: 1e12 + 1.0, (1e12, "reason")).status == "passed"


def test_an_error_in_the_answer_is_told_with_the_learners_own_line_and_nothing_of_ours():
    cell = {}
    exec(compile("def answer(x):\n    y = x - 3\n    return 1 / y\n", "<exercise-9.9>", "exec"), cell)
    verdict = verdict_on(cell["answer"], (1, "reason"))
    assert verdict.status == "failed"
    assert "answer(3) raised ZeroDivisionError: division by zero\nline 3 of your cell" in verdict.message
    assert "gdcourse" not in verdict.message


def test_a_wrong_number_of_arguments_is_told():
    assert "raised TypeError" in verdict_on(lambda: 1, (1, "reason")).message


def test_classes_are_judged_through_their_instances():
    def judge_rule(rule):
        expect(rule(lr=0.1).step(1.0, 4.0), 0.6, "one step")

    assert judge(exercise(judge_rule), GradientDescent).status == "passed"
    verdict = judge(exercise(judge_rule, name="Rule"), AdaGrad)
    assert "Rule(lr=0.1).step(1, 4) is 0.9, but should be 0.6" in verdict.message


def test_a_missing_method_is_told():
    def judge_rule(rule):
        rule(lr=0.1).walk()

    verdict = judge(exercise(judge_rule, name="Rule"), GradientDescent)
    assert verdict.message == "Rule(lr=0.1).walk does not exist"


ACCURACY = "the digits are told apart"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (0.95, ""),
        (np.float64(0.9), ""),
        (0.5, f"{ACCURACY}\nanswer(3) is 0.5, but should be at least 0.9"),
        (float("nan"), "is nan, but should be at least 0.9"),
        ([0.95], "is a list, [0.95], but should be a number"),
        ("0.95", "is a str, '0.95', but should be a number"),
        (True, "is a bool, True, but should be a number"),
        (object(), "is a object, but should be a number"),
    ],
)
def test_at_least(given, words):
    verdict = judge(exercise(lambda answer: expect_at_least(answer(3), 0.9, ACCURACY)), lambda x: given)
    assert (verdict.status == "passed") == (words == "")
    assert words in verdict.message


def test_at_most():
    judged = exercise(lambda answer: expect_at_most(answer(3), 0.1, "the loss is small"))
    assert judge(judged, lambda x: 0.1).status == "passed"
    assert "answer(3) is 0.2, but should be at most 0.1" in judge(judged, lambda x: 0.2).message


def test_within_five_percent_says_so():
    def judge_it(answer):
        expect(answer(3), 10.0, "about ten", within=0.05)

    assert judge(exercise(judge_it), lambda x: 10.4).status == "passed"
    assert judge(exercise(judge_it), lambda x: 10.6).message.endswith("is 10.6, but should be 10 to within 5 %")


def refused(error=None):
    """A verdict on an answer that raises `error`, or nothing, where a negative lr should be refused."""

    def answer(lr):
        if error:
            raise error

    def judge_it(answer):
        expect_error(lambda: answer(-1), "a negative lr is refused", mentions="lr")

    return judge(exercise(judge_it), answer)


def test_a_clear_error_is_what_is_asked_for():
    assert refused(ValueError("lr must be positive, but it is -1")).status == "passed"
    assert "nothing was raised" in refused().message
    assert "should name lr, but it is 'no'" in refused(ValueError("no")).message
    told = refused(KeyError(3)).message
    assert "raise ValueError or TypeError with a message, but answer(-1) raised KeyError: 3" in told


def test_two_instances_must_not_share_what_they_remember():
    class Counting:
        count = 0
        seen = []

        def own(self):
            self.count += 1
            return self.count

        def shared(self):
            self.seen.append(1)
            return len(self.seen)

    def verdict(use):
        return judge(exercise(lambda kind: expect_independent(kind, use, "Counting")), Counting)

    assert verdict(lambda one: one.own()).status == "passed"
    assert "two instances of Counting share what they remember" in verdict(lambda one: one.shared()).message


def test_an_endless_loop_fails_when_its_time_is_up(monkeypatch):
    monkeypatch.setattr(asking, "SECONDS", 0.2)

    def endless(x):
        while True:
            try:
                x += 1
            except Exception:
                pass

    assert "still busy after 0.2 s" in verdict_on(endless, (1, "reason")).message
    assert verdict_on(doubled, (6, "the next one is judged as ever")).status == "passed"


@pytest.mark.parametrize("leave", [SystemExit, SystemExit(0), GeneratorExit, RecursionError, MemoryError])
def test_leaving_by_any_door_is_a_verdict(leave):
    def answer(x):
        raise leave

    assert "answer(3) raised" in verdict_on(answer, (1, "reason")).message


def test_a_judge_that_meets_what_it_cannot_compare_gives_a_verdict():
    class Odd(dict):
        def __repr__(self):
            raise RuntimeError("no")

    verdict = judge(exercise(lambda answer: expect(answer(3)["a"] + 1, 1, "reason")), lambda x: {"a": [1]})
    assert (verdict.status, "cannot be judged" in verdict.message) == ("failed", True)
    assert verdict_on(lambda x: Odd(), (1, "reason")).status == "failed"


def test_objects_inside_a_tuple_are_judged_like_any_other():
    def judge_it(answer):
        loss, step = answer(3)
        expect(loss, 1.0, "the loss")
        expect(step(2), 4, "doubled")

    assert judge(exercise(judge_it), lambda x: (1.0, doubled)).status == "passed"
    tripled = judge(exercise(judge_it), lambda x: (1.0, lambda x: 3 * x))
    assert tripled.message == "doubled\nanswer(3)[1](2) is 6, but should be 4"


def test_what_came_from_the_learner_goes_back_as_it_was():
    def judge_it(rule):
        expect(rule.describe(rule(lr=0.5)), "GradientDescent", "the class")

    class Rule(GradientDescent):
        def describe(rule):
            return "GradientDescent" if isinstance(rule, GradientDescent) else type(rule).__name__

    assert judge(exercise(judge_it), Rule).status == "passed"


def test_changing_an_argument_is_rejected():
    def judge_it(answer):
        theta = np.array([1.0])
        answer(theta)
        expect_unchanged(theta, np.array([1.0]), "theta")

    def in_place(theta):
        theta += 1

    assert "theta is changed in place" in judge(exercise(judge_it), in_place).message


def test_a_condition_that_fails_rejects_with_its_words():
    with pytest.raises(Rejected, match="too small"):
        expect_that(False, "too small")


@pytest.mark.parametrize("answer", [{"a": 1}, {"a": 1, "b": 2, "c": 3}, [1, 2], None])
def test_a_dict_keeps_its_entries(answer):
    with pytest.raises(Rejected, match='mine keeps its entries: "a", "b"'):
        expect_entries(answer, "mine", {"a": 1, "b": 2})
    expect_entries({"a": 0, "b": 0}, "mine", {"a": 1, "b": 2})


@pytest.mark.parametrize(
    "answer, words",
    [({"a": "up"}, "a: the slope is positive"), ({"a": "left"}, 'mine\\["a"\\] must be one of "up", "down"')],
)
def test_a_choice_is_right_or_is_told_why_not(answer, words):
    with pytest.raises(Rejected, match=words):
        expect_choices(answer, "mine", {"a": "down"}, ("up", "down"), {"a": "the slope is positive"})
    expect_choices({"a": "down"}, "mine", {"a": "down"}, ("up", "down"), {"a": "the slope is positive"})


@pytest.mark.parametrize("stub", [..., (1, ...), [...], {"a": 1, "b": ...}])
def test_an_answer_with_an_ellipsis_in_it_is_not_attempted(stub):
    assert judge(EXERCISES["2.3"], stub).status == "not attempted"


def test_check_says_which_number_to_write_for_a_number_that_does_not_exist():
    verdict = check(2.1, None)
    assert verdict.status == "failed"
    assert 'such as "2.1"' in verdict.message


def test_check_remembers_a_pass_and_nothing_else(tmp_path):
    check("2.3", 1 / 6)
    assert not (tmp_path / "progress.json").exists()
    check("2.3", 1 / 3)
    assert '"2.3"' in (tmp_path / "progress.json").read_text()


def test_check_passes_although_the_record_cannot_be_written(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("GDCOURSE_PROGRESS", str(tmp_path / "file" / "progress.json"))
    verdict = check("2.3", 1 / 3)
    assert verdict.status == "passed"
    assert "could not be written to your record" in verdict.message


def test_hints_come_one_at_a_time_and_end():
    first, second, third = EXERCISES["2.1"].hints
    assert [str(hint("2.1")) for _ in range(3)] == [
        f"**Hint 1 of 3.** {first}",
        f"**Hint 2 of 3.** {second}",
        f"**Hint 3 of 3.** {third}",
    ]
    assert 'solution("2.1")' in str(hint("2.1"))
    assert "Hint 1 of 3" in str(hint("2.2"))


def test_solution_shows_the_reference_and_the_reason():
    text = str(solution("2.1"))
    assert "return theta - lr * slope" in text
    assert EXERCISES["2.1"].reason in text


@pytest.mark.parametrize("ask", [hint, solution])
def test_asking_about_an_exercise_that_does_not_exist_gives_an_example(ask):
    assert "There is no exercise '2.77'" in str(ask("2.77"))


def test_show_gives_the_source_under_its_full_name():
    text = str(show(GradientDescent))
    assert text.startswith("`gdcourse.optimizers.GradientDescent`")
    assert "return lr * g" in text


def test_verdict_reads_the_same_with_and_without_colour():
    verdict = Verdict("2.1 descent_step", "failed", "is 1 < 2")
    shown = verdict._repr_mimebundle_()
    assert shown["text/plain"] == "✗ 2.1 descent_step: failed\nis 1 < 2"
    assert "<strong>✗ 2.1 descent_step: failed</strong>\nis 1 &lt; 2" in shown["text/html"]
