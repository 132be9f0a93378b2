"""The exercises of all chapters: what is asked, the reference answer, and how an answer is judged."""

from gdcourse.exercises import (
    adam,
    adaptive_rates,
    conditioning,
    derivatives,
    descent,
    gradients,
    landscapes,
    linear_regression,
    logistic_regression,
    mini_batches,
    momentum,
    schedules,
    second_order,
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
    "10_adaptive_rates": "Adaptive rates",
    "11_adam": "Adam",
    "12_schedules": "Schedules",
    "13_landscapes": "Landscapes",
    "14_second_order": "Second order",
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
        adaptive_rates,
        adam,
        schedules,
        landscapes,
        second_order,
    )
    for exercise in chapter.EXERCISES
}
