"""``python -m archcompat``."""

import sys

from archcompat.cli import main

if __name__ == "__main__":
    sys.exit(main())
