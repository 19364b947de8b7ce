-- Logged models: what training saved, with params, tags and metrics of its own.
-- Only new tables: no locks on anything that exists. What each table and index is for: db/README.md.

CREATE TABLE logged_model (
  model_id         uuid PRIMARY KEY,
  experiment_id    bigint NOT NULL REFERENCES experiment,
  name             text COLLATE "C" NOT NULL CHECK (name <> '' AND char_length(name) <= 500),
  model_type       text COLLATE "C" NOT NULL CHECK (char_length(model_type) <= 500),
  source_run_id    text COLLATE "C" NOT NULL CHECK (char_length(source_run_id) <= 32),
  -- As the wire numbers it: 0 unspecified, 1 pending, 2 ready, 3 upload failed.
  status           smallint NOT NULL CHECK (status BETWEEN 0 AND 3),
  creation_time    bigint NOT NULL,
  last_update_time bigint NOT NULL,
  deleted          boolean NOT NULL DEFAULT false,
  artifact_uri     text COLLATE "C" NOT NULL
);

-- Searches show what is not deleted, newest first.
CREATE INDEX logged_model_by_creation
  ON logged_model (experiment_id, creation_time DESC, model_id) WHERE NOT deleted;

CREATE INDEX logged_model_by_name
  ON logged_model (experiment_id, name, creation_time DESC, model_id) WHERE NOT deleted;

CREATE INDEX logged_model_by_run
  ON logged_model (experiment_id, source_run_id, creation_time DESC, model_id) WHERE NOT deleted;

CREATE TABLE logged_model_param (
  model_id uuid NOT NULL,
  key      text COLLATE "C" NOT NULL CHECK (key <> '' AND char_length(key) <= 250),
  value    text COLLATE "C" NOT NULL CHECK (char_length(value) <= 100000),
  PRIMARY KEY (model_id, key)
);

CREATE TABLE logged_model_tag (
  model_id uuid NOT NULL,
  key      text COLLATE "C" NOT NULL CHECK (key <> '' AND char_length(key) <= 250),
  value    text COLLATE "C" NOT NULL CHECK (char_length(value) <= 100000),
  PRIMARY KEY (model_id, key)
);

-- One row a point that a run logged of a model. Without a dataset both of its texts are empty.
CREATE TABLE logged_model_metric (
  model_id       uuid NOT NULL,
  key            text COLLATE "C" NOT NULL CHECK (key <> '' AND char_length(key) <= 250),
  ts             bigint NOT NULL,
  step           bigint NOT NULL,
  run_id         uuid NOT NULL,
  dataset_name   text COLLATE "C" NOT NULL CHECK (char_length(dataset_name) <= 500),
  dataset_digest text COLLATE "C" NOT NULL CHECK (char_length(dataset_digest) <= 36),
  value          float8 NOT NULL CHECK (value <> 'NaN'),
  is_nan         boolean NOT NULL
);

-- An exact repeat is not stored twice. Only the first 200 characters of a dataset's name: an entry of
-- a B-tree holds about 2,700 bytes.
CREATE UNIQUE INDEX logged_model_metric_once
  ON logged_model_metric
    (model_id, key, ts, step, run_id, (left(dataset_name, 200)), dataset_digest, is_nan, value);
