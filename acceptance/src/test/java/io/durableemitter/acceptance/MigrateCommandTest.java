package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.chaos.child.ChildProcess;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The owner migrates; a reader may look; nobody else's command changes tables. */
@Timeout(180)
class MigrateCommandTest {

  private static EmbeddedPostgresServer postgres = EmbeddedPostgresServer.temporary();

  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void makeRoles() throws Exception {
    execute(
        "CREATE ROLE reader LOGIN PASSWORD 'reader'",
        "CREATE ROLE owner LOGIN PASSWORD 'owner'",
        "GRANT CREATE ON DATABASE postgres TO owner");
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @Test
  void onlyMigrateMakesTablesAndAReaderListsDeadLettersWithTheGrantsOfTheDocs() throws Exception {
    Path nothing = Files.writeString(folder.resolve("nothing"), "");
    assertThat(run(1, "reader", "dead-letters", "list")).contains("make it with 'migrate up'");
    assertThat(run(1, "owner", "emit", "--plaintext", "--input", nothing.toString()))
        .contains("there is no table cre.chip_durable_events", "make it with 'migrate up'");
    assertThat(run(4, "owner", "migrate", "status"))
        .contains("there is no table cre.chip_durable_events yet", "pending", "run 'migrate up'");

    assertThat(run(0, "owner", "migrate", "up")).contains("applied 1: ");
    assertThat(run(0, "owner", "migrate", "up")).contains("is up to date");

    assertThat(run(1, "reader", "dead-letters", "list")).contains("GRANT");
    execute(grantsOfTheReader().toArray(new String[0]));
    assertThat(run(0, "reader", "dead-letters", "list")).contains("there are no dead letters");
    assertThat(run(0, "reader", "migrate", "status"))
        .contains("owned by owner")
        .doesNotContain("pending");
    assertThat(run(0, "reader", "migrate", "status", "--json")).contains("\"pending\":[]");
  }

  @Test
  void printNeedsNoDatabase() throws Exception {
    try (ChildProcess command = Commands.start(folder, "migrate", "print")) {
      assertThat(command.awaitExit()).isZero();
      assertThat(command.text()).startsWith("BEGIN;").contains("COMMIT;");
    }
    try (ChildProcess command = Commands.start(folder, "migrate", "up")) {
      assertThat(command.awaitExit()).isEqualTo(2);
      assertThat(command.text()).contains("--database is needed");
    }
  }

  private static List<String> grantsOfTheReader() throws Exception {
    String page = Files.readString(SourceRulesTest.root().resolve("docs/operations.md"));
    return page.lines()
        .filter(line -> line.startsWith("GRANT ") && line.contains("durable_emitter_reader"))
        .map(line -> line.replace("durable_emitter_reader", "reader"))
        .toList();
  }

  private String run(int code, String role, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(
        List.of(
            "--database",
            "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/postgres?user=" + role,
            "--database-password",
            role));
    try (ChildProcess command = Commands.start(folder, all.toArray(new String[0]))) {
      assertThat(command.awaitExit()).as("%s: %s", all, command.text()).isEqualTo(code);
      return command.text();
    }
  }

  private static void execute(String... statements) throws Exception {
    try (Connection connection = postgres.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
