"""Runs the scripts of examples/python as a user would, and reads back what they logged."""

import os
import re
import subprocess
import sys

import nbformat
from nbclient import NotebookClient

from servers import REPOSITORY

FOLDER = REPOSITORY / "examples" / "python"
# These look at what the others have logged.
COMPARING = "compare_algorithms.py"
PREDICTING = "predict_iris.py"
PROMOTING = "promote_iris.py"
SCRIPTS = sorted({path.name for path in FOLDER.glob("*.py")} - {COMPARING, PREDICTING, PROMOTING})
NOTEBOOK = FOLDER / "explore_runs.ipynb"
PATIENCE_SECONDS = 240


def run_all(url):
    """Starts all training scripts at once and gives {script: what it printed}."""
    return run(SCRIPTS, url)


def compare(url):
    """What the comparison of algorithms prints."""
    return run([COMPARING], url)[COMPARING]


def predict(url):
    """What the prediction with a logged model prints."""
    return run([PREDICTING], url)[PREDICTING]


def promote(url):
    """What the promotion of a logged model prints."""
    return run([PROMOTING], url)[PROMOTING]


def run(scripts, url):
    environment = {
        **os.environ,
        "MLFLOW_TRACKING_URI": url,
        "PYTHONIOENCODING": "utf-8",
        "OMP_NUM_THREADS": "1",  # four at once on few cores
    }
    running = {
        script: subprocess.Popen(
            [sys.executable, FOLDER / script],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        for script in scripts
    }
    printed = {}
    try:
        for script, process in running.items():
            printed[script], _ = process.communicate(timeout=PATIENCE_SECONDS)
            assert process.returncode == 0, f"{script} failed:\n{printed[script]}"
    finally:
        for process in running.values():
            process.kill()
            process.wait()
    return printed


def run_notebook():
    """Executes the notebook in a kernel of its own; gives it with its outputs."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    return NotebookClient(notebook, timeout=PATIENCE_SECONDS, kernel_name="python3").execute()


def run_ids(printed):
    return re.findall(r"^run_id=([0-9a-f]{32})$", printed, re.MULTILINE)


def everything_of(wire, run_id):
    """The run with all that was logged to it, its histories, its files, and its models' files."""
    run = wire.run(run_id)
    for entries in run["data"].values():
        entries.sort(key=lambda entry: entry["key"])
    return {
        "run": run,
        "histories": {m["key"]: wire.history(run_id, m["key"]) for m in run["data"]["metrics"]},
        "files": wire.files_below(wire.artifacts_of(run_id)),
        "models": {model: files_of_model(wire, model) for model in models_of(run)},
    }


def models_of(run):
    return [model["model_id"] for model in run["outputs"].get("model_outputs", [])]


def files_of_model(wire, model_id):
    return wire.files_below(wire.artifacts_of_model(model_id))
