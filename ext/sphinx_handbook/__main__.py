"""Run the command line as ``python -m sphinx_handbook``."""

import sys

from sphinx_handbook.cli import command

sys.exit(command())
