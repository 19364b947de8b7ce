"""Fixtures: the server under test, ways to talk to it, and fresh experiments and runs in it."""

import os
import tempfile
import uuid
from contextlib import contextmanager

import mlflow
import pytest
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

import servers
from servers import MLflow, Modelyard
from wire import Wire

# A 500 must fail a test at once: by default the client would repeat the call for four minutes.
os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")

GIVEN_URL = os.environ.get("MODELYARD_URL", "").rstrip("/")


@contextmanager
def folder_that_others_can_enter():
    """As root the embedded PostgreSQL runs as another user, to whom pytest's folders are closed."""
    with tempfile.TemporaryDirectory(prefix="modelyard-", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)
        yield folder


@pytest.fixture(scope="session")
def url():
    """The server under test: the one of MODELYARD_URL, or a Modelyard started for this session."""
    if GIVEN_URL:
        yield servers.wait_for(GIVEN_URL)
        return
    with folder_that_others_can_enter() as folder:
        server = Modelyard(folder).start()
        yield server.url
        exit_code = server.stop()
        assert exit_code in (0, 143), f"exit code {exit_code}; the log:\n{server.log()}"


@pytest.fixture(scope="session")
def twin_url(tmp_path_factory):
    """MLflow's own server to compare with: the one of MLFLOW_TWIN_URL, or one started here."""
    given = os.environ.get("MLFLOW_TWIN_URL", "").rstrip("/")
    if given:
        yield servers.wait_for(given)
        return
    twin = MLflow(tmp_path_factory.mktemp("mlflow")).start()
    yield twin.url
    twin.stop()


@pytest.fixture(scope="session")
def server_to_kill():
    with folder_that_others_can_enter() as folder:
        server = Modelyard(folder)
        yield server
        server.stop()


@pytest.fixture
def own_server(server_to_kill):
    """A Modelyard to kill and restart, which is running whatever an earlier test has done to it."""
    return server_to_kill if server_to_kill.is_running() else server_to_kill.start()


@pytest.fixture(autouse=True)
def _skip_what_this_server_cannot_show(request):
    if request.node.get_closest_marker("own_server") and GIVEN_URL:
        pytest.skip("kills a Modelyard of its own: unset MODELYARD_URL to run it")
    if request.node.get_closest_marker("stricter_than_mlflow"):
        if servers.is_mlflow(request.getfixturevalue("url")):
            pytest.skip("the server under test is MLflow itself, and here we differ on purpose")


@pytest.fixture(scope="session")
def wire(url):
    return Wire(url)


@pytest.fixture
def client(url):
    return MlflowClient(url)


@pytest.fixture
def tracking(url):
    """The fluent API (`mlflow.start_run` and so on), pointed at the server and left clean."""
    mlflow.set_tracking_uri(url)
    yield mlflow
    while mlflow.active_run():
        mlflow.end_run()
    mlflow.flush_async_logging()


@pytest.fixture
def name():
    """A name that nobody else uses, on this server or in an earlier session."""
    return f"interop-{uuid.uuid4().hex}"


@pytest.fixture
def experiment(wire, name):
    return wire.create_experiment(name)


@pytest.fixture
def run(wire, experiment):
    return wire.create_run(experiment, run_name="a run")


@pytest.fixture
def deleted_run(wire, experiment):
    run_id = wire.create_run(experiment, run_name="a deleted run")
    wire.do("runs/delete", {"run_id": run_id})
    return run_id


@pytest.fixture
def deleted_experiment(wire):
    experiment_id = wire.create_experiment(f"interop-deleted-{uuid.uuid4().hex}")
    wire.do("experiments/delete", {"experiment_id": experiment_id})
    return experiment_id


@pytest.fixture
def refused():
    """`with refused("RESOURCE_DOES_NOT_EXIST"): …`: the client must raise with that code."""

    @contextmanager
    def expect(error_code):
        with pytest.raises(MlflowException) as caught:
            yield
        assert caught.value.error_code == error_code, caught.value

    return expect
