-- What searches of runs walk and probe.
-- Builds indexes on run, param and tag: writes to them wait meanwhile (made before the first release).

-- The latest value of each metric once it has stopped changing: what metric_live hands over when a
-- run ends or falls idle, and so fit to be indexed by value.
CREATE TABLE latest_metric (
  run_id        uuid NOT NULL,
  key           text COLLATE "C" NOT NULL CHECK (key <> '' AND char_length(key) <= 250),
  experiment_id bigint NOT NULL,
  start_time    bigint NOT NULL,
  step          bigint NOT NULL,
  ts            bigint NOT NULL,
  value         float8 NOT NULL CHECK (value <> 'NaN'),
  is_nan        boolean NOT NULL,
  PRIMARY KEY (run_id, key)
);

CREATE INDEX latest_metric_by_value
  ON latest_metric (experiment_id, key, is_nan, value, start_time DESC, run_id)
  INCLUDE (step, ts);

CREATE INDEX run_by_start ON run (experiment_id, start_time DESC, run_id);

-- Only the first 200 characters: an entry of a B-tree holds about 2,700 bytes.
CREATE INDEX param_by_value
  ON param (experiment_id, key, (left(value, 200)), start_time DESC, run_id);

CREATE INDEX tag_by_value
  ON tag (experiment_id, key, (left(value, 200)), start_time DESC, run_id);

-- What was logged to an ended run, ready to be sent. True only while run_document holds just that:
-- every change to a documented run's params, tags or settled metrics sets it to false.
ALTER TABLE run ADD COLUMN documented boolean NOT NULL DEFAULT false;

CREATE TABLE run_document (
  run_id uuid PRIMARY KEY,
  data   text NOT NULL
);

-- The runs that still want a document.
CREATE INDEX run_undocumented ON run (start_time)
  WHERE NOT documented AND status IN ('FINISHED', 'FAILED', 'KILLED');

DO $$
BEGIN
  ALTER TABLE run_document ALTER COLUMN data SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
  RAISE NOTICE 'this PostgreSQL has no lz4: run_document.data uses pglz';
END
$$;
