"""Every static figure of the course, in one look.

Each function is handed arrays and returns a Picture: the drawn figure with its text alternative. Series
differ by colour (Okabe & Ito's palette, safe for colour-blind readers), by line style or marker, and carry
their name at their end instead of in a legend.
"""

from gdcourse.plots.basins import basins
from gdcourse.plots.cobwebs import cobweb
from gdcourse.plots.confusions import confusions
from gdcourse.plots.curves import chords, cloud, descents, histogram, lines
from gdcourse.plots.decisions import noes_and_yeses
from gdcourse.plots.directions import directions
from gdcourse.plots.graphs import graph
from gdcourse.plots.images import images
from gdcourse.plots.maps import arrows, plane, valley
from gdcourse.plots.noise import landings, runs
from gdcourse.plots.progress import way
from gdcourse.plots.seeds import bands, effects

__all__ = [
    "arrows",
    "bands",
    "basins",
    "chords",
    "cloud",
    "cobweb",
    "confusions",
    "descents",
    "directions",
    "effects",
    "graph",
    "histogram",
    "images",
    "landings",
    "lines",
    "noes_and_yeses",
    "plane",
    "runs",
    "valley",
    "way",
]
