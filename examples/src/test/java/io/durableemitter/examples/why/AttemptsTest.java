package io.durableemitter.examples.why;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.embedded.EmbeddedPostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each attempt fails as docs/why.md says. */
@Timeout(120)
class AttemptsTest {

  private static final EmbeddedPostgresServer SERVER = EmbeddedPostgresServer.temporary();
  private static final DataSource DATABASE = SERVER.dataSource();

  private final List<String> sent = new ArrayList<>();

  @AfterAll
  static void stopServer() {
    SERVER.close();
  }

  /** A customer's check is made at the commit, as deferred constraints are. */
  @BeforeEach
  void makeTables() throws SQLException {
    execute(
        """
        DROP TABLE IF EXISTS orders, outbox;
        CREATE TABLE orders (id TEXT, UNIQUE (id) DEFERRABLE INITIALLY DEFERRED);
        CREATE TABLE outbox (id BIGSERIAL PRIMARY KEY, body TEXT NOT NULL);
        """);
  }

  @Test
  void sendingAfterTheCommitLoses() throws SQLException {
    Attempts attempts = new Attempts(DATABASE, AttemptsTest::isAway);
    assertThatThrownBy(() -> attempts.sendAfterTheCommit("o-1")).hasMessage("the broker is away");
    assertThat(orders()).containsExactly("o-1");
    assertThat(sent).isEmpty();
  }

  @Test
  void sendingBeforeTheCommitInvents() throws SQLException {
    Attempts attempts = new Attempts(DATABASE, sent::add);
    attempts.sendBeforeTheCommit("o-1");
    assertThatThrownBy(() -> attempts.sendBeforeTheCommit("o-1")).isInstanceOf(SQLException.class);
    assertThat(orders()).containsExactly("o-1");
    assertThat(sent).as("told of two orders").hasSize(2);
  }

  @Test
  void anOutboxKeepsWhatIsCommittedAndNothingElse() throws SQLException {
    Attempts attempts = new Attempts(DATABASE, sent::add);
    attempts.writeToAnOutbox("o-1");
    assertThatThrownBy(() -> attempts.writeToAnOutbox("o-1")).isInstanceOf(SQLException.class);
    attempts.poll();
    assertThat(sent).containsExactly(Attempts.placed("o-1"));
    attempts.poll();
    assertThat(sent).hasSize(1);
  }

  @Test
  void onePoisonRowStopsAnOutboxAndRepeatsWhatIsBeforeIt() throws SQLException {
    Attempts attempts =
        new Attempts(
            DATABASE,
            event -> {
              if (event.equals(Attempts.placed("poison"))) {
                throw new IllegalArgumentException("refused");
              }
              sent.add(event);
            });
    for (String order : List.of("o-1", "poison", "o-2")) {
      attempts.writeToAnOutbox(order);
    }
    for (int round = 0; round < 3; round++) {
      assertThatThrownBy(attempts::poll).hasMessage("refused");
    }
    String first = Attempts.placed("o-1");
    assertThat(sent).as("the last order never goes out").containsExactly(first, first, first);
  }

  private static void isAway(String event) {
    throw new IllegalStateException("the broker is away");
  }

  private static List<String> orders() throws SQLException {
    try (Connection connection = DATABASE.getConnection();
        Statement statement = connection.createStatement()) {
      List<String> ids = new ArrayList<>();
      ResultSet rows = statement.executeQuery("SELECT id FROM orders ORDER BY id");
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
      return ids;
    }
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = DATABASE.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
