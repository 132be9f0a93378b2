"""The least that a moving picture can be: Python computes nothing, and the browser draws a dot."""

import anywidget

from gdcourse.live.quiet import quieten

DRAW = """
export default {
  render({ model, el }) {
    const root = document.createElement("div"), canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d");
    root.className = "live";
    Object.assign(canvas, { className: "dot", width: 600, height: 400 });
    root.append(canvas);
    el.append(root);
    let [asked, drawn, newest, held] = [0, 0, null, false];
    function ask() {
      if (newest === null || asked !== drawn) return;
      model.send({ number: (root.dataset.asked = asked += 1), place: newest });
      newest = null;
    }
    canvas.addEventListener("pointerdown", () => { held = true; });
    canvas.addEventListener("pointerrawupdate", (event) => {
      if (!held) return;
      newest = [event.offsetX, event.offsetY];
      ask();
    });
    model.on("msg:custom", ({ number, place: [x, y] }) => {
      drawn = number;
      ask();
      pen.clearRect(0, 0, canvas.width, canvas.height);
      pen.fillRect(x - 4, y - 4, 8, 8);
      root.dataset.drawn = drawn;
    });
    root.dataset.drawn = 0;
  },
};
"""


class Dot(anywidget.AnyWidget):
    """Sends each place back with as many bytes as paths would have."""

    _esm = DRAW

    def __init__(self):
        super().__init__()
        quieten(self.model_id)
        self.on_msg(lambda _widget, request, _buffers: self.send(request, [bytes(4000)]))
