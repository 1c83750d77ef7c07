"""Run the command line as ``python -m sphinx_handbook``."""

import sys

from sphinx_handbook.cli import main

sys.exit(main())
