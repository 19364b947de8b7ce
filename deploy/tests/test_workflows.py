"""The workflows for GitHub: nothing to complain of, and their steps do against the real server what they say."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import kubernetes_validate
import pytest
import requests
import yaml

from chart import REPOSITORY
from conftest import Modelyard, open_folder, started
from servers import inherited_environment, of_the_jar

GITHUB = REPOSITORY / "deploy/github"
WORKFLOWS = [GITHUB / "build.yml", GITHUB / "model.yml"]


def run(*command):
    return subprocess.run(command, capture_output=True, encoding="utf-8")


def zizmor(*files):
    return run("zizmor", "--offline", "--no-progress", "--persona", "pedantic", *files)


def test_actionlint_finds_nothing_to_complain_of():
    done = run("actionlint", *WORKFLOWS)
    assert done.returncode == 0, done.stdout + done.stderr


def test_zizmor_finds_nothing_to_complain_of():
    done = zizmor(*WORKFLOWS)
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_action_that_is_not_pinned_would_be_found(tmp_path):
    text = WORKFLOWS[0].read_text()
    pinned = next(line for line in text.splitlines() if "actions/checkout@" in line)
    broken = tmp_path / "build.yml"
    broken.write_text(text.replace(pinned, "      - uses: actions/checkout@v7"))
    assert "unpinned-uses" in zizmor(broken).stdout


def steps(job):
    """The scripts of a job's steps, by the steps' names."""
    found = yaml.safe_load(WORKFLOWS[1].read_text())["jobs"][job]["steps"]
    return {step["name"]: step["run"] for step in found if "name" in step and "run" in step}


class Repository:
    """That of a model: the example's training script beside release.py, and a cluster that obeys or does not."""

    def __init__(self, folder, url):
        self.folder, self.url = folder, url
        for file in [*REPOSITORY.glob("examples/python/*"), GITHUB / "release.py"]:
            shutil.copy(file, folder)
        (folder / "bin").mkdir()
        kubectl = folder / "bin/kubectl"
        kubectl.write_text('#!/bin/sh\necho "$@" >>"$CALLS"\n[ "$2" != status ] || exit "$ROLLOUT"\n')
        kubectl.chmod(0o755)
        self.calls = folder / "calls"
        self.output = folder / "output"

    def step(self, script, version="", rollout="0"):
        """Runs a step as GitHub does; gives its exit code, prints what it says."""
        path = f"{self.folder}/bin:{Path(os.environ['MLFLOW_PYTHON']).parent}:{os.environ['PATH']}"
        variables = {
            **{"PATH": path, "MODEL": "iris", "VERSION": version, "GITHUB_RUN_ID": "7"},
            **{"MLFLOW_TRACKING_URI": self.url, "GITHUB_OUTPUT": str(self.output)},
            **{"CALLS": str(self.calls), "ROLLOUT": rollout},
        }
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.folder,
            env=inherited_environment() | variables,
        ).returncode

    def deployed(self):
        """The versions in Production and behind the alias."""
        answer = requests.get(f"{self.url}/api/modelyard/1.0/deployed", timeout=10).json()
        rows = next(value for value in answer.values() if isinstance(value, list))
        return sorted((row.get("alias", "Production"), int(row["version"])) for row in rows)


@pytest.fixture(scope="module")
def server():
    with open_folder() as folder, started(Modelyard(folder)) as running:
        yield running


def test_a_model_is_trained_registered_promoted_rolled_out_and_back(server, tmp_path):
    repository = Repository(tmp_path, server.url)
    train, release = steps("train"), steps("release")
    register = train["Register the best model, if it is good enough"]

    assert repository.step(train["Train"]) == 0
    assert repository.step(register.replace("0.9", "1.1")) != 0, "no accuracy is that good"
    assert not repository.output.read_text()
    assert repository.step(register) == 0
    assert repository.output.read_text() == "version=1\n"
    assert repository.step(register) == 0
    assert repository.output.read_text() == "version=1\n" * 2, "a repeated job makes no other version"

    assert repository.step(release["Promote"], "1") == 0
    assert repository.deployed() == [("Production", 1), ("champion", 1)]
    assert repository.step(release["Roll out"], "1") == 0
    assert repository.calls.read_text().splitlines() == [
        "set env deployment/iris MODEL_VERSION=1",
        "rollout status deployment/iris --timeout=10m",
    ]

    # The worst model instead of the best, for a second version.
    worst = register.replace("accuracy", "log_loss").replace("0.9", "0")
    assert repository.step(worst) == 0
    assert repository.output.read_text().endswith("version=2\n")
    assert repository.step(release["Promote"], "2") == 0
    assert repository.deployed() == [("Production", 2), ("champion", 2)]
    assert repository.step(release["Roll out"], "2", rollout="1") != 0
    assert repository.step(release["Go back"], "2") == 0
    assert repository.calls.read_text().splitlines()[-1] == "rollout undo deployment/iris"
    assert repository.deployed() == [("Production", 1), ("champion", 1)]

    fetched = fetch_as_the_pod_does(server.url, tmp_path)
    assert (fetched / "MLmodel").is_file()


def fetch_as_the_pod_does(url, folder):
    (fetch,) = deployment()["spec"]["template"]["spec"]["initContainers"]
    variables = {it["name"]: it["value"] for it in fetch["env"]} | {"MLFLOW_TRACKING_URI": url}
    command, model, target = fetch["args"]
    model = model.replace("$(MODEL_VERSION)", variables["MODEL_VERSION"])
    target = folder / target.lstrip("/")
    (folder / "models").mkdir()
    done = subprocess.run(of_the_jar(command, model, target), env=inherited_environment() | variables)
    assert done.returncode == 0
    return target


def deployment():
    return yaml.safe_load((GITHUB / "serving.yaml").read_text())


def test_the_deployment_that_is_rolled_out_fits_kubernetes():
    served = json.loads(json.dumps(deployment()))
    for version in ("1.25", "1.37"):
        kubernetes_validate.validate(served, version, strict=True)
    release = steps("release")["Roll out"]
    assert 'deployment/$MODEL" "MODEL_VERSION=' in release
    variables = served["spec"]["template"]["spec"]["initContainers"][0]["env"]
    assert "MODEL_VERSION" in {it["name"] for it in variables}
