package io.durableemitter.benchmarks.speed.subject;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.benchmarks.AnsweringTransport;
import io.durableemitter.chipingress.BatchClient;
import io.durableemitter.chipingress.BatchClientConfig;
import io.durableemitter.chipingress.ChipIngressClient;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.spi.BatchEmitter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** One order carried out: an emitter with its default settings, made and closed for it. */
final class Measurement {

  // as docs/configuration.md says: one connection for each thread of the store, and two
  private static final int CONNECTIONS = 10;
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final long LOOK_NANOS = 200_000;

  private final Order order;
  private final Acknowledgements acknowledgements;

  Measurement(Order order) {
    this.order = order;
    this.acknowledgements = new Acknowledgements(order.acknowledgements());
  }

  Answer run() throws Exception {
    try (HikariDataSource pool = pool(order.url());
        DurableEmitter emitter = emitter(pool)) {
      if (order.way() == Way.STORED) {
        emitter.pauseDelivery();
      }
      ProcessCosts costs = ProcessCosts.begin();
      long begin = System.nanoTime();
      emitter.start();
      Load load = new Load(emitter, order);
      boolean drains = order.callers() == CallerKind.NONE;
      double seconds = drains ? 0 : load.run();
      long delivered = acknowledgements.removed();
      if (order.rows() == Order.UNTIL_EMPTY) {
        awaitEmpty(pool, begin);
      } else if (order.way() != Way.STORED) {
        awaitRemoved(load.emitted() + order.rows(), begin);
      }
      double all = (System.nanoTime() - begin) / 1e9;
      long emitted = drains ? acknowledgements.removed() : load.emitted();
      ProcessCosts.Each each = costs.end(emitted);
      return new Answer(
          emitted,
          load.failed(),
          drains ? all : seconds,
          drains ? emitted : delivered,
          all,
          load.times(),
          acknowledgements.percentiles(),
          each.processorMicros(),
          each.allocatedBytes());
    }
  }

  private void awaitRemoved(long expected, long begin) {
    while (acknowledgements.removed() < expected) {
      look(begin, acknowledgements.removed() + " of " + expected + " events were removed");
    }
  }

  private void awaitEmpty(DataSource pool, long begin) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement any =
            connection.prepareStatement("SELECT 1 FROM " + order.table() + " LIMIT 1")) {
      while (any(any)) {
        look(begin, "the table is not empty");
      }
    }
  }

  private static boolean any(PreparedStatement query) throws SQLException {
    try (ResultSet rows = query.executeQuery()) {
      return rows.next();
    }
  }

  private static void look(long begin, String state) {
    if (System.nanoTime() - begin > LONGEST.toNanos()) {
      throw new IllegalStateException("it takes too long: " + state);
    }
    LockSupport.parkNanos(LOOK_NANOS);
  }

  private static HikariDataSource pool(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(CONNECTIONS);
    return new HikariDataSource(config);
  }

  private DurableEmitter emitter(HikariDataSource pool) {
    return DurableEmitter.builder()
        .store(PgDurableEventStore.builder(pool).table(order.table()).build())
        .transport(transport())
        .hooks(acknowledgements)
        .build();
  }

  private BatchEmitter transport() {
    if (order.way() != Way.SENT) {
      return new AnsweringTransport();
    }
    return BatchClient.builder(ChipIngressClient.builder(order.endpoint()).plaintext().build())
        .config(BatchClientConfig.ofDefaults())
        .build();
  }
}
