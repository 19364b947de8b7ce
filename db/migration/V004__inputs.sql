-- Datasets that runs read, and the logged models that they read and wrote.
-- Only new tables: no locks on anything that exists. What each table and index is for: db/README.md.

CREATE TABLE dataset (
  dataset_id    uuid PRIMARY KEY,
  experiment_id bigint NOT NULL REFERENCES experiment,
  name          text COLLATE "C" NOT NULL CHECK (char_length(name) <= 500),
  digest        text COLLATE "C" NOT NULL CHECK (char_length(digest) <= 36),
  source_type   text COLLATE "C" NOT NULL CHECK (char_length(source_type) <= 36),
  source        text COLLATE "C" NOT NULL CHECK (char_length(source) <= 65535),
  schema        text COLLATE "C" CHECK (char_length(schema) <= 1048575),
  profile       text COLLATE "C" CHECK (char_length(profile) <= 16777215),
  CONSTRAINT dataset_identity UNIQUE (experiment_id, name, digest)
);

CREATE TABLE run_dataset (
  run_id        uuid NOT NULL,
  dataset_id    uuid NOT NULL,
  experiment_id bigint NOT NULL,
  start_time    bigint NOT NULL,
  name          text COLLATE "C" NOT NULL,
  digest        text COLLATE "C" NOT NULL,
  context       text COLLATE "C",
  tags          text NOT NULL,
  size          int NOT NULL,
  PRIMARY KEY (run_id, dataset_id)
);

CREATE INDEX run_dataset_by_name
  ON run_dataset (experiment_id, (left(name, 200)), digest, start_time DESC, run_id);
CREATE INDEX run_dataset_by_digest ON run_dataset (experiment_id, digest, start_time DESC, run_id);

CREATE TABLE run_model (
  run_id   uuid NOT NULL,
  written  boolean NOT NULL,
  model_id text COLLATE "C" NOT NULL CHECK (char_length(model_id) <= 36),
  step     bigint NOT NULL,
  PRIMARY KEY (run_id, written, model_id)
);
