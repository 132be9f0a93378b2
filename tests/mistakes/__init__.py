"""Wrong answers that people really give, each with the words that its verdict must contain."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    """A wrong answer to an exercise, and words of the verdict that it must get."""

    exercise: str
    answer: object
    says: str


class Planted(list):
    """The mistakes of one chapter, gathered by decorating functions: @planted("2.1", says="uphill")."""

    def __call__(self, exercise, says):
        def plant(answer):
            self.append(Mistake(exercise, answer, says))
            return answer

        return plant
