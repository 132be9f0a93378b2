"""What every chapter keeps to, as it is stored in notebooks/ and once all its exercises are solved."""

import ast
import re
from symtable import symtable

import pytest

from gdcourse.authoring.build import build_solved, check
from gdcourse.authoring.solved import solve, verdicts
from gdcourse.authoring.sources import chapter_names, exercise_number
from gdcourse.authoring.stored import as_text, read_notebook
from gdcourse.authoring.surroundings import NOTEBOOKS, SOURCES
from gdcourse.exercises import EXERCISES
from gdcourse.judging import terminal

CHAPTERS = chapter_names(SOURCES, ".md")
MOST_WORDS, MOST_LINES, MOST_COLUMNS, MOST_IMPORT_LINES = 160, 18, 88, 6


@pytest.fixture(params=CHAPTERS)
def chapter(request):
    return request.param


@pytest.fixture
def cells(chapter):
    return read_notebook(NOTEBOOKS / f"{chapter}.ipynb").cells


def code(cells):
    return [cell for cell in cells if cell.cell_type == "code"]


def prose(cells):
    return [cell for cell in cells if cell.cell_type == "markdown"]


def outputs(cells):
    return [output for cell in code(cells) for output in cell.outputs]


def words_shown(output):
    """Every text that an output shows, whatever its kind."""
    data = output.get("data", {})
    texts = [text for kind, text in data.items() if kind.startswith("text/")]
    return "\n".join([output.get("text", ""), *texts])


def exercises_of(chapter):
    return sorted(number for number, exercise in EXERCISES.items() if exercise.chapter == chapter)


def tags(cell):
    return cell.metadata.get("tags", [])


def slide_type(cell):
    return cell.metadata.get("slideshow", {}).get("slide_type")


def calls(cell, name):
    """The calls of the function `name` in a code cell."""
    return [
        node
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    ]


# --- the notebook and its source


def test_there_are_chapters():
    assert CHAPTERS[0] == "00_welcome"


def test_every_notebook_is_what_its_source_gives():
    assert check([], SOURCES, NOTEBOOKS) == []


# --- what is stored


def test_cells_ran_once_from_top_to_bottom(cells):
    assert [cell.execution_count for cell in code(cells)] == list(range(1, len(code(cells)) + 1))


def test_no_output_is_an_error_or_a_warning(cells):
    assert [output for output in outputs(cells) if output.output_type == "error"] == []
    assert [output.text for output in outputs(cells) if output.get("name") == "stderr"] == []


def test_nothing_that_is_shown_says_that_something_is_wrong(cells):
    assert [words_shown(output) for output in outputs(cells) if "✗" in words_shown(output)] == []


def test_every_claim_is_shown_and_holds(cells):
    for cell in code(cells):
        lines = [line for output in cell.outputs for line in words_shown(output).splitlines()]
        assert sum(line.endswith(" ✓") for line in lines) >= len(calls(cell, "claim")), cell.source


def test_every_picture_has_a_text_alternative_that_everybody_can_read(cells):
    for cell in code(cells):
        for place, output in enumerate(cell.outputs):
            if "image/png" in output.get("data", {}):
                alt = output.metadata.get("image/png", {}).get("alt", "")
                assert len(alt) >= 40 and alt.endswith("."), f"{alt!r} is no sentence\n{cell.source}"
                below = [other.get("data", {}).get("text/plain", "") for other in cell.outputs[place + 1 :]]
                assert any(alt in text for text in below), f"not shown below its picture: {alt}"


# --- exercises


def test_every_exercise_has_one_stub_and_no_stub_lacks_an_exercise(chapter, cells):
    tagged = [tag for cell in cells for tag in tags(cell) if "exercise" in tag]
    assert sorted(tagged) == [f"exercise-{number}" for number in exercises_of(chapter)]
    assert [cell.source for cell in prose(cells) if any("exercise" in tag for tag in tags(cell))] == []


def is_stub(cell):
    """Whether a cell leaves something to write: `...`, or raising NotImplementedError."""
    return any(
        (isinstance(node, ast.Constant) and node.value is ...)
        or (isinstance(node, ast.Raise) and "NotImplementedError" in ast.unparse(node))
        for node in ast.walk(ast.parse(cell.source))
    )


def test_every_stub_leaves_the_answer_to_the_learner_and_is_checked_next(cells):
    for stub, following in zip(code(cells), code(cells)[1:], strict=False):
        if number := exercise_number(stub):
            assert is_stub(stub), stub.source
            assert ast.unparse(ast.parse(following.source)) == f"check('{number}', {EXERCISES[number].name})"


def test_an_exercise_needs_nothing_but_the_imports_and_earlier_exercises(cells):
    known = {}
    for cell in code(cells):
        if "imports" in tags(cell) or exercise_number(cell):
            exec(cell.source, known)


def test_as_shipped_nothing_is_attempted(chapter, cells):
    assert verdicts(cells) == dict.fromkeys(exercises_of(chapter), "not attempted")


def test_nothing_but_the_check_reads_what_an_exercise_cell_defines(cells):
    """So that solving exercises changes no other output, and what nbval finds of the notebooks as shipped holds."""
    answers = set()
    for cell in code(cells):
        if number := exercise_number(cell):
            answers |= assigned(cell.source) | assigned(EXERCISES[number].source)
        else:
            checked = {ast.unparse(check.args[1]) for check in calls(cell, "check")}
            assert (read(cell.source) - checked) & answers == set(), cell.source
            answers -= assigned(cell.source)


def assigned(source):
    """The names that a cell defines, but for those that it imports."""
    names = symtable(source, "cell", "exec").get_symbols()
    return {name.get_name() for name in names if name.is_assigned() and not name.is_imported()}


def read(source):
    """The names of the notebook that a cell reads, in its functions and classes too."""
    cell, *inner = tables(symtable(source, "cell", "exec"))
    own = {name.get_name() for name in cell.get_symbols() if name.is_referenced()}
    return own | {name.get_name() for table in inner for name in table.get_symbols() if name.is_global()}


def tables(table):
    yield table
    for inner in table.get_children():
        yield from tables(inner)


def test_what_a_cell_defines_and_reads_is_told_apart_from_what_its_functions_keep_to_themselves():
    assert assigned("import a\nb = 1\ndef c(d):\n    e = 2\nclass F: pass") == {"b", "c", "F"}
    assert read("a = b\ndef f(c):\n    d = e\n    return [c + d + g for g in h]") == {"b", "e", "h"}
    assert read("class A:\n    b = c\n    def d(self, f=g):\n        return lambda: h") == {"c", "g", "h"}


def test_solved_every_exercise_passes(chapter, tmp_path, capsys):
    notebook = read_notebook(NOTEBOOKS / f"{chapter}.ipynb")
    solve(notebook, chapter, EXERCISES)
    solved = tmp_path / f"{chapter}.ipynb"
    solved.write_text(as_text(notebook), encoding="utf-8")
    assert terminal.main([str(solved), "--all"]) == 0, capsys.readouterr().out


def test_a_chapter_is_solved_by_its_answers_in_a_kernel(tmp_path):
    chapter = "02_descent"
    assert build_solved([chapter], SOURCES, NOTEBOOKS, tmp_path, EXERCISES) == []
    cells = read_notebook(tmp_path / f"{chapter}.ipynb").cells
    assert verdicts(cells) == dict.fromkeys(exercises_of(chapter), "passed")
    assert "✗" not in "".join(words_shown(output) for output in outputs(cells))


# --- how a chapter is written


def test_a_chapter_opens_with_its_title_and_a_short_cell_of_imports(chapter, cells):
    assert cells[0].cell_type == "markdown" and cells[0].source.startswith("# ")
    first = code(cells)[0]
    assert "imports" in tags(first)
    assert len(first.source.splitlines()) <= MOST_IMPORT_LINES


def test_every_cell_says_how_it_appears_on_slides(cells):
    kinds = {"slide", "subslide", "fragment", "skip", "notes", "-"}
    assert [cell.source for cell in cells if slide_type(cell) not in kinds] == []


def test_the_lecturers_notes_say_how_many_minutes_and_what_to_leave_out(cells):
    notes = [cell.source for cell in prose(cells) if slide_type(cell) == "notes"]
    assert re.search(r"\d+ min", notes[0])
    assert any(re.search("[Ss]hort of time|time is short", note) for note in notes)


def test_every_part_of_a_lecture_has_notes(cells):
    starts = [place for place, cell in enumerate(cells) if cell.source.startswith("## ")]
    for start, end in zip(starts, [*starts[1:], len(cells)], strict=True):
        kinds = {slide_type(cell) for cell in cells[start:end]}
        if slide_type(cells[start]) != "skip" and any(slide_type(cell) != "skip" for cell in code(cells[start:end])):
            assert "notes" in kinds, cells[start].source


def test_no_cell_is_too_long_to_take_in(cells):
    long_code = [cell.source for cell in code(cells) if len(cell.source.splitlines()) > MOST_LINES]
    long_prose = [cell.source for cell in prose(cells) if len(cell.source.split()) > MOST_WORDS]
    assert (long_code, long_prose) == ([], [])


def test_code_fits_beside_the_margins_of_a_laptop(cells):
    lines = [line for cell in code(cells) for line in cell.source.splitlines()]
    assert [line for line in lines if len(line) > MOST_COLUMNS] == []


@pytest.mark.parametrize("word", ["simply", "obviously", "just", "clearly"])
def test_prose_belittles_nobody(cells, word):
    found = re.compile(rf"\b{word}\b", re.IGNORECASE)
    assert [cell.source for cell in prose(cells) if found.search(cell.source)] == []


@pytest.mark.parametrize("words", ["sys.path", "%matplotlib", "pip install", "filterwarnings"])
def test_no_cell_tinkers_with_the_learners_python(cells, words):
    assert [cell.source for cell in code(cells) if words in cell.source] == []


def test_no_cell_ends_in_a_semicolon_which_nbval_does_not_see(cells):
    assert [cell.source for cell in code(cells) if cell.source.rstrip().endswith(";")] == []


def test_a_cell_that_nbval_does_not_compare_says_why(cells):
    for cell in code(cells):
        assert "NBVAL" not in cell.source, "use a tag, and give the reason beside it"
        if any(tag.startswith("nbval-") or tag == "raises-exception" for tag in tags(cell)):
            assert len(cell.metadata.get("reason", "")) >= 20, f"no reason in the metadata of\n{cell.source}"
