-- What the activity of experiments counts apart: the runs that go on, and those that are deleted.
-- Building the indexes holds up writes to run meanwhile (made before the first release).

CREATE INDEX run_running ON run (experiment_id) WHERE status = 'RUNNING';

CREATE INDEX run_deleted ON run (experiment_id) WHERE deleted;
