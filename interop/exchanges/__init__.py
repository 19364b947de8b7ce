"""The table of requests that test_same_as_mlflow.py sends to both servers, by feature."""

from exchanges import batches, experiments, history, metrics, runs, searches, texts, transport

ALL_EXCHANGES = [
    *transport.EXCHANGES,
    *experiments.EXCHANGES,
    *runs.EXCHANGES,
    *metrics.EXCHANGES,
    *texts.EXCHANGES,
    *batches.EXCHANGES,
    *history.EXCHANGES,
]

# These change nothing, so they can share one scene.
SEARCHES = searches.EXCHANGES
