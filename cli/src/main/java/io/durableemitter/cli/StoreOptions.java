package io.durableemitter.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where events are kept. */
final class StoreOptions {

  @Option(
      names = "--database",
      paramLabel = "URL",
      defaultValue = "",
      description = {
        "A PostgreSQL, such as jdbc:postgresql://host:5432/name?user=me.",
        "Default: an embedded PostgreSQL in --data-dir."
      })
  String database = "";

  @Option(
      names = "--database-password",
      paramLabel = "PASSWORD",
      defaultValue = "",
      description =
          "Better given as DURABLE_EMITTER_DATABASE_PASSWORD, which other users cannot see.")
  String password = "";

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = ".durable-emitter/postgres",
      description = "Where the embedded PostgreSQL keeps its data. Default ${DEFAULT-VALUE}.")
  Path dataDir = Path.of("");

  @Option(
      names = "--root-file-rights",
      description = {
        "Started by root, let the embedded PostgreSQL keep root's rights to all files, where",
        "--data-dir is below a directory that is closed to others. Default: that is refused."
      })
  boolean rootFileRights;

  @Option(
      names = "--table",
      paramLabel = "SCHEMA.TABLE",
      defaultValue = "cre.chip_durable_events",
      description = "The table; see migrate for one in --database. Default ${DEFAULT-VALUE}.")
  String table = "";
}
