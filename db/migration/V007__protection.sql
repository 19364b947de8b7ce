-- What versions of guarded models hold against being deleted or overwritten. The new columns have
-- constant defaults, so they are added at once, whatever the number of rows; each takes its table's
-- lock for that moment.

ALTER TABLE experiment ADD COLUMN protected boolean NOT NULL DEFAULT false;
ALTER TABLE run ADD COLUMN protected boolean NOT NULL DEFAULT false;
ALTER TABLE logged_model ADD COLUMN protected boolean NOT NULL DEFAULT false;

CREATE TABLE artifact_protection (
  -- The registered model for whose versions it is.
  holder        bigint NOT NULL,
  kind          text COLLATE "C" NOT NULL CHECK (kind IN ('run', 'model')),
  root          uuid NOT NULL,
  experiment_id bigint NOT NULL,
  -- The folder that is protected with all below it, '' for all files; null when only the owner is.
  folder        text COLLATE "C"
);

CREATE INDEX artifact_protection_by_holder ON artifact_protection (holder);
CREATE INDEX artifact_protection_by_root ON artifact_protection (root, kind);
CREATE INDEX artifact_protection_by_experiment ON artifact_protection (experiment_id);
