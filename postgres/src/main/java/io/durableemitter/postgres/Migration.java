package io.durableemitter.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A step from one version of the table to the next. Steps are never changed once released; each can
 * run on a table that the Go package's migrations made, and leaves its rows and indexes alone.
 *
 * <p>Their statements are the files {@code migrations/VERSION.sql} among the resources, whose first
 * line says what the step is for.
 *
 * @param sql what it does to one queue, beginning with that line
 */
record Migration(int version, String sql) {

  private static final int LAST = 8;
  private static final List<String> FILES =
      IntStream.rangeClosed(1, LAST).mapToObj(Integer::toString).map(Migration::read).toList();
  private static final String SCHEMA = read("schema");
  private static final String STEPS = read("steps");

  static List<Migration> all(TableName table) {
    return IntStream.rangeClosed(1, LAST)
        .mapToObj(version -> new Migration(version, table.in(FILES.get(version - 1))))
        .toList();
  }

  static String createSchema(TableName table) {
    return table.in(SCHEMA);
  }

  /** Makes the table in which applied steps are written down. */
  static String createSteps(TableName table) {
    return table.in(STEPS);
  }

  String description() {
    return sql.lines().findFirst().orElseThrow().substring(("-- " + version + ": ").length());
  }

  MigrationStep pending() {
    return new MigrationStep(version, description(), Optional.empty());
  }

  /** Writes down that the step was applied. */
  String record(TableName table) {
    return table
            .in("INSERT INTO {migrations} (table_name, version) VALUES ('{table}', {version})")
            .replace("{version}", Integer.toString(version))
        + " ON CONFLICT DO NOTHING;\n";
  }

  /** A file of statements. */
  static String read(String name) {
    try (InputStream file = Migration.class.getResourceAsStream("migrations/" + name + ".sql")) {
      if (file == null) {
        throw new IllegalStateException("the jar lacks migrations/" + name + ".sql");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
