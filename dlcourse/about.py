"""Which version this is, and where the course lives: the only place that holds its address."""

from __future__ import annotations

__version__ = "0.1.0"

REPOSITORY = "https://github.com/dlcourse/dlcourse"
