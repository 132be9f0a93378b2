"""The exercises of all chapters: what is asked, the reference answer, and how an answer is judged."""

from gdcourse.exercises import derivatives, descent, welcome

CHAPTERS = {"00_welcome": "Welcome", "01_derivatives": "Derivatives", "02_descent": "Descent"}
EXERCISES = {exercise.number: exercise for chapter in (welcome, derivatives, descent) for exercise in chapter.EXERCISES}
