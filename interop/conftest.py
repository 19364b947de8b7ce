"""Fixtures: the server under test, ways to talk to it, and fresh experiments and runs in it."""

import os
import signal
import tempfile
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import mlflow
import pytest
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

import classifiers
import servers
from servers import MLflow, Modelyard, ModelyardOnS3, Moto, S3Proxy
from wire import Wire

# A 500 must fail a test at once: by default the client would repeat the call for four minutes.
os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
# In a few minutes, optimizing code and collecting side by side cost more than they save.
servers.JAVA += ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]

GIVEN_URL = os.environ.get("MODELYARD_URL", "").rstrip("/")
FOLDER, S3PROXY, MOTO = "folder", "s3proxy", "moto"
S3_SERVERS = {S3PROXY: S3Proxy, MOTO: Moto}
CLEAN_EXITS = (0, -signal.SIGTERM, 128 + signal.SIGTERM)


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="artifact tests on every store")


def pytest_generate_tests(metafunc):
    """A test marked `stores` runs on each of them, and in the long suite on S3 in any case."""
    mark = metafunc.definition.get_closest_marker("stores")
    if mark is None:
        return
    stores = set(mark.args)
    if GIVEN_URL:
        stores = {FOLDER}  # whatever that server keeps its artifacts in
    elif metafunc.config.getoption("--long"):
        stores |= {S3PROXY, MOTO} if S3PROXY in stores else {S3PROXY}
    metafunc.parametrize("store", sorted(stores), indirect=True, scope="session")


@contextmanager
def folder_that_others_can_enter():
    """As root the embedded PostgreSQL runs as another user, to whom pytest's folders are closed."""
    with tempfile.TemporaryDirectory(prefix="modelyard-", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)
        yield folder


@pytest.fixture(scope="session")
def store(request):
    """Where the server under test keeps artifacts: in a folder, but for tests marked `stores`."""
    return getattr(request, "param", FOLDER)


@pytest.fixture(scope="session")
def modelyard():
    """`modelyard(store)`: a Modelyard on that store; of each name one, started when asked for."""
    running = {}
    with ExitStack() as until_the_end:

        def one(key, make):
            if key not in running:
                folder = until_the_end.enter_context(folder_that_others_can_enter())
                server = make(folder)
                earlier = [it for it in running.values() if isinstance(it, Modelyard)]
                if earlier and isinstance(server, Modelyard):
                    server.borrow_programs(earlier[0])
                running[key] = server.start()
            return running[key]

        def on(store, name="shared"):
            if store == FOLDER:
                return one((store, name), Modelyard)
            s3 = one(store, S3_SERVERS[store])
            return one((store, name), lambda folder: ModelyardOnS3(folder, s3, prefix=name))

        yield on
        try:
            stop_cleanly([it for it in running.values() if isinstance(it, Modelyard)])
        finally:
            stop_cleanly([it for it in running.values() if not isinstance(it, Modelyard)])


def stop_cleanly(running):
    """Side by side, since each waits for its PostgreSQL, which waits for the disk."""
    with ThreadPoolExecutor() as side_by_side:
        exit_codes = list(side_by_side.map(lambda server: server.stop(), running))
    for server, exit_code in zip(running, exit_codes, strict=True):
        assert exit_code in CLEAN_EXITS, f"exit code {exit_code}; the log:\n{server.log()}"


@pytest.fixture(scope="session")
def url(store, modelyard):
    """The server under test: the one of MODELYARD_URL, or a Modelyard started for this session."""
    return servers.wait_for(GIVEN_URL) if GIVEN_URL else modelyard(store).url


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


@pytest.fixture
def own_server(store, modelyard):
    """A Modelyard to kill and restart, which is running whatever an earlier test has done to it."""
    server = modelyard(store, "to-be-killed")
    return server if server.is_running() else server.start()


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
def in_experiment(tracking, experiment):
    """The fluent API in an experiment of its own."""
    tracking.set_experiment(experiment_id=experiment)
    yield experiment
    mlflow.clear_active_model()


@pytest.fixture
def requirements_are_not_inferred(monkeypatch):
    """For each model that is logged without them, the client would start a Python for seconds."""
    monkeypatch.setattr(mlflow.models, "infer_pip_requirements", lambda *_, fallback=None: fallback)


@pytest.fixture(scope="session")
def iris():
    return classifiers.iris()


@pytest.fixture(scope="session")
def classifier(iris):
    return classifiers.fitted(iris)


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
