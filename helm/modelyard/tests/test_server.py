"""The real jar with the very environment that the chart gives its containers.

As in a pod, the server listens on all addresses. Run this where nobody is on the others:
`bwrap --unshare-net --dev-bind / /` makes such a network, and `./modelyard test --long` uses it.
"""

import re
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest
import requests

from chart import EVALUATION, EVERYTHING, PRODUCTION, REPOSITORY, environment, merged, pods, render, server

sys.path.insert(0, str(REPOSITORY / "interop"))
from servers import Modelyard, S3Proxy, of_the_jar  # noqa: E402


class FromChart(Modelyard):
    """The jar with the variables of a container and no others."""

    def __init__(self, folder, variables):
        super().__init__(folder)
        self.variables = variables
        self.port = int(variables["MODELYARD_LISTEN"].rpartition(":")[2])
        self.url = f"http://127.0.0.1:{self.port}"

    def environment(self):
        return self.variables


class NotYetReady(FromChart):
    """Waits for the port alone."""

    ready_path = "/health"


@contextmanager
def started(server):
    yield server.start()
    assert server.stop() == 0


@pytest.fixture
def folder():
    """One that others can enter: as root the embedded PostgreSQL runs as another user."""
    with tempfile.TemporaryDirectory(prefix="modelyard-", ignore_cleanup_errors=True) as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.fixture
def database(folder):
    """URL, user and password of an empty database, beside that of a Modelyard."""
    owner = folder / "owner"
    owner.mkdir()
    with started(Modelyard(owner)) as running:
        port = re.search(r"is ready at 127\.0\.0\.1:(\d+)", running.log()).group(1)
        password = (owner / "data/postgres-password").read_text().strip()
        login = {"host": "127.0.0.1", "port": port, "user": "modelyard", "password": password}
        with psycopg.connect(**login, dbname="modelyard", autocommit=True) as connection:
            connection.execute("CREATE DATABASE chart")
        yield f"jdbc:postgresql://127.0.0.1:{port}/chart", login["user"], password


@pytest.fixture
def store(folder):
    place = folder / "store"
    place.mkdir()
    with ExitStack() as until_the_end:
        running = S3Proxy(place).start()
        until_the_end.callback(running.kill)
        running.make_bucket("models")
        yield running


def containers(objects):
    return {kind: pod["containers"][0] for kind, pod in pods(objects).items()}


def test_every_variable_is_a_setting_and_every_setting_can_be_said():
    help_text = subprocess.run(
        of_the_jar("--help"), capture_output=True, encoding="utf-8", check=True
    ).stdout
    flags = set(re.findall(r"^ *--([a-z0-9-]+)=", help_text, re.MULTILINE))
    settings = {"MODELYARD_" + flag.upper().replace("-", "_") for flag in flags}
    said = {
        name
        for values in (EVALUATION, PRODUCTION, EVERYTHING)
        for objects in [render(values)]
        for container in containers(objects).values()
        for name in environment(objects, container)
        if name.startswith("MODELYARD_")
    }
    # The password comes as a file.
    assert said == settings - {"MODELYARD_DATABASE_PASSWORD"}


def test_the_evaluation_mode_gets_ready(folder):
    objects = render(EVALUATION)
    variables = environment(objects, server(objects))
    variables["MODELYARD_DATA_DIR"] = str(folder / "data")
    with started(FromChart(folder, variables)) as running:
        # Only as long as the chart says so does the server answer under a name.
        for host, status in (("ml-modelyard.science.svc", 200), ("elsewhere.example.org", 403)):
            answer = requests.get(f"{running.url}/version", headers={"Host": host}, timeout=10)
            assert answer.status_code == status, host


def test_production_migrates_and_gets_ready(folder, database, store):
    url, user, password = database
    password_file = folder / "database-password"
    password_file.write_text(password)
    here = {"database": {"url": url, "user": user}, "artifacts": {"s3": {"endpoint": store.url}}}
    objects = render(merged(PRODUCTION, here))
    secrets = {
        ("modelyard-s3", "access-key-id"): store.access_key,
        ("modelyard-s3", "secret-access-key"): store.secret_key,
    }
    variables = {}
    for kind, container in containers(objects).items():
        variables[kind] = environment(objects, container, secrets)
        assert "MODELYARD_DATABASE_PASSWORD_FILE" in variables[kind]
        variables[kind]["MODELYARD_DATABASE_PASSWORD_FILE"] = str(password_file)

    with started(NotYetReady(folder, variables["Deployment"])) as running:
        answer = requests.get(f"{running.url}/ready", timeout=10)
        assert (answer.status_code, answer.text[:9]) == (503, "not ready"), "nobody has migrated"
        job = subprocess.run(
            of_the_jar(*containers(objects)["Job"]["args"]),
            env={"PATH": "/usr/bin:/bin", **variables["Job"]},
            capture_output=True,
            encoding="utf-8",
        )
        assert job.returncode == 0, job.stdout + job.stderr
        answer = requests.get(f"{running.url}/ready", timeout=10)
        assert answer.status_code == 200, answer.text
