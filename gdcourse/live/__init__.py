"""Pictures that move: Python holds the state and computes what is drawn, a canvas in the browser draws it."""

from gdcourse.live.valley import Valley

__all__ = ["Valley"]
