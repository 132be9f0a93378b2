"""The ten questions of the course: an answer to each, and the figures that the learner has measured for it."""

import html
import textwrap
from dataclasses import dataclass

from gdcourse.judging.claims import Claim
from gdcourse.judging.record import measured


@dataclass(frozen=True)
class Evidence:
    """A claim that bears on a question: its chapter, such as "02", its words there, and its words on this page."""

    chapter: str
    what: str
    told: str


@dataclass(frozen=True)
class Question:
    """A question, its answer in a sentence or two, and the claims that show it."""

    question: str
    answer: str
    evidence: tuple[Evidence, ...]

    @property
    def chapters(self):
        """The chapters that answer it by experiment, such as ["02", "05"]."""
        return list(dict.fromkeys(one.chapter for one in self.evidence))


QUESTIONS = (
    Question(
        "What is the goal of gradient descent?",
        "To find parameters that make a function small; in machine learning that is a cost, which says how wrong a "
        "model is. Descent asks for the slope where it stands, takes a step against it, and repeats.",
        (
            Evidence("02", "η = 0.1: steps for each digit",
                     "on a parabola with curvature 4 and η = 0.1, steps to come ten times closer to the minimum"),
            Evidence("05", "distance from the solution after 6000 epochs",
                     "on the data of 442 patients, distance from the exact solution after 6000 epochs"),
        ),
    ),
    Question(
        "How does the learning rate affect it?",
        "It says how long a step is for a given slope. On a parabola with curvature λ descent creeps if the rate is "
        "much smaller than 1/λ, and runs away if it is larger than 2/λ; in a valley one rate has to serve the flattest "
        "direction and the steepest.",
        (
            Evidence("02", "the learning rate up to which descent is stable",
                     "on a parabola with curvature 4, the learning rate up to which descent is stable"),
            Evidence("04", "the best η", "in a valley with curvatures from 2 to 18, the best learning rate"),
        ),
    ),
    Question(
        "What is stochastic gradient descent?",
        "Descent that takes each step by the gradient of one example, or of a few, instead of all: on average that is "
        "the full gradient. Single steps stray, so with a fixed learning rate the loss ends on a floor above the "
        "smallest one; a smaller rate lowers the floor.",
        (
            Evidence("07", "both: the mean of all single gradients is off by",
                     "the mean of all single gradients differs from the full gradient by"),
            Evidence("07", "η = 0.05: floor above the smallest loss",
                     "with η = 0.05, the floor lies above the smallest loss by"),
            Evidence("07", "η = 0.0125: floor above the smallest loss",
                     "with η = 0.0125, the floor lies above the smallest loss by"),
        ),
    ),
    Question(
        "Why is gradient descent important in machine learning?",
        "Because one method trains small and large models of many kinds. All that it needs is a gradient, which "
        "backpropagation gives for all parameters at once, at a few times the price of the loss; even the features "
        "that hidden units look for are found by it.",
        (
            Evidence("16", "right of four, best of 20,000 lines",
                     "without hidden units, of the four points of XOR, the best of 20,000 lines decides rightly"),
            Evidence("18", "with dropout: points of mean accuracy missing to 98 %",
                     "a network on held-out digits by known hands, points of mean accuracy missing to 98 %"),
            Evidence("18", "mean accuracy of 256 units, beside scikit-learn's",
                     "256 hidden units on held-out digits by known hands, accuracy in per cent, beside scikit-learn's"),
        ),
    ),
    Question(
        "Batch or mini-batch: what is the difference?",
        "A batch step averages the gradient over all examples, a mini-batch step over a few, drawn by shuffling. More "
        "examples in a step mean less noise and, at first, fewer steps; beyond some size they are wasted.",
        (
            Evidence("08", "B = 16: V_B / V₁",
                     "the variance of the gradient with 16 examples, as a share of that with one"),
            Evidence("08", "1 to 16, none wasted: steps divided by",
                     "with 16 examples a step instead of one, the steps to the goal are divided by"),
        ),
    ),
    Question(
        "Can gradient descent get stuck?",
        "Yes: on the ridge of a saddle, where a little noise helps; for a long time on a plateau; or in a minimum that "
        "is not the lowest. Which minimum it finds depends on the start, the rule and the learning rate.",
        (
            Evidence("13", "on the ridge: distance from the saddle",
                     "started on the ridge of a saddle, the distance from the saddle after 2000 steps"),
            Evidence("13", "starts that end in no minimum",
                     "of 10,000 random starts on Himmelblau's landscape, those that end in no minimum"),
        ),
    ),
    Question(
        "What is momentum?",
        "A memory of earlier steps, v ← βv + g and θ ← θ − ηv: slopes that point to and fro cancel, and slopes that "
        "agree add up. At its best, in a valley, its number of steps grows like √κ, where descent's grows like κ.",
        (
            Evidence("09", "descent: a step leaves",
                     "in a valley with κ = 25, a step of descent at its best leaves of the distance"),
            Evidence("09", "momentum: a step leaves",
                     "in the same valley, a step with momentum at its best leaves of the distance"),
        ),
    ),
    Question(
        "Is gradient descent used only in deep learning?",
        "No. It walks down any function whose slope can be computed: it fits linear and logistic regression too, and "
        "neither has a hidden layer.",
        (
            Evidence("05", "epochs to come a million times closer",
                     "linear regression on 442 patients, epochs to come a million times closer to the solution"),
            Evidence("06", "with l2: right of the 142 held out",
                     "logistic regression, of 142 tumours held out, those that it decides rightly"),
        ),
    ),
    Question(
        "How does Adam relate to gradient descent?",
        "It is descent with two running averages: that of the gradient is a kind of momentum, and the root of that of "
        "its square divides each parameter's step. It takes no second derivative, so it is no second-order method; and "
        "as it treats each parameter alone, its path depends on how the axes are turned, which that of descent and "
        "that of Newton's method do not.",
        (
            Evidence("11", "five slopes: largest gap to −η·sign(g)",
                     "Adam's first step at five slopes, in size from 0.001 to a million: largest gap to −η·sign(g)"),
            Evidence("14", "Adam: degrees between the first steps",
                     "a valley is turned by 45 degrees; as seen from it, Adam's first step turns by degrees"),
            Evidence("14", "Newton: largest difference of the two paths",
                     "a valley is turned by 45 degrees; as seen from it, Newton's path changes by"),
        ),
    ),
    Question(
        "What is a cost function?",
        "A function of the parameters that says in one number how wrong a model is on the data; it is also called a "
        "loss. Its choice decides what descent finds: squares heed a wild value more than absolute errors do.",
        (
            Evidence("05", "squares: the slope moves by",
                     "one of 442 values is mistyped, the cost is of squares: the line's slope moves by"),
            Evidence("05", "sizes: the slope moves by",
                     "one of 442 values is mistyped, the cost is of absolute errors: the line's slope moves by"),
            Evidence("06", "loss at θ = 0", "the cross-entropy of a model that holds ten classes for equally likely"),
        ),
    ),
)


def answers():
    """The ten questions, each with its answer and with what you measured for it, or where to measure it.

    A figure is the one that you measured last, in your own copy of the chapter.
    """
    return Answers(measured())


class Answers:
    """The page of answers(), in text and in HTML. figures: what measured() gives."""

    def __init__(self, figures):
        self.parts = [(asked, *sorted_out(asked.evidence, figures)) for asked in QUESTIONS]

    def __str__(self):
        return "\n\n".join(as_text(place, *part) for place, part in enumerate(self.parts, 1))

    def _repr_mimebundle_(self, **_):
        items = "".join(as_html(*part) for part in self.parts)
        return {"text/plain": str(self), "text/html": f"<ol>{items}</ol>"}


def sorted_out(evidence, figures):
    """Of some Evidence: (chapter, Claim) for all that was measured, and the chapters of what was not, each once."""
    claims = [(one, remembered(one, figures.get(one.what))) for one in evidence]
    found = [(one.chapter, claim) for one, claim in claims if claim]
    return found, list(dict.fromkeys(one.chapter for one, claim in claims if not claim))


def remembered(evidence, figures):
    """The Claim that was remembered, in the words of this page; None if there is none, or none of numbers."""
    try:
        numbers = (float(figures[name]) for name in ("measured", "predicted", "within"))
        return Claim(evidence.told, *numbers)
    except (TypeError, KeyError, ValueError):
        return None


def as_text(place, asked, found, missing):
    """One question as lines of text."""
    lines = [f"{place}. {asked.question}{to_run(missing)}", textwrap.fill(asked.answer, 100)]
    lines += [f"You measured in chapter {chapter}: {claim}" for chapter, claim in found]
    return "\n".join(lines)


def as_html(asked, found, missing):
    """One question as an item of a list in HTML, with links to the chapters."""
    lines = [f"You measured in {link(chapter)}: {html.escape(str(claim))}" for chapter, claim in found]
    items = "".join(f"<li>{line}</li>" for line in lines)
    told = f"<strong>{html.escape(asked.question)}</strong>{to_run(missing, link)}<br>{html.escape(asked.answer)}"
    measured_here = f"<ul>{items}</ul>" if items else ""
    return f'<li style="margin-bottom: 0.8em">{told}{measured_here}</li>'


def to_run(missing, named="chapter {}".format):
    """What stands behind a question: the chapters that would measure more for it; "" if there are none."""
    return f" (still to run: {listed(map(named, missing))})" if missing else ""


def link(chapter):
    """HTML: a link to a chapter's notebook."""
    from gdcourse.exercises import CHAPTERS

    (name,) = (name for name in CHAPTERS if name.startswith(chapter))
    return f'<a href="{name}.ipynb">chapter {chapter}</a>'


def listed(words):
    """ "a", "a and b", "a, b and c"."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
