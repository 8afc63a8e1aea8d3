package io.durableemitter.chaos.snapshot;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.api.HealthReport;
import io.durableemitter.chaos.load.Latencies;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.ingress.InMemorySink;
import io.durableemitter.ingress.IngressServer;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.postgres.PgMigrations;
import io.durableemitter.setup.DurableEmitterSetup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** A run of {@code chaos/old-snapshot}: everything is real, and all settings are defaults. */
final class OldSnapshot implements AutoCloseable {

  /** What is emitted, and how many dead rows are there before. */
  record Load(int events, int rate, int bytes, int callers, int deadBefore) {}

  private static final String TABLE = "cre.chip_durable_events";
  private static final int SLICE = 100_000;
  private static final long DRAIN_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final EmbeddedPostgresServer postgres = EmbeddedPostgresServer.temporary();
  private final IngressServer ingress;
  private final HikariDataSource pool = new HikariDataSource(pool(postgres));
  private final Load load;
  private final WatchedStore store;

  private OldSnapshot(Load load) {
    this.load = load;
    ingress = IngressServer.builder().sink(new InMemorySink(load.events() + 1)).build();
    ingress.start();
    PgMigrations.migrate(pool, TABLE);
    store = new WatchedStore(PgDurableEventStore.builder(pool).table(TABLE).build());
  }

  private static HikariConfig pool(EmbeddedPostgresServer postgres) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(postgres.dataSource());
    config.setMaximumPoolSize(8);
    return config;
  }

  /** Runs it and prints its figures; false if an event was lost or came twice. */
  static boolean run(Load load, boolean json) throws Exception {
    try (OldSnapshot run = new OldSnapshot(load)) {
      Map<String, Object> figures = run.figures();
      if (json) {
        System.out.println(new ObjectMapper().writeValueAsString(figures));
      } else {
        figures.forEach((name, value) -> System.out.println(name + ": " + value));
      }
      return Long.valueOf(0).equals(figures.get("lost"))
          && Long.valueOf(0).equals(figures.get("duplicates"));
    }
  }

  private Map<String, Object> figures() throws Exception {
    Map<String, Object> figures = new LinkedHashMap<>();
    try (HeldSnapshot snapshot = new HeldSnapshot(postgres.dataSource())) {
      makeDeadRows();
      leaveOnePending();
      long start = System.nanoTime();
      try (DurableEmitter emitter = emitter("localhost:" + ingress.port())) {
        emitter.start();
        awaitDelivered(1);
        long firstDelivery = System.nanoTime() - start;
        say("process " + snapshot.pid() + " of the server holds a snapshot; emitting");
        PacedCallers callers = new PacedCallers(emitter, load.events(), load.rate(), load.bytes());
        store.forget();
        long readBefore = look().entriesRead();
        callers.run(load.callers());
        awaitDrain(1 + callers.acknowledged().cardinality());
        describe(figures, callers, emitter);
        figures.put("firstDeliveryMillis", TimeUnit.NANOSECONDS.toMillis(firstDelivery));
        figures.put("indexEntriesRead", look().entriesRead() - readBefore);
      }
    }
    return figures;
  }

  private DurableEmitter emitter(String endpoint) {
    return DurableEmitterSetup.builder(store)
        .endpoint(endpoint)
        .plaintext()
        .emitter(EmitterConfig.ofDefaults())
        .build();
  }

  /** The number after the last one, by a process that ended before it could deliver it. */
  private void leaveOnePending() {
    try (DurableEmitter earlier = emitter("localhost:" + closedPort())) {
      earlier.start();
      earlier.emit(
          new byte[load.bytes()],
          Map.of("id", Integer.toString(load.events()), "source", "snapshot", "type", "numbered"));
    }
  }

  private static int closedPort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void makeDeadRows() throws SQLException {
    try (Connection connection = postgres.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      for (int made = 0; made < load.deadBefore(); made += SLICE) {
        // delivered already, so that no sweep takes them
        statement.execute(
            "INSERT INTO "
                + TABLE
                + " (payload, delivered_at) SELECT decode(repeat('5a', "
                + load.bytes()
                + "), 'hex'), now() FROM generate_series(1, "
                + Math.min(SLICE, load.deadBefore() - made)
                + ")");
        statement.execute("DELETE FROM " + TABLE + " WHERE delivered_at IS NOT NULL");
      }
    }
  }

  private void awaitDrain(int events) throws SQLException {
    awaitDelivered(events);
    long deadline = System.nanoTime() + DRAIN_NANOS;
    while (look().rows() > 0 && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
    }
  }

  private void awaitDelivered(int events) {
    long deadline = System.nanoTime() + DRAIN_NANOS;
    while (ingress.sink().distinctCount() < events) {
      if (System.nanoTime() - deadline > 0) {
        say(ingress.sink().distinctCount() + " of " + events + " events are delivered in time");
        return;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private TableFigures look() throws SQLException {
    return TableFigures.of(postgres.dataSource(), TABLE);
  }

  private void describe(Map<String, Object> figures, PacedCallers callers, DurableEmitter emitter)
      throws SQLException {
    TableFigures table = look();
    List<Latencies.Figures> tenths = callers.tenths();
    BitSet lost = callers.acknowledged();
    lost.set(load.events());
    figures.put("rate", load.rate());
    figures.put("seconds", load.events() / load.rate());
    figures.put("first", tenths.get(0));
    figures.put("last", tenths.get(tenths.size() - 1));
    figures.put("rates", tenths.stream().map(Latencies.Figures::rate).toList());
    figures.put("acknowledged", lost.cardinality());
    ingress.sink().forEachId((id, times) -> lost.clear(Integer.parseInt(id)));
    figures.put("delivered", ingress.sink().distinctCount());
    figures.put("lost", (long) lost.cardinality());
    figures.put("duplicates", ingress.sink().duplicateCount());
    figures.put("pending", table.rows());
    figures.put("deadRows", table.dead());
    figures.put("tableBytes", table.tableBytes());
    figures.put("indexBytes", table.indexBytes());
    figures.put("longestSweepMillis", store.longestSweep().toMillis());
    figures.put("longestLookMillis", store.longestLook().toMillis());
    figures.put("health", worries(emitter.health()));
  }

  private static String worries(HealthReport health) {
    return health.components().stream()
        .filter(component -> component.state() != HealthReport.State.UP)
        .map(component -> component.name() + ": " + component.detail())
        .collect(Collectors.joining("; "));
  }

  private static void say(String text) {
    System.err.println("old-snapshot: " + text);
  }

  @Override
  public void close() throws IOException {
    ingress.close();
    pool.close();
    postgres.close();
  }
}
