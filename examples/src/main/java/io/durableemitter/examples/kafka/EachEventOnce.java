package io.durableemitter.examples.kafka;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.broker.KafkaBrokers;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.ingress.FaultPlan;
import io.durableemitter.ingress.IngressServer;
import io.durableemitter.ingress.kafka.KafkaSink;
import io.durableemitter.kafka.EventRule;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.postgres.PgMigrations;
import io.durableemitter.setup.DurableEmitterSetup;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * Emitter, ingress, Kafka, and a consumer behind it. Answers of the ingress are lost, so that
 * events are in the topic more than once, and the consumer crashes and reads all of it again. Each
 * event is booked once all the same.
 */
public final class EachEventOnce {

  private static final int EVENTS = 100;
  private static final String TOPIC = "orders";

  private EachEventOnce() {}

  /** Runs it. */
  public static void run(PrintStream out) throws Exception {
    try (EmbeddedPostgresServer database = EmbeddedPostgresServer.temporary();
        HikariDataSource pool = pool(database);
        KafkaBrokers kafka = KafkaBrokers.builder().start()) {
      kafka.createTopic(TOPIC, 3, Map.of());
      emit(pool, kafka.bootstrapServers());
      Bookings bookings = new Bookings(pool, kafka.bootstrapServers());
      bookings.makeTables();
      int first = bookings.consume(TOPIC, Bookings.End.BEFORE_KAFKA_KNOWS);
      out.println("a consumer crashed between its two commits, after some records: " + (first > 0));
      int records = bookings.consume(TOPIC, Bookings.End.WHEN_ALL_IS_READ);
      out.println("another one read more records than events: " + (records > EVENTS));
      out.println("events booked: " + bookings.count("DISTINCT event"));
      out.println("bookings: " + bookings.count("*"));
    }
  }

  /** Emits, while the ingress takes what it is sent and does not say so for the first calls. */
  private static void emit(HikariDataSource pool, String servers) throws Exception {
    PgMigrations.migrate(pool);
    try (IngressServer ingress =
        IngressServer.builder()
            .sink(KafkaSink.builder(servers).topic(EventRule.of(TOPIC)).build())
            .build()) {
      ingress.start();
      ingress.setFaults(FaultPlan.builder().dropAnswers(true).calls(1).build());
      try (DurableEmitter emitter =
          DurableEmitterSetup.builder(PgDurableEventStore.builder(pool).build())
              .endpoint("127.0.0.1:" + ingress.port())
              .plaintext()
              .build()) {
        emitter.start();
        for (int i = 0; i < EVENTS; i++) {
          emitter.emit(
              ("order " + i).getBytes(StandardCharsets.UTF_8),
              Map.of("source", "shop", "type", "order.placed"));
        }
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (emitter.stats().delivered() < EVENTS && System.nanoTime() - end < 0) {
          Thread.sleep(10);
        }
      }
    }
  }

  private static HikariDataSource pool(EmbeddedPostgresServer database) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(database.dataSource());
    config.setMaximumPoolSize(8);
    return new HikariDataSource(config);
  }
}
