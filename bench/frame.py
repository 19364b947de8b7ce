"""What every program of the bench does around its work."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile


def in_a_folder(options, work):
    """What `work(options, folder)` gives, in a temporary folder that is gone afterwards, also when this is ended."""
    options.load_before = os.getloadavg()[0]
    # An end from outside runs the finally blocks too.
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, _frame: sys.exit(128 + number))
    folder = tempfile.mkdtemp(prefix="modelyard-bench-", dir=options.work_dir)
    os.chmod(folder, 0o711)  # PostgreSQL, as another user, must get to its own folder
    try:
        return work(options, folder)
    except (RuntimeError, OSError, subprocess.SubprocessError) as problem:
        sys.exit(f"bench: {problem}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
