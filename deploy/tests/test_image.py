"""The image, built from the Dockerfile and run as the chart runs it."""

import os
import signal
import subprocess
from pathlib import Path

import pytest
import requests
import yaml

import chart
from conftest import WithVariables, open_folder
from image import Image


@pytest.fixture(scope="module")
def folder():
    with open_folder() as made:
        yield made


@pytest.fixture(scope="module")
def image(folder):
    return Image(folder, os.environ["DEBIAN_ROOT"])


@pytest.fixture(scope="module")
def evaluation():
    return chart.render(chart.EVALUATION)


@pytest.fixture(scope="module")
def volume(folder, evaluation):
    """As Kubernetes hands one out: of root, and open to the group that the chart names."""
    path = folder / "volume"
    path.mkdir()
    os.chown(path, 0, chart.pods(evaluation)["StatefulSet"]["securityContext"]["fsGroup"])
    path.chmod(0o2770)
    return path


class Container(WithVariables):
    """The image's own command, with the variables that the chart gives it."""

    def __init__(self, folder, image, volume, variables):
        super().__init__(folder, variables)
        self.image, self.volume = image, volume

    def command(self):
        return self.image.command(self.volume, *self.image.config["Entrypoint"], variables=self.variables)

    def pid(self):
        """Of the server: the only child of bwrap, which does not pass signals on."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        (child,) = children.read_text().split()
        return int(child)

    def stop(self):
        os.kill(self.pid(), getattr(signal, self.image.config["StopSignal"]))
        try:
            return self.process.wait(30)
        finally:
            self.kill()


@pytest.fixture
def container(folder, image, volume, evaluation):
    variables = chart.environment(evaluation, chart.server(evaluation))
    running = Container(folder, image, volume, variables).start()
    yield running
    if running.process:
        assert running.stop() == 0


def descendants(pid):
    """What the kernel tells of each process below another."""
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            yield Path(f"/proc/{child}/status").read_text()
            yield from descendants(child)


def healthy(image, volume, variables):
    test, *command = image.config["Healthcheck"]["Test"]
    assert test == "CMD"
    return subprocess.run(image.command(volume, *command, variables=variables)).returncode == 0


def test_a_server_in_the_image_works_and_keeps_what_it_got(container, image, volume):
    def call(path, **body):
        answer = requests.post(f"{container.url}/api/2.0/mlflow/{path}", json=body, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()

    run_id = call("runs/create", experiment_id="0")["run"]["info"]["run_id"]
    call("runs/log-metric", run_id=run_id, key="loss", value=0.25, timestamp=1, step=1)
    artifact = f"{container.url}/api/2.0/mlflow-artifacts/artifacts/0/{run_id}/artifacts/notes.txt"
    requests.put(artifact, data=b"a file", timeout=10).raise_for_status()
    assert "text/html" in requests.get(container.url, timeout=10).headers["Content-Type"]
    assert healthy(image, volume, container.variables)

    # As process 1 it is the parent of what its database leaves behind.
    assert not [it for it in descendants(container.pid()) if "\nState:\tZ" in it]
    status = Path(f"/proc/{container.pid()}/status").read_text()
    assert "\nUid:\t10001\t10001\t10001\t10001\n" in status
    assert container.stop() == 0
    assert not healthy(image, volume, container.variables)

    container.start()
    answer = requests.get(
        f"{container.url}/api/2.0/mlflow/runs/get", params={"run_id": run_id}, timeout=10
    )
    assert answer.json()["run"]["data"]["metrics"][0]["value"] == 0.25
    assert requests.get(artifact, timeout=10).content == b"a file"


def test_the_cache_of_classes_is_used(image, volume):
    """Java does without one that does not fit, unless it is told to mind."""

    def status(**variables):
        command = [*image.config["Entrypoint"], "--version"]
        done = subprocess.run(
            image.command(volume, *command, variables=variables), capture_output=True, encoding="utf-8"
        )
        return done.returncode, done.stdout + done.stderr

    code, text = status(JDK_JAVA_OPTIONS="-XX:AOTMode=on")
    assert code == 0, text
    assert "[aot" not in text, text
    code, text = status(JDK_JAVA_OPTIONS="-XX:AOTMode=on", JAVA_TOOL_OPTIONS="-XX:+UseCompactObjectHeaders")
    assert code != 0, "the cache was made for other headers of objects"


def test_the_memory_limit_bounds_the_heap(image, volume):
    options = image.variables["JDK_JAVA_OPTIONS"]
    assert "-XX:MaxRAMPercentage=" in options
    assert options == yaml.safe_load((chart.CHART / "values.yaml").read_text())["javaOptions"]


def test_image_and_chart_agree(image, evaluation):
    security = chart.pods(evaluation)["StatefulSet"]["securityContext"]
    assert image.config["User"] == f"{security['runAsUser']}:{security['runAsGroup']}"
    (port,) = chart.server(evaluation)["ports"]
    assert list(image.config["ExposedPorts"]) == [f"{port['containerPort']}/tcp"]
    mounts = {mount["mountPath"] for mount in chart.server(evaluation)["volumeMounts"]}
    assert mounts == {"/tmp", *image.config["Volumes"]}
    assert image.config["Labels"]["org.opencontainers.image.licenses"] == "Apache-2.0"


def test_alone_it_is_reached_by_nobody_else(image):
    """The image by itself listens on loopback: to open it is said in so many words."""
    assert image.variables["MODELYARD_LISTEN"] == "127.0.0.1:5000"
    assert "MODELYARD_AUTH" not in image.variables
