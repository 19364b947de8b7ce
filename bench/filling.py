"""Runs by the thousand, put straight into the tables of either server.

What run number i holds can be told again (`metric`, `param`), in SQL and in Python alike, so that every
answer can be held against it. Neither gets histories of metrics: no search reads them.
"""

PARAMS = ["optimizer"] + [f"param_{k}" for k in range(1, 10)]
METRICS = ["accuracy"] + [f"metric_{k}" for k in range(1, 10)]
TAGS = ["mlflow.runName", "mlflow.user", "mlflow.source.name", "mlflow.source.type", "mlflow.source.git.commit"]
OPTIMIZERS = ["adam", "sgd"]

# A prime above the number of runs: no two of them have the same value, so no order depends on ids.
PRIME = 1_000_003
STEP, SHIFT = 7919, 104_729
FIRST_START = 1_700_000_000_000


def name(i):
    return f"r{i:06d}"


def metric(i, k):
    return (i * STEP + k * SHIFT) % PRIME / PRIME


def param(i, k):
    return OPTIMIZERS[i % 2] if k == 0 else f"v{i * (k + 3) % 97}"


_METRIC = f"((i::bigint * {STEP} + k * {SHIFT}) % {PRIME})::float8 / {PRIME}"
_PARAM = f"CASE WHEN k = 0 THEN (ARRAY{OPTIMIZERS})[i % 2 + 1] ELSE 'v' || i * (k + 3) % 97 END"
_TAG = (
    "(ARRAY['r' || lpad(i::text, 6, '0'), 'bench', 'train.py', 'LOCAL', md5(i::text) || left(md5(k::text), 8)])[k + 1]"
)

# Ids as each server makes them: ours begin with the time, MLflow's are random. Those of one size must not meet
# those of another.
_THEIR_ID = "md5('{runs} ' || i)"
_OUR_ID = (
    f"(lpad(to_hex({FIRST_START} + i * 1000::bigint), 12, '0')"
    f" || '7' || left({_THEIR_ID}, 3) || '8' || right({_THEIR_ID}, 15))::uuid"
)

_OURS = """
CREATE TEMP TABLE made AS
  SELECT i, {id} AS run_id, {first} + i * 1000::bigint AS start_time, e.experiment_id, e.generation,
         e.artifact_location
  FROM generate_series(0, {runs} - 1) i, experiment e WHERE e.experiment_id = {experiment};
INSERT INTO run
  SELECT run_id, experiment_id, 'r' || lpad(i::text, 6, '0'), 'bench', 'FINISHED', start_time, start_time + 900, false,
         generation, artifact_location || '/' || replace(run_id::text, '-', '') || '/artifacts'
  FROM made;
INSERT INTO param
  SELECT run_id, (ARRAY{params})[k + 1], {param}, experiment_id, start_time FROM made, generate_series(0, 9) k;
INSERT INTO tag
  SELECT run_id, (ARRAY{tags})[k + 1], {tag}, experiment_id, start_time FROM made, generate_series(0, 4) k;
INSERT INTO latest_metric
  SELECT run_id, (ARRAY{metrics})[k + 1], experiment_id, start_time, 10, start_time + 900, {metric}, false
  FROM made, generate_series(0, 9) k;
DROP TABLE made;
"""

# The columns that MLflow's own inserts fill. Foreign keys hold by construction and are not checked row by row.
_THEIRS = """
SET session_replication_role = replica;
INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, end_time,
                  source_version, lifecycle_stage, artifact_uri, experiment_id)
  SELECT {id}, 'r' || lpad(i::text, 6, '0'), 'UNKNOWN', '', '', 'bench', 'FINISHED', {first} + i * 1000::bigint,
         {first} + i * 1000::bigint + 900, '', 'active', e.artifact_location || '/' || {id} || '/artifacts',
         e.experiment_id
  FROM generate_series(0, {runs} - 1) i, experiments e WHERE e.experiment_id = {experiment};
INSERT INTO params (key, value, run_uuid)
  SELECT (ARRAY{params})[k + 1], {param}, {id} FROM generate_series(0, {runs} - 1) i, generate_series(0, 9) k;
INSERT INTO tags (key, value, run_uuid)
  SELECT (ARRAY{tags})[k + 1], {tag}, {id} FROM generate_series(0, {runs} - 1) i, generate_series(0, 4) k;
INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid)
  SELECT (ARRAY{metrics})[k + 1], {metric}, {first} + i * 1000::bigint + 900, 10, false, {id}
  FROM generate_series(0, {runs} - 1) i, generate_series(0, 9) k;
"""


def fill(server, experiment, runs):
    """Puts the runs 0 to runs - 1 into the experiment, and lets PostgreSQL learn about them."""
    template, run_id = (_OURS, _OUR_ID) if server.name == "modelyard" else (_THEIRS, _THEIR_ID)
    sql = template.format(
        id=run_id.format(runs=runs), runs=runs, first=FIRST_START, experiment=int(experiment),
        params=PARAMS, metrics=METRICS, tags=TAGS, param=_PARAM, metric=_METRIC, tag=_TAG,
    )
    for statement in (sql, "VACUUM (ANALYZE)"):
        done = server.pg.execute(statement, server.database, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{server.name} could not be filled: {done.stderr.strip()}")
