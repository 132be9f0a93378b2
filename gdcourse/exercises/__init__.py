"""The exercises of all chapters: what is asked, the reference answer, and how an answer is judged."""

from gdcourse.exercises import (
    conditioning,
    derivatives,
    descent,
    gradients,
    linear_regression,
    logistic_regression,
    mini_batches,
    momentum,
    stochastic_gradients,
    welcome,
)

CHAPTERS = {
    "00_welcome": "Welcome",
    "01_derivatives": "Derivatives",
    "02_descent": "Descent",
    "03_gradients": "Gradients",
    "04_conditioning": "Conditioning",
    "05_linear_regression": "Linear regression",
    "06_logistic_regression": "Logistic regression",
    "07_stochastic_gradients": "Stochastic gradients",
    "08_mini_batches": "Mini-batches",
    "09_momentum": "Momentum",
}
EXERCISES = {
    exercise.number: exercise
    for chapter in (
        welcome,
        derivatives,
        descent,
        gradients,
        conditioning,
        linear_regression,
        logistic_regression,
        stochastic_gradients,
        mini_batches,
        momentum,
    )
    for exercise in chapter.EXERCISES
}
