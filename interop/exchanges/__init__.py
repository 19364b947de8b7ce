"""The table of requests that test_same_as_mlflow.py sends to both servers, by feature."""

from exchanges import (
    aliases,
    artifacts,
    batches,
    bulk_history,
    experiments,
    history,
    logged_model_searches,
    logged_models,
    metrics,
    model_versions,
    registered_model_searches,
    registered_models,
    runs,
    searches,
    stages,
    texts,
    transport,
    version_searches,
    version_sources,
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
    *registered_models.EXCHANGES,
    *model_versions.EXCHANGES,
    *version_sources.EXCHANGES,
    *stages.EXCHANGES,
    *aliases.EXCHANGES,
]

# Of each of these, one scene serves all.
SEARCHES = [
    *searches.EXCHANGES,
    *logged_model_searches.EXCHANGES,
    *registered_model_searches.SEARCHES,
    *version_searches.SEARCHES,
]
READS = [
    *artifacts.READS,
    *bulk_history.READS,
    *registered_models.READS,
    *model_versions.READS,
    *version_sources.READS,
    *stages.READS,
    *aliases.READS,
    *registered_model_searches.READS,
    *version_searches.READS,
]
