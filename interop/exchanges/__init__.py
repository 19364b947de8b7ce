"""The table of requests that test_same_as_mlflow.py sends to both servers, by feature."""

from exchanges import (
    artifacts,
    batches,
    experiments,
    history,
    metrics,
    runs,
    searches,
    texts,
    transport,
)

ALL_EXCHANGES = [
    *transport.EXCHANGES,
    *experiments.EXCHANGES,
    *runs.EXCHANGES,
    *metrics.EXCHANGES,
    *texts.EXCHANGES,
    *batches.EXCHANGES,
    *history.EXCHANGES,
    *artifacts.EXCHANGES,
]

# Of each of these, one scene serves all.
SEARCHES = searches.EXCHANGES
READS = artifacts.READS
