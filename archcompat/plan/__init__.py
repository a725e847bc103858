"""The smallest change that makes a set of Python packages install on the target, verified."""
