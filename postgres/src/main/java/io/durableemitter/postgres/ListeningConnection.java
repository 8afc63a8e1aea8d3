package io.durableemitter.postgres;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.durableemitter.spi.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * A connection that listens on {@link #CHANNEL}, made when it is needed and made again after a
 * failure. Before it is used it sends a notification to itself: a pooler in transaction mode would
 * keep that, and all others, from arriving. One thread uses it; any thread may close it.
 */
final class ListeningConnection implements AutoCloseable {

  static final String CHANNEL = "durable_emitter";

  private static final String LISTEN = "LISTEN " + CHANNEL;
  private static final String NOTIFY = "SELECT pg_notify('" + CHANNEL + "', ?)";
  private static final Duration ARRIVAL = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final DataSource dataSource;
  private volatile @Nullable Connection connection;
  private volatile boolean closed;

  ListeningConnection(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** The connection; connects if there is none. */
  Connection get() throws SQLException {
    Connection present = connection;
    return present == null ? connect() : present;
  }

  private Connection connect() throws SQLException {
    Connection made = dataSource.getConnection();
    connection = made; // from here on it is ended by close()
    if (closed) {
      drop();
    }
    made.setAutoCommit(true);
    made.setNetworkTimeout(Runnable::run, (int) ANSWER.toMillis());
    try (Statement statement = made.createStatement()) {
      statement.execute(LISTEN);
    }
    requireArrival(made);
    return made;
  }

  private void requireArrival(Connection made) throws SQLException {
    String token = UUID.randomUUID().toString();
    try (PreparedStatement statement = made.prepareStatement(NOTIFY)) {
      statement.setString(1, token);
      statement.execute();
    }
    long begin = System.nanoTime();
    do {
      if (received(ARRIVAL).contains(token)) {
        return;
      }
    } while (System.nanoTime() - begin < ARRIVAL.toNanos());
    throw new StoreException(
        StoreException.Outcome.NOT_DONE,
        "a notification that the connection for notifications sends to itself does not arrive: it"
            + " goes through a pooler in transaction mode, it seems; give"
            + " PgDurableEventStoreBuilder.notifications a DataSource that connects to the server"
            + " itself",
        null);
  }

  /** What was said on the channel, after a wait if need be. */
  List<String> received(Duration most) throws SQLException {
    // zero would be for ever
    int millis = (int) Math.min(Integer.MAX_VALUE, Math.max(1, MILLISECONDS.convert(most)));
    PGNotification[] all = get().unwrap(PGConnection.class).getNotifications(millis);
    List<String> words = new ArrayList<>();
    if (all != null) {
      for (PGNotification one : all) {
        words.add(one.getParameter());
      }
    }
    return words;
  }

  /** Ends the connection, as of use to nobody; the next use makes another. */
  void drop() {
    Connection present = connection;
    connection = null;
    if (present != null) {
      Connections.discard(present);
    }
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    drop();
  }
}
