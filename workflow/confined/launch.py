"""Runs one reader of a file under limits. It is the first thing that the confined process does.

Called as `launch.py <script> <told>`; `told` is JSON with the limits and whatever the script wants to know. The limits
are set before anything that knows the format of the file is even loaded.
"""

import gc
import json
import resource
import runpy
import sys
from pathlib import Path


def main() -> None:
    """Set the limits, then run the script."""
    # The process ends with its answer: nothing that it makes is worth being looked through for rubbish.
    gc.disable()
    script, told = sys.argv[1], json.loads(sys.argv[2])
    for limit, most in (
        (resource.RLIMIT_AS, told["memory"]),
        (resource.RLIMIT_CPU, told["seconds"]),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    # Isolated, the interpreter knows no project; the scripts take `inside` and what their own room has for them.
    sys.path.append(str(Path(__file__).resolve().parents[2]))
    runpy.run_path(script, run_name="__main__")


if __name__ == "__main__":
    main()
