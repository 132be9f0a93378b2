"""The exercises of all chapters: what is asked, the reference answer, and how an answer is judged."""

from gdcourse.exercises import conditioning, derivatives, descent, gradients, linear_regression, welcome

CHAPTERS = {
    "00_welcome": "Welcome",
    "01_derivatives": "Derivatives",
    "02_descent": "Descent",
    "03_gradients": "Gradients",
    "04_conditioning": "Conditioning",
    "05_linear_regression": "Linear regression",
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
    )
    for exercise in chapter.EXERCISES
}
