"""Makes the picture of the HTML page in the README: ``python -m samples.picture``.

It needs Chromium and its driver; with other fonts it looks a little different. Before it is checked
in, ``pngquant --force --output samples/report.png 256 samples/report.png`` makes it small.
"""

import base64
import tempfile
from pathlib import Path

from samples.build import HERE
from tests.render.html.browser import SAMPLE, browser

PICTURE = HERE / "report.png"
_WIDTH = 1240
_MARGIN = 34  # below the last row, to the end of its frame


def main() -> None:
    """Write the first of a page: the verdict, what to do, the numbers, and the findings."""
    with tempfile.TemporaryDirectory() as folder, browser(Path(folder)) as opened:
        opened.show_reports(SAMPLE, width=_WIDTH)
        end = opened.one(".components").rect
        clip = {"x": 0, "y": 0, "width": _WIDTH, "scale": 1}
        clip["height"] = end["y"] + end["height"] + _MARGIN
        taken = opened.tell("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        PICTURE.write_bytes(base64.b64decode(taken["data"]))


if __name__ == "__main__":
    main()
