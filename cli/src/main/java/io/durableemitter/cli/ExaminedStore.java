package io.durableemitter.cli;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.api.Finding;
import io.durableemitter.api.Finding.Severity;
import io.durableemitter.embedded.EmbeddedPostgresException;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.embedded.EmbeddedPostgresServerBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import javax.sql.DataSource;

/** A store as it is: nothing is made and nothing migrated, and what is wrong is a finding. */
final class ExaminedStore {

  private static final long GIB = 1L << 30;
  // shorter than who asks waits, so that the pool still tells why
  private static final long CONNECT_MILLIS = 4_000;
  private static final String CHECK = "database.connection";

  private final StoreOptions options;
  private final Shutdown shutdown;

  ExaminedStore(StoreOptions options, Shutdown shutdown) {
    this.options = options;
    this.shutdown = shutdown;
  }

  List<Finding> ask(Function<DataSource, List<Finding>> question) {
    try {
      return shutdown.interruptible(
          "looking at the database",
          () -> options.database.isEmpty() ? askEmbedded(question) : askOwn(question));
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, "--table: " + Errors.message(e), e);
    }
  }

  private List<Finding> askOwn(Function<DataSource, List<Finding>> question) {
    HikariConfig config = new OwnDatabase(options).config();
    config.setMaximumPoolSize(1);
    config.setConnectionTimeout(CONNECT_MILLIS);
    config.setInitializationFailTimeout(-1); // who asks finds out, and says so
    config.addDataSourceProperty("socketTimeout", "5");
    config.addDataSourceProperty("ApplicationName", "durable-emitter doctor");
    try (HikariDataSource pool = new HikariDataSource(config)) {
      List<Finding> findings = new ArrayList<>(question.apply(pool));
      findings.add(
          new Finding(
              "life.disk",
              Severity.INFO,
              "how much room the server's disk has cannot be seen from here",
              "on the server: df -h \"$PGDATA\""));
      return findings;
    }
  }

  private List<Finding> askEmbedded(Function<DataSource, List<Finding>> question) {
    if (!Files.isDirectory(options.dataDir)) {
      return List.of(
          new Finding(
              CHECK,
              Severity.CRITICAL,
              "there is no store in " + options.dataDir,
              "check --data-dir, or give --database for a PostgreSQL of yours"));
    }
    EmbeddedPostgresServerBuilder builder =
        EmbeddedPostgresServer.builder().directory(options.dataDir);
    if (options.rootFileRights) {
      builder.rootFileRights();
    }
    try (EmbeddedPostgresServer server = builder.start().withoutShutdownHook()) {
      shutdown.onHurry(server::hurry);
      List<Finding> findings = new ArrayList<>(question.apply(server.dataSource()));
      findings.add(disk());
      return findings;
    } catch (EmbeddedPostgresException e) {
      return List.of(
          new Finding(
              CHECK,
              Severity.CRITICAL,
              Errors.describe(e),
              "see server.log in " + options.dataDir));
    }
  }

  private Finding disk() {
    long free;
    try {
      free = Files.getFileStore(options.dataDir).getUsableSpace();
    } catch (IOException e) {
      return new Finding(
          "life.disk", Severity.INFO, "free disk cannot be asked for: " + Errors.message(e), "");
    }
    return disk(free);
  }

  Finding disk(long free) {
    String what =
        String.format(
            Locale.ROOT, "%.1f GiB are free where %s is", (double) free / GIB, options.dataDir);
    String fix = "make room: a full disk ends all writing";
    if (free < GIB) {
      return new Finding("life.disk", Severity.CRITICAL, what, fix);
    }
    return free < 5 * GIB
        ? new Finding("life.disk", Severity.WARNING, what, fix)
        : new Finding("life.disk", Severity.OK, what, "");
  }
}
