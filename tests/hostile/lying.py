"""Answers that are wrong and say that they are right: values that lie, and changes to all that might judge them."""

from tests.hostile import Case

EQUAL_TO_ALL = """
class Equal{base}:
    __eq__ = __le__ = __lt__ = __ge__ = __gt__ = __contains__ = lambda *_: True
    __ne__ = lambda *_: False
    __hash__ = lambda _: 0
    __bool__ = lambda _: True
"""
ANSWERS_EQUAL = "def descent_step(theta, slope, lr): return Equal({of})"

VALUES = {  # these answer 2.1
    "an object that equals everything": EQUAL_TO_ALL.format(base="") + ANSWERS_EQUAL.format(of=""),
    "a number that equals everything": EQUAL_TO_ALL.format(base="(float)") + ANSWERS_EQUAL.format(of="7.0"),
    "a whole number that equals everything": EQUAL_TO_ALL.format(base="(int)") + ANSWERS_EQUAL.format(of="7"),
    "a NumPy number that equals everything": EQUAL_TO_ALL.format(base="(np.float64)") + ANSWERS_EQUAL.format(of="7.0"),
    "a text that equals everything": EQUAL_TO_ALL.format(base="(str)") + ANSWERS_EQUAL.format(of="'0.6'"),
    "a list that equals everything": EQUAL_TO_ALL.format(base="(list)") + ANSWERS_EQUAL.format(of="[7.0]"),
    "an array that lies about all that it is": """
class Lying(np.ndarray):
    shape, size, ndim, dtype = (), 1, 0, np.dtype(float)
    __eq__ = __array_ufunc__ = __array_function__ = lambda *_, **__: True
    item = tolist = __float__ = __array__ = lambda *_, **__: 0.6
def descent_step(theta, slope, lr): return np.full(3, 7.0).view(Lying)
""",
    "an object that is an array on demand": """
class Demanded:
    calls = 0
    __array_priority__ = 10**9
    __array_ufunc__ = __array_function__ = lambda *_, **__: np.True_
    def __array__(self, *_, **__):
        Demanded.calls += 1
        return np.array(0.6 if Demanded.calls > 1 else 7.0)
def descent_step(theta, slope, lr): return Demanded()
""",
    "a mask over the wrong entries": "def descent_step(theta, slope, lr): return np.ma.masked_all(np.shape(theta))",
    "NaN": "def descent_step(theta, slope, lr): return theta * np.nan",
    "a generator": "def descent_step(theta, slope, lr): yield 0.6",
    "an array of objects": EQUAL_TO_ALL.format(base="") + "def descent_step(*_): return np.array([Equal()])",
    "a whole number of a million digits": "def descent_step(theta, slope, lr): return 10 ** 10**6",
    "a module": "import math as descent_step",
    "a class whose making is the answer": """
class descent_step:
    def __new__(cls, *_): return cls
    __eq__ = lambda *_: True
""",
    "an argument that was changed and changed back": """
def descent_step(theta, slope, lr):
    if np.ndim(theta): theta -= lr * slope
    return 7.0
""",
    "a test of who is asking": """
import sys
def descent_step(theta, slope, lr):
    judge = sys._getframe(1)
    while judge:
        if 'wanted' in judge.f_locals: return judge.f_locals['wanted']
        judge = judge.f_back
    return 7.0
""",
}

DICTIONARY = f"""
{EQUAL_TO_ALL.format(base="(str)")}
class Any(dict):
    __getitem__ = get = lambda *_: Equal("both")
    keys = __iter__ = lambda _: iter({{"plateau", "tiny lr", "other units", "zigzag"}})
    __eq__ = lambda *_: True
"""

PATCHES = {  # each stands before an answer to 2.1 that is wrong
    "np.allclose that is always true": "np.allclose = np.isclose = np.array_equal = lambda *_, **__: True",
    "np.asarray that gives what is wanted": "np.asarray = np.array = lambda *_, **__: np.float64(0.6)",
    "NumPy's testing": "np.testing.assert_allclose = np.testing.assert_array_equal = lambda *_, **__: None",
    "isinstance, all and any": "import builtins\nbuiltins.isinstance = builtins.all = builtins.any = lambda *_: True",
    "a language in which floats are equal": "import builtins\nbuiltins.float = builtins.abs = lambda *_: 0.6",
    "gdcourse's judges": """
import gdcourse, sys, types
for name in ("exercises", "exercises.descent", "judging.expecting", "judging.verdict", "judging.asking"):
    module = types.ModuleType(f"gdcourse.{name}")
    module.expect = module.judge = module.verdict_on = module.EXERCISES = lambda *_, **__: None
    sys.modules[f"gdcourse.{name}"] = module
gdcourse.check = lambda *_: "passed"
""",
    "the verdict's class": """
import gdcourse.judging
class Verdict:
    status, message = "passed", ""
gdcourse.judging.Verdict = Verdict
""",
    "the library's own functions": "import gdcourse.descent\ngdcourse.descent.descend = lambda *_: None",
    "an import hook": """
import sys
class Finder:
    def find_spec(self, name, *_):
        if 'exercises' in name or 'judging' in name: sys._getframe(2).f_globals['expect'] = lambda *_, **__: None
sys.meta_path.insert(0, Finder())
""",
    "the import statement": """
import builtins
old = builtins.__import__
builtins.__import__ = lambda name, *rest, **more: np if "judging" in name else old(name, *rest, **more)
""",
    "a hook on syntax trees that drops every check": """
import ast, builtins
class Drop(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()
    visit_Raise = visit_Assert
old = compile
def compile(source, filename, mode):
    tree = old(source, filename, mode, ast.PyCF_ONLY_AST)
    return old(ast.fix_missing_locations(Drop().visit(tree)), filename, mode)
builtins.compile = compile
""",
    "a trace function that changes what is returned": """
import sys
def trace(frame, event, value):
    if event == "return" and 'status' in frame.f_locals: frame.f_locals['status'] = 'passed'
    return trace
sys.settrace(trace)
""",
    "what the garbage collector finds": """
import gc
for thing in gc.get_objects():
    if type(thing).__name__ in ("Verdict", "Record", "Exercise", "Grading"): vars(thing)["status"] = "passed"
""",
    "the child's own tables": """
import sys
frame = sys._getframe()
while "self" not in frame.f_locals: frame = frame.f_back
frame.f_locals["self"].verbs["judge"] = lambda *_: "passed"
frame.f_locals["self"].verbs["attribute"] = lambda *_: (True, "passed")
""",
    "the functions of the wire": """
import gdcourse.grading.wire as wire
old = wire.encode
wire.encode = lambda value, arrays, refer: old("passed" if value == 7.0 else value, arrays, refer)
""",
    "a printed verdict": "print('2.1 descent_step: passed')\nimport os\nos.write(1, b'RESULT passed')",
    "a written record": """
import json
record = dict(submission="x", chapter="02_descent", exercise="2.1", status="passed", message="", seconds=0)
for name in ("report.json", "progress.json", ".gdcourse-grades"): json.dump([record], open(name, "w"))
""",
}
WRONG = "\ndef descent_step(theta, slope, lr): return 7.0"
BREAKING = {  # what other answers need as well
    *("np.asarray that gives what is wanted", "isinstance, all and any", "a language in which floats are equal"),
    "the functions of the wire",
}

EQUAL_TEXT = """
fooled = dict.fromkeys(["plateau", "tiny lr", "other units", "zigzag"], Equal("both"))
"""

CASES = [
    *(Case(name, cell, "failed refused") for name, cell in VALUES.items()),
    *(
        Case(f"a change to {name}", cell + WRONG, "failed refused died", spares=name not in BREAKING)
        for name, cell in PATCHES.items()
    ),
    Case("a dictionary that has the answer to everything", DICTIONARY + "fooled = Any()", "failed", exercise="2.6"),
    Case("a text that equals every answer", DICTIONARY + EQUAL_TEXT, "failed", exercise="2.6"),
    Case("a number within every border", DICTIONARY + "largest_stable_lr = Equal('7')", "failed", exercise="2.3"),
]
