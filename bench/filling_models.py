"""Registered models by the thousand, put straight into the tables of either server.

Each has three versions: the first is archived, the second in Production and called champion, the third new.
"""

VERSIONS = 3
IN_PRODUCTION = 2
ALIAS = "champion"
FIRST = 1_700_000_000_000

_STAGE = "(ARRAY['Archived', 'Production', 'None'])[v]"


def name(i):
    return f"model-{i}"


_OURS = f"""
INSERT INTO registered_model
    (name, description, guarded, protected_aliases, last_version, creation_time, last_update_time)
  SELECT 'model-' || i, '', false, '{{}}', {VERSIONS}, {FIRST} + i, {FIRST} + i
  FROM generate_series(0, MODELS - 1) i;
INSERT INTO model_version
    (model_id, version, stage, guarded, description, source, storage_location, run_id, run_link, logged_model_id,
     creation_time, last_update_time)
  SELECT model_id, v, {_STAGE}, false, '', 's3://bucket/' || name || '/' || v, 's3://bucket/' || name || '/' || v,
         md5(name), '', '', creation_time, creation_time
  FROM registered_model, generate_series(1, {VERSIONS}) v;
INSERT INTO model_version_tag SELECT model_id, version, 'team', 'bench' FROM model_version;
INSERT INTO model_alias SELECT model_id, '{ALIAS}', {IN_PRODUCTION} FROM registered_model;
"""

_THEIRS = f"""
INSERT INTO registered_models (workspace, name, creation_time, last_updated_time, description)
  SELECT 'default', 'model-' || i, {FIRST} + i, {FIRST} + i, '' FROM generate_series(0, MODELS - 1) i;
INSERT INTO model_versions
    (workspace, name, version, creation_time, last_updated_time, description, current_stage, source, storage_location,
     run_id, run_link, status)
  SELECT 'default', name, v, creation_time, creation_time, '', {_STAGE}, 's3://bucket/' || name || '/' || v,
         's3://bucket/' || name || '/' || v, md5(name), '', 'READY'
  FROM registered_models, generate_series(1, {VERSIONS}) v;
INSERT INTO model_version_tags (workspace, name, version, key, value)
  SELECT 'default', name, version, 'team', 'bench' FROM model_versions;
INSERT INTO registered_model_aliases (workspace, name, alias, version)
  SELECT 'default', name, '{ALIAS}', {IN_PRODUCTION} FROM registered_models;
"""


def fill(server, models):
    """Puts that many models into the server's database, once, and lets PostgreSQL learn about them."""
    sql = _OURS if server.name == "modelyard" else _THEIRS
    for statement in (sql.replace("MODELS", str(models)), "VACUUM (ANALYZE)"):
        done = server.pg.execute(statement, server.database, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{server.name} could not be filled: {done.stderr.strip()}")
