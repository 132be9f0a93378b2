"""A judge cannot tell whether the answer is in its own process or in another: values, objects, callbacks, changes."""

import linecache

import numpy as np
import pytest

from gdcourse.grading.process import Process
from gdcourse.grading.remote import Stopped
from gdcourse.grading.sandbox import python
from gdcourse.judging.answer import CALLS, Answer, Here
from gdcourse.judging.verdict import NotAttempted, Raised, Rejected
from gdcourse.landscapes import Quadratic
from tests import courts


@pytest.fixture(scope="module")
def process():
    with Process(courts.command()) as process:
        process.within(60)
        process.run("import numpy as np", "<imports>")
        yield process


@pytest.fixture(params=["here", "there"])
def answer(request, process):
    """A function that gives an answer as a judge sees it: what `name` is after the cell has run, in either court."""
    CALLS.set([])

    def run(source, name):
        if request.param == "there":
            process.run(source, "<exercise-9.9>")
            return Answer(process.get(name)[1], name)
        cell = {"np": np}
        linecache.cache["<exercise-9.9>"] = (len(source), None, source.splitlines(keepends=True), "<exercise-9.9>")
        exec(compile(source, "<exercise-9.9>", "exec"), cell)
        return Answer(Here(cell[name]), name)

    return run


ECHO = "def echo(*args):\n    return args[0] if len(args) == 1 else args"


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        -7,
        10**400,
        0.1,
        -np.inf,
        1 - 2j,
        "θ ← θ − ηg 🙂",
        b"\x00\xff",
        ...,
        [1, [2.5, "three"]],
        (1, (2,)),
        {"a": 1, 2: (3.5,), (4, 5): None},
        np.float32(0.1),
        np.bool_(True),
        np.int64(3),
    ],
)
def test_plain_values_go_there_and_back(answer, value):
    back = answer(ECHO, "echo")(value)
    assert back == value and type(back) is type(value)


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6.0).reshape(2, 3),
        np.arange(6.0).reshape(2, 3).T,
        np.array(3.5),
        np.zeros((0, 4)),
        np.array([1, 2], dtype=np.int8),
        np.array([True, False]),
        np.array([1 + 2j], dtype=np.complex64),
        np.array(["up", "down"]),
        np.arange(10.0)[::-3],
        np.array([1.0, np.nan, np.inf], dtype=">f4"),
    ],
)
def test_arrays_go_there_and_back(answer, array):
    back = answer(ECHO, "echo")(array)
    assert back.dtype == array.dtype and back.shape == array.shape
    np.testing.assert_array_equal(back, array)


def test_nan_comes_back_as_nan(answer):
    assert np.isnan(answer(ECHO, "echo")(float("nan")))


COUNTER = """
class Counter:
    start = 10
    def __init__(self, count=None):
        self.count = self.start if count is None else count
    def add(self, by=1):
        self.count += by
        return self.count
    def twin(self):
        return Counter(self.count)
    def same_as(self, other):
        return self is other
"""


def test_instances_live_on_between_calls_each_for_itself(answer):
    Counter = answer(COUNTER, "Counter")
    first, second = Counter(), Counter(count=5)
    assert [first.add(), first.add(by=4), second.add(), first.count] == [11, 15, 6, 15]
    assert first.twin().add() == 16
    assert first.same_as(first) is True and first.same_as(second) is False


def test_what_is_not_there_is_told(answer):
    with pytest.raises(Rejected, match=r"Counter\(\)\.walk does not exist"):
        answer(COUNTER, "Counter")().walk()


def test_objects_in_lists_tuples_and_dicts_can_be_called(answer):
    made = answer("def made():\n    return (1.0, [abs, 2]), {'f': abs}", "made")()
    (one, (f, two)), named = made
    assert (one, f(-3), two, named["f"](-4)) == (1.0, 3, 2, 4)


CHANGES = """
def change(array, numbers, words):
    array[0] = 99.0
    numbers.append(3)
    words["new"] = 1
"""


def test_arguments_that_are_changed_are_seen_changed(answer):
    array, numbers, words = np.array([1.0, 2.0]), [1, 2], {}
    answer(CHANGES, "change")(array, numbers, words=words)
    assert (array.tolist(), numbers, words) == ([99.0, 2.0], [1, 2, 3], {"new": 1})


def test_arguments_that_are_left_alone_stay_as_they_are(answer):
    array = np.array([1.0, np.nan])
    array.flags.writeable = False
    assert answer("def total(a):\n    return float(np.nansum(a))", "total")(array) == 1.0


def test_functions_of_the_judge_are_called_back(answer):
    twice = answer("def twice(f, x):\n    return f(f(x))", "twice")
    assert twice(lambda x: x + 1, 3) == 5
    assert twice(np.exp, 0.0) == pytest.approx(np.e)
    np.testing.assert_array_equal(twice(lambda x: 2 * x, np.array([1.0, 1j])), [4.0, 4j])


def test_objects_of_the_judge_show_their_methods_and_values(answer):
    walk = answer(
        """
def walk(f, theta):
    return f(theta), f.gradient(theta), f.hessian(theta=theta), f.start
""",
        "walk",
    )
    valley = Quadratic([1.0, 20.0])
    value, gradient, hessian, start = walk(valley, np.array([2.0, 1.0]))
    assert value == 12.0 and gradient.tolist() == [2.0, 20.0]
    np.testing.assert_array_equal(hessian, np.diag([1.0, 20.0]))
    np.testing.assert_array_equal(start, valley.start)


def test_the_judge_may_call_the_answer_while_it_is_called_back(answer):
    half = answer("def half(x):\n    return x / 2", "half")
    apply = answer("def apply(f, x):\n    return f(x) + 1", "apply")
    assert apply(lambda x: half(x), 8.0) == 5.0


def test_an_error_in_the_judges_function_reaches_the_learners_code(answer):
    def positive(x):
        if x <= 0:
            raise ValueError("x must be positive")
        return x

    safe = "def safe(f, x):\n    try:\n        return f(x)\n    except ValueError as error:\n        return str(error)"
    assert answer(safe, "safe")(positive, -1) == "x must be positive"


def test_a_wrong_call_of_the_judges_function_is_told_with_the_learners_line(answer):
    with pytest.raises(Raised) as raised:
        answer("def wrong(f):\n    y = 1\n    return f(1, 2)", "wrong")(lambda x: x)
    assert raised.value.kind == "TypeError"
    assert raised.value.told.startswith("wrong(<lambda>) raised TypeError")
    assert raised.value.told.endswith("line 3 of your cell: return f(1, 2)")


def test_exceptions_are_told_with_the_learners_line(answer):
    with pytest.raises(Raised) as raised:
        answer("def divide(x):\n    return 1 / x", "divide")(0)
    told = "divide(0) raised ZeroDivisionError: division by zero\nline 2 of your cell: return 1 / x"
    assert str(raised.value) == told


def test_a_stub_is_not_attempted(answer):
    with pytest.raises(NotAttempted):
        answer("def stub(x):\n    raise NotImplementedError", "stub")(1)


def test_a_generator_and_other_objects_are_named_by_their_kind(answer):
    given = answer("def numbers():\n    yield 1", "numbers")()
    assert isinstance(given, Answer) and given._thing.kind == "generator"


# --- what holds across the pipe alone


@pytest.mark.parametrize(
    "attack",
    ["f.__globals__", "f._secret", "f.gradient.__self__", "f.module", "f(np.zeros(10**6))", "f.factory()"],
)
def test_the_judges_objects_show_plain_values_of_public_names_and_nothing_else(process, attack):
    class Shown:
        _secret = 1
        module = np

        def __call__(self, x):
            return 1.0

        def gradient(self, x):
            return x

        def factory(self):
            return Shown()

    process.run(f"def attack(f):\n    return {attack}", "<exercise-9.9>")
    with pytest.raises(Raised):
        process.get("attack")[1].call([Shown()], {})


def test_too_large_an_answer_is_refused():
    with Process(python()) as process:
        process.within(30)
        process.run("import numpy as np\ndef large():\n    return np.zeros(2**27, dtype=np.int8)", "<exercise-9.9>")
        with pytest.raises(Stopped) as stopped:
            process.get("large")[1].call([], {})
    assert stopped.value.status == "refused"


def test_a_process_that_does_not_answer_is_given_up():
    with Process(python()) as process:
        process.within(30)
        process.run("def endless():\n    while True:\n        pass", "<exercise-9.9>")
        endless = process.get("endless")[1]
        process.within(0.2)
        with pytest.raises(Stopped) as stopped:
            endless.call([], {})
    assert stopped.value.status == "timeout"
    assert process.running.returncode is not None
