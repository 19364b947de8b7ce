-- How far each writer of a run has come, so that what it sends again is stored once.
-- Only a new table: no locks on anything that exists. What it is for: db/README.md.

CREATE TABLE run_stream (
  run_id     uuid NOT NULL,
  stream     text COLLATE "C" NOT NULL CHECK (stream <> '' AND char_length(stream) <= 64),
  -- The greatest number that is stored or given up; all below it are, too.
  high_water bigint NOT NULL CHECK (high_water >= 0),
  PRIMARY KEY (run_id, stream)
) WITH (fillfactor = 70);
