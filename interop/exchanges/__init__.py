"""The table of requests that test_same_as_mlflow.py sends to both servers, by feature."""

from exchanges import (
    artifacts,
    batches,
    bulk_history,
    experiments,
    history,
    logged_model_searches,
    logged_models,
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
    *logged_models.EXCHANGES,
]

# Of each of these, one scene serves all.
SEARCHES = [*searches.EXCHANGES, *logged_model_searches.EXCHANGES]
READS = [*artifacts.READS, *bulk_history.READS]
