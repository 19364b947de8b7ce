-- Who fetched a model version last. A table of its own, as it changes without the version changing:
-- one row a version. Holds up writes to model_version only while the foreign key is declared.

CREATE TABLE model_version_fetch (
  model_id bigint NOT NULL,
  version integer NOT NULL,
  time bigint NOT NULL,
  client text NOT NULL,
  actor text NOT NULL,
  PRIMARY KEY (model_id, version),
  FOREIGN KEY (model_id, version) REFERENCES model_version ON DELETE CASCADE
);
