"""Pictures that move: Python holds the state and computes what is drawn, a canvas in the browser draws it."""

from gdcourse.live.descent1d import Descent1D
from gdcourse.live.directions import Directions
from gdcourse.live.noise import Noise
from gdcourse.live.training import Training
from gdcourse.live.valley import Valley

__all__ = ["Descent1D", "Directions", "Noise", "Training", "Valley"]
