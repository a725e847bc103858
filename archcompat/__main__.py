"""``python -m archcompat``."""

import sys

from archcompat.cli import main

sys.exit(main())
