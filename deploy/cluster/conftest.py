"""Fixtures: one cluster for the whole session, whose replicas run whatever an earlier test did to them."""

import os

import pytest

# A call that fails must be seen: the clients repeat none.
os.environ["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "0"
os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
os.environ.setdefault("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")

from cluster import cluster as a_cluster  # noqa: E402


@pytest.fixture(scope="session")
def session_cluster():
    with a_cluster() as running:
        yield running


@pytest.fixture
def cluster(session_cluster):
    for part in [session_cluster.store, *session_cluster.replicas]:
        if not part.is_running():
            part.start()
    return session_cluster
