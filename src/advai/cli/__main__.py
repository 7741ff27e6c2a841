"""`python -m advai.cli`, for a tree that is not installed."""

import sys

from .entry import main

sys.exit(main())
