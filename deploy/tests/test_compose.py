"""The compose file: as its specification wants it, and such that the real jar starts with what it says."""

import json
import subprocess

import pytest
import requests

from chart import REPOSITORY
from conftest import WithVariables, started
from servers import S3Proxy

COMPOSE = REPOSITORY / "deploy/compose.yaml"
SECRETS = "/run/secrets/"


@pytest.fixture(scope="module")
def services():
    """All services, as the reference implementation of the specification reads them."""
    done = subprocess.run(
        ["compose-spec", "--format", "json", COMPOSE], capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["services"]


@pytest.fixture
def secrets(folder):
    """Made by the script that the compose file names."""
    subprocess.run([COMPOSE.parent / "make-secrets", folder / "secrets"], check=True)
    return folder / "secrets"


class Store(S3Proxy):
    """An s3proxy with the file that is made for the one of the compose file."""

    def __init__(self, folder, properties):
        super().__init__(folder)
        self.properties = properties

    def command(self):
        command = super().command()
        settings = self.properties.read_text()
        settings = settings.replace("http://0.0.0.0:8080", self.url)
        (self.folder / "s3proxy.properties").write_text(
            settings.replace("=/data", f"={self.folder}/buckets")
        )
        return command


def test_the_specification_refuses_what_it_does_not_know(tmp_path):
    broken = tmp_path / "compose.yaml"
    broken.write_text(COMPOSE.read_text().replace("read_only:", "readonly:"))
    done = subprocess.run(["compose-spec", broken], capture_output=True, encoding="utf-8")
    assert done.returncode != 0 and "readonly" in done.stdout + done.stderr


def test_every_variable_is_a_setting(services, settings):
    variables = set(services["modelyard"]["environment"])
    assert {name for name in variables if name.startswith("MODELYARD_")} <= settings


def test_every_secret_is_a_file_that_is_made(services, secrets):
    files = {file.name for file in secrets.iterdir()}
    for service in services.values():
        given = {secret["source"] for secret in service["secrets"]}
        assert given <= files
        texts = [*service.get("environment", {}).values(), *(service.get("command") or [])]
        named = {part.rpartition("/")[2] for text in texts for part in text.split() if SECRETS in part}
        assert named == given


def test_secrets_are_made_once(secrets):
    before = {file.name: file.read_text() for file in secrets.iterdir()}
    subprocess.run([COMPOSE.parent / "make-secrets", secrets], check=True)
    assert {file.name: file.read_text() for file in secrets.iterdir()} == before
    assert secrets.stat().st_mode & 0o777 == 0o700


def test_only_this_machine_reaches_it(services):
    for name, service in services.items():
        assert all(port["host_ip"] == "127.0.0.1" for port in service.get("ports", [])), name
        assert service["security_opt"] == ["no-new-privileges:true"], name
    assert [name for name, service in services.items() if "ports" in service] == ["modelyard"]


def test_the_jar_gets_ready_with_its_environment(services, secrets, database, folder):
    url, user, password = database
    (secrets / "database-password").write_text(password)
    for part in ("compose-store", "server"):
        (folder / part).mkdir()
    variables = {
        name: value.replace(SECRETS, f"{secrets}/")
        for name, value in services["modelyard"]["environment"].items()
    }
    assert variables["MODELYARD_DATABASE_USER"] == user
    store = Store(folder / "compose-store", secrets / "s3.properties").start()
    try:
        store.make_bucket(variables["MODELYARD_ARTIFACTS"].removeprefix("s3://"))
        here = {"MODELYARD_DATABASE_URL": url, "MODELYARD_S3_ENDPOINT": store.url}
        with started(WithVariables(folder / "server", variables | here)) as running:
            answer = requests.get(f"{running.url}/version", headers={"Host": "modelyard"}, timeout=10)
            assert answer.status_code == 200
    finally:
        store.kill()
