"""PgBouncer in transaction mode: many connections of replicas share a few of the database."""

import os

import pytest
import requests
from mlflow import MlflowClient

from load import Trainers
from programs import PgBouncer, Replica

# Fewer than one replica's pool has, so that transactions of different requests take turns in each.
SERVERS = 3
# Tables whose making takes longer than the role allows: that of the history, and one of a migration.
SLOW_TABLES = """
CREATE SCHEMA slow;
CREATE FUNCTION slow.takes_long() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands() WHERE object_identity IN ('public.flyway_schema_history', 'public.run'))
  THEN PERFORM pg_sleep(1.5); END IF;
END $$;
CREATE EVENT TRIGGER takes_long ON ddl_command_end WHEN tag IN ('CREATE TABLE') EXECUTE FUNCTION slow.takes_long();
"""
OF_THE_ROLE = ("statement_timeout = '30s'", "jit = off", "enable_bitmapscan = off")


class Pooled(Replica):
    def __init__(self, folder, database, store, bouncer):
        super().__init__(
            folder, database, store,
            MODELYARD_DATABASE_URL=database.url(bouncer.port), MODELYARD_DATABASE_DIRECT_URL=database.url(),
            MODELYARD_DATABASE_POOLER="true", MODELYARD_DATABASE_POOL_SIZE="12", MODELYARD_DRAIN_SECONDS="0",
        )


@pytest.fixture
def pooled(cluster):
    bouncer = PgBouncer(cluster.folder_of(f"pgbouncer-{os.urandom(4).hex()}"), cluster.database, SERVERS).start()
    server = Pooled(cluster.folder_of(f"pooled-{os.urandom(4).hex()}"), cluster.database, cluster.store, bouncer)
    yield server
    server.kill()
    bouncer.stop()


def test_a_server_works_through_a_pooler_once_the_role_is_told(cluster, pooled):
    database = cluster.database
    status, said = pooled.run("server")
    role = f"ALTER ROLE {database.user} IN DATABASE {database.name} SET"
    assert status == 1 and f"{role} statement_timeout" in said and f"{role} enable_bitmapscan" in said, said

    for setting in OF_THE_ROLE:
        database.execute(f"{role} {setting}")
    # Those that PgBouncer has open do not know of it yet; an operator says RECONNECT.
    database.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{database.user}'")
    pooled.start()

    with Trainers(pooled.url) as trainers:
        trainers.go_on(300)
    assert trainers.failures == []
    trainers.check()
    open_now = int(database.execute(f"SELECT count(*) FROM pg_stat_activity WHERE client_port IS NOT NULL"
                                    f" AND usename = '{database.user}' AND application_name = 'modelyard'"))
    print(f"{trainers.operations} operations by 12 connections to PgBouncer; {open_now} in all at the database")

    client = MlflowClient(pooled.url)
    for stage in ("Staging", "Production"):
        client.transition_model_version_stage(trainers.model, "1", stage, archive_existing_versions=True)
    client.set_registered_model_alias(trainers.model, "champion", "1")
    assert client.get_model_version_by_alias(trainers.model, "champion").current_stage == "Production"
    assert requests.get(pooled.url + "/metrics", timeout=10).text.count('status="5xx"') == 0


def test_migrations_go_past_the_pooler_and_may_take_longer_than_statements(cluster, pooled):
    name = f"migrated_{os.urandom(4).hex()}"
    cluster.database.create(name)
    cluster.database.execute(f"ALTER ROLE {cluster.database.user} IN DATABASE {name} SET statement_timeout = '1s'")
    cluster.database.execute(SLOW_TABLES, name)
    pooled.settings["MODELYARD_DATABASE_DIRECT_URL"] = cluster.database.url(database=name)
    status, said = pooled.run("migrate")
    assert status == 0, said
    assert int(cluster.database.execute("SELECT count(*) FROM flyway_schema_history", name)) >= 10
