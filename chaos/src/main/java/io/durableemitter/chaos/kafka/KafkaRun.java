package io.durableemitter.chaos.kafka;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.broker.KafkaBrokers;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.check.Sql;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.postgres.PgMigrations;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * An emitter whose events go to three Kafka brokers, straight or through ingresses, while a broker
 * and an ingress are killed and started again. In the end every event is in the topic, as it was
 * emitted, and again only where an attempt has failed.
 */
public final class KafkaRun {

  private static final String TOPIC = "events";
  private static final int PARTITIONS = 6;

  /**
   * What to do.
   *
   * @param events how many are emitted
   * @param callers threads that emit
   * @param ingresses processes between emitter and brokers; 0 for none
   */
  public record Plan(int events, int callers, int ingresses) {}

  private final Plan plan;
  private final KafkaBrokers kafka;
  private final EmbeddedPostgresServer postgres;
  private final Road road;
  private final WatchedTransport transport;

  private KafkaRun(Plan plan, KafkaBrokers kafka, EmbeddedPostgresServer postgres, Road road) {
    this.plan = plan;
    this.kafka = kafka;
    this.postgres = postgres;
    this.road = road;
    this.transport = new WatchedTransport(road.transport());
  }

  /** Runs it, and tells whether all held. */
  public static boolean run(Plan plan) throws IOException, InterruptedException {
    try (KafkaBrokers kafka = KafkaBrokers.builder().brokers(3).start();
        EmbeddedPostgresServer postgres = EmbeddedPostgresServer.temporary()) {
      kafka.createTopic(TOPIC, PARTITIONS, Map.of("retention.ms", "-1"));
      PgMigrations.migrate(postgres.dataSource());
      String servers = kafka.bootstrapServers();
      try (Road road =
          plan.ingresses() == 0
              ? new StraightRoad(servers, TOPIC)
              : IngressRoad.start(servers, TOPIC, plan.ingresses())) {
        return new KafkaRun(plan, kafka, postgres, road).run();
      }
    }
  }

  private boolean run() throws IOException, InterruptedException {
    HikariConfig config = new HikariConfig();
    config.setDataSource(postgres.dataSource());
    config.setMaximumPoolSize(12);
    try (HikariDataSource pool = new HikariDataSource(config);
        DurableEmitter emitter =
            DurableEmitter.builder()
                .store(PgDurableEventStore.builder(pool).build())
                .transport(transport)
                .config(
                    EmitterConfig.builder()
                        .retransmit(
                            on -> on.interval(Duration.ofMillis(500)).after(Duration.ofSeconds(5)))
                        .build())
                .build()) {
      emitter.start();
      long begin = System.nanoTime();
      try (Emitting emitting = Emitting.start(emitter, plan)) {
        faults();
        emitting.await();
        awaitDelivery(emitter);
        return verdict(emitting.acknowledged(), Duration.ofNanos(System.nanoTime() - begin));
      }
    }
  }

  /** Each when so much of the whole is delivered. */
  private void faults() {
    at(20, "broker 1 is killed", () -> kafka.kill(1));
    at(40, road.killing(), road::kill);
    at(60, "broker 1 starts again", () -> kafka.restart(1));
    at(80, road.restarting(), road::restart);
  }

  private void at(int percent, String what, Runnable fault) {
    long count = (long) plan.events() * percent / 100;
    Eventually.holds(
        () -> count + " delivered, but " + transport.delivered(),
        () -> transport.delivered() >= count);
    say(transport.delivered() + " are delivered: " + what);
    fault.run();
  }

  private void awaitDelivery(DurableEmitter emitter) {
    Eventually.holds(
        () -> "all delivered and removed: " + emitter.stats(),
        () -> transport.delivered() >= plan.events() && pending() == 0);
  }

  private long pending() {
    return Sql.on(postgres).query("SELECT count(*) FROM cre.chip_durable_events");
  }

  private boolean verdict(Set<String> acknowledged, Duration time) throws IOException {
    kafka.awaitBrokers(3);
    Topic topic = Topic.read(kafka.bootstrapServers(), TOPIC);
    Set<String> lost = new HashSet<>(acknowledged);
    lost.removeAll(topic.copies().keySet());
    Set<String> invented = new HashSet<>(topic.copies().keySet());
    invented.removeAll(acknowledged);
    long duplicates = topic.copies().values().stream().mapToLong(copies -> copies - 1L).sum();
    long needless =
        topic.copies().entrySet().stream()
            .mapToLong(
                one -> Math.max(0, one.getValue() - 1L - transport.failedAttempts(one.getKey())))
            .sum();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("events", plan.events());
    figures.put("ingresses", plan.ingresses());
    figures.put("acknowledged", acknowledged.size());
    figures.put("readFromKafka", topic.copies().size());
    figures.put("lost", lost.size());
    figures.put("invented", invented.size());
    figures.put("altered", topic.altered());
    figures.put("failedAttempts", transport.failedAttempts());
    figures.put("duplicates", duplicates);
    figures.put("needlessDuplicates", needless);
    figures.put("seconds", time.toSeconds());
    lost.stream().limit(20).forEach(id -> say("lost: " + id));
    System.out.println(new ObjectMapper().writeValueAsString(figures));
    return acknowledged.size() == plan.events()
        && lost.isEmpty()
        && invented.isEmpty()
        && topic.altered() == 0
        && needless == 0;
  }

  private static void say(String line) {
    System.err.println(line);
  }
}
