package io.durableemitter.postgres;

import java.util.List;
import java.util.Optional;

/**
 * A step from one version of the table to the next. Steps are never changed once released; each can
 * run on a table that the Go package's migrations made, and leaves its rows and indexes alone.
 */
record Migration(int version, String description, List<String> statements) {

  static List<Migration> all(TableName table) {
    String t = table.quoted();
    return List.of(
        new Migration(
            1,
            "the queue",
            List.of(
                "CREATE TABLE IF NOT EXISTS "
                    + t
                    + " (id BIGSERIAL PRIMARY KEY, payload BYTEA NOT NULL,"
                    + " created_at TIMESTAMPTZ NOT NULL DEFAULT now(), delivered_at TIMESTAMPTZ)")),
        new Migration(
            2,
            "vacuum as a queue needs it: by count, not by share, and without pauses",
            List.of(
                "ALTER TABLE "
                    + t
                    + " SET (autovacuum_vacuum_scale_factor = 0,"
                    + " autovacuum_vacuum_threshold = 50000,"
                    + " autovacuum_vacuum_insert_scale_factor = 0,"
                    + " autovacuum_vacuum_insert_threshold = 500000,"
                    + " autovacuum_vacuum_cost_delay = 0,"
                    + " toast.autovacuum_vacuum_scale_factor = 0,"
                    + " toast.autovacuum_vacuum_threshold = 50000,"
                    + " toast.autovacuum_vacuum_cost_delay = 0)")),
        new Migration(
            3,
            "leases, attempts and back-off; constant defaults, so no row is rewritten",
            List.of(
                "ALTER TABLE "
                    + t
                    + " ADD COLUMN IF NOT EXISTS claim_owner UUID,"
                    + " ADD COLUMN IF NOT EXISTS claimed_until TIMESTAMPTZ,"
                    + " ADD COLUMN IF NOT EXISTS attempts INTEGER NOT NULL DEFAULT 0,"
                    + " ADD COLUMN IF NOT EXISTS next_attempt_at TIMESTAMPTZ,"
                    + " ADD COLUMN IF NOT EXISTS last_error TEXT")),
        new Migration(
            4,
            "dead letters",
            List.of(
                "CREATE TABLE IF NOT EXISTS "
                    + table.deadLetters().quoted()
                    + " (id BIGSERIAL PRIMARY KEY, row_id BIGINT NOT NULL,"
                    + " event_id TEXT NOT NULL, source TEXT NOT NULL, type TEXT NOT NULL,"
                    + " payload BYTEA NOT NULL, created_at TIMESTAMPTZ NOT NULL,"
                    + " died_at TIMESTAMPTZ NOT NULL DEFAULT now(), reason TEXT NOT NULL,"
                    + " last_error TEXT NOT NULL DEFAULT '',"
                    + " attempts INTEGER NOT NULL DEFAULT 0)")),
        new Migration(
            5,
            "failures of a row's own, apart from how often it was claimed",
            List.of(
                "ALTER TABLE "
                    + t
                    + " ADD COLUMN IF NOT EXISTS failures INTEGER NOT NULL DEFAULT 0")),
        new Migration(
            6,
            "sends in vain for trouble of the transport, which dead letters tell of",
            List.of(
                "ALTER TABLE "
                    + t
                    + " ADD COLUMN IF NOT EXISTS transport_failures INTEGER NOT NULL DEFAULT 0")));
  }

  static String createVersions(TableName versions) {
    return "CREATE TABLE IF NOT EXISTS "
        + versions.quoted()
        + " (table_name TEXT NOT NULL, version INTEGER NOT NULL,"
        + " applied_at TIMESTAMPTZ NOT NULL DEFAULT now(), PRIMARY KEY (table_name, version))";
  }

  static String createSchema(TableName table) {
    return "CREATE SCHEMA IF NOT EXISTS " + table.quotedSchema();
  }

  MigrationStep pending() {
    return new MigrationStep(version, description, Optional.empty());
  }

  String record(TableName versions, TableName table) {
    return "INSERT INTO "
        + versions.quoted()
        + " (table_name, version) VALUES ('"
        + table.table()
        + "', "
        + version
        + ") ON CONFLICT DO NOTHING";
  }
}
