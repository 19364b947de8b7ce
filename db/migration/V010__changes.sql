-- Which transaction changed a run or an experiment last, for pages that follow what happens.
-- The default is the same for all rows there are, so no row is written; but building the indexes
-- holds up writes to run and experiment meanwhile (made before the first release).

ALTER TABLE run ADD COLUMN changed xid8 NOT NULL DEFAULT pg_current_xact_id();

CREATE INDEX run_changed ON run (changed);

ALTER TABLE experiment ADD COLUMN changed xid8 NOT NULL DEFAULT pg_current_xact_id();

CREATE INDEX experiment_changed ON experiment (changed);
