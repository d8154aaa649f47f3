"""The environment in which notebooks are built and tested: one for both, or their outputs would differ."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_PYTHONPATH = os.environ.get("PYTHONPATH", "").split(os.pathsep) if os.environ.get("PYTHONPATH") else []

HEADLESS_ENVIRONMENT = {
    "DLCOURSE_HEADLESS": "1",
    "DLCOURSE_TESTING": "1",
    # Two notebooks run side by side; one thread each is faster than four that contend for two cores, and
    # with one thread a seeded training run gives the same digits every time.
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    # Kernels and subprocesses use this checkout, installed or not.
    "PYTHONPATH": os.pathsep.join(dict.fromkeys([str(ROOT), *_PYTHONPATH])),
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
