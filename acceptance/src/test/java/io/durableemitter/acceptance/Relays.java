package io.durableemitter.acceptance;

import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.child.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Relays, each a process of its own, over the table of an environment that only SQL writes. */
final class Relays {

  private static final String IN_TEN_DIGITS = "lpad(i::text, 10, '0')";

  private final TestEnvironment environment;
  private final Path folder;

  Relays(TestEnvironment environment, Path folder) {
    this.environment = environment;
    this.folder = folder;
  }

  void awaitDelivered(int events) {
    Eventually.holds(
        () ->
            environment.sink().distinctCount() + " delivered, " + environment.rows() + " rows left",
        () -> environment.sink().distinctCount() == events && environment.rows() == 0);
  }

  long listeners() {
    return environment.query(
        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_notify%' AND state ="
            + " 'idle' AND application_name = '"
            + environment.table()
            + "'");
  }

  /** Events with ids of ten digits, as bytes of CloudEvents' Protocol Buffers. */
  void insertBySql(int from, int to) {
    environment.execute(
        "INSERT INTO "
            + environment.table()
            + " (payload, next_attempt_at) SELECT '\\x0a0a'::bytea || convert_to("
            + IN_TEN_DIGITS
            + ", 'UTF8') || '\\x120373716c1a03312e302203726177'::bytea, now() FROM generate_series("
            + from
            + ", "
            + to
            + ") i");
  }

  String database() {
    return TestEnvironment.postgres().jdbcUrl()
        + (TestEnvironment.postgres().jdbcUrl().contains("?") ? "&" : "?")
        + "ApplicationName="
        + environment.table();
  }

  ChildProcess start(String... options) throws IOException {
    return Commands.start(folder, arguments(options).toArray(new String[0]));
  }

  List<String> arguments(String... options) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "relay",
                "--plaintext",
                "--endpoint",
                "localhost:" + environment.ingress().port(),
                "--database",
                database(),
                "--table",
                environment.table()));
    all.addAll(List.of(options));
    return all;
  }
}
