"""What asks a process to end from outside."""

import signal

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""The interrupt key, whoever supervises the process, and a terminal that is closed."""
