"""Fixtures: what a server stands on, and folders in which others can work, too."""

import re
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from chart import REPOSITORY

sys.path.insert(0, str(REPOSITORY / "interop"))
from servers import Modelyard, S3Proxy, of_the_jar  # noqa: E402


@contextmanager
def started(server):
    yield server.start()
    assert server.stop() == 0


@contextmanager
def open_folder():
    """One that others can enter: as root the embedded PostgreSQL runs as another user."""
    with tempfile.TemporaryDirectory(prefix="modelyard-", ignore_cleanup_errors=True) as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.fixture
def folder():
    with open_folder() as made:
        yield made


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
            connection.execute("CREATE DATABASE empty")
        yield f"jdbc:postgresql://127.0.0.1:{port}/empty", login["user"], password


@pytest.fixture
def store(folder):
    """A store that speaks S3, with a bucket `models`."""
    place = folder / "store"
    place.mkdir()
    running = S3Proxy(place).start()
    running.make_bucket("models")
    yield running
    running.kill()


@pytest.fixture(scope="session")
def settings():
    """The variables of all settings that the server knows, by its own help."""
    text = subprocess.run(
        of_the_jar("--help"), capture_output=True, encoding="utf-8", check=True
    ).stdout
    flags = set(re.findall(r"^ *--([a-z0-9-]+)=", text, re.MULTILINE))
    return {"MODELYARD_" + flag.upper().replace("-", "_") for flag in flags}


class WithVariables(Modelyard):
    """The jar with the variables of a container and no others."""

    def __init__(self, folder, variables):
        super().__init__(folder)
        self.variables = variables
        self.port = int(variables["MODELYARD_LISTEN"].rpartition(":")[2])
        self.url = f"http://127.0.0.1:{self.port}"

    def environment(self):
        return self.variables
