package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.Event;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.ingress.FaultPlan;
import io.durableemitter.postgres.PgMigrations;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events of one key arrive in the order of their emits, whatever fails meanwhile. */
@Timeout(180)
class OrderTest {

  private static final int KEYS = 40;
  private static final int EVENTS = 25;

  private static final EmitterConfig BY_SUBJECT =
      EmitterConfig.builder()
          .order(order -> order.attribute("subject"))
          .deliver(
              deliver ->
                  deliver
                      .firstBackOff(Duration.ofMillis(20))
                      .longestBackOff(Duration.ofMillis(200)))
          .retransmit(
              retransmit ->
                  retransmit.interval(Duration.ofMillis(100)).claimLease(Duration.ofSeconds(6)))
          .build();

  private final TestEnvironment environment = new TestEnvironment();

  @AfterEach
  void close() {
    environment.close();
  }

  private DurableEmitter emitter() {
    PgMigrations.addOrderingIndex(environment.dataSource(), environment.table());
    return environment.emitter(BY_SUBJECT);
  }

  private static Event event(int key, int number) {
    return Event.of("shop", "changed").subject("order-" + key).id(id(key, number)).text("change");
  }

  private static String id(int key, int number) {
    return "order-" + key + "/" + number;
  }

  /** The ids that arrived, by their key, in the order in which each came first. */
  private Map<String, List<String>> arrived() {
    return environment.deliveries().inOrder().stream()
        .collect(Collectors.groupingBy(id -> id.substring(0, id.indexOf('/'))));
  }

  private void awaitEmpty() {
    Eventually.holds(
        () -> "rows " + environment.rows() + ", " + environment.deliveries().distinct() + " came",
        () -> environment.rows() == 0);
  }

  private static List<String> expected(int key) {
    List<String> ids = new ArrayList<>();
    for (int number = 0; number < EVENTS; number++) {
      ids.add(id(key, number));
    }
    return ids;
  }

  /** One event of a key is under way at a time, whichever ingress it goes to. */
  @Test
  void severalIngressesKeepTheOrderOfEachKey() throws Exception {
    environment.addIngress();
    environment.addIngress();
    fourHostsKeepTheOrderOfEachKeyThroughOutages();
  }

  @Test
  void fourHostsKeepTheOrderOfEachKeyThroughOutages() throws Exception {
    List<DurableEmitter> hosts = List.of(emitter(), emitter(), emitter(), emitter());
    ExecutorService callers = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int key = 0; key < KEYS; key++) {
        int one = key;
        all.add(
            callers.submit(
                () -> {
                  for (int number = 0; number < EVENTS; number++) {
                    // each by another process than the one before
                    hosts.get((one + number) % hosts.size()).emit(event(one, number));
                  }
                }));
      }
      environment.ingress().setFaults(FaultPlan.ofOutage());
      Eventually.holds(
          () -> "rows " + environment.rows(),
          () -> environment.rows() > 100 || all.stream().allMatch(Future::isDone));
      environment.ingress().setFaults(FaultPlan.none());
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      callers.shutdownNow();
    }
    awaitEmpty();
    Map<String, List<String>> arrived = arrived();
    assertThat(arrived).hasSize(KEYS);
    for (int key = 0; key < KEYS; key++) {
      assertThat(arrived.get("order-" + key)).isEqualTo(expected(key));
    }
  }

  @Test
  void transactionsTakeTheirPlaceInTheOrder() throws Exception {
    DurableEmitter emitter = emitter();
    List<String> expected = new ArrayList<>();
    for (int number = 0; number < 10; number++) {
      expected.add(id(1, number));
      if (number % 2 == 0) {
        emitter.emit(event(1, number));
      } else {
        int one = number;
        emitter.<Object, RuntimeException>inTransaction(
            environment.dataSource(), transaction -> transaction.emit(event(1, one)));
      }
    }
    awaitEmpty();
    assertThat(arrived().get("order-1")).isEqualTo(expected);
  }

  @Test
  void anEventWithoutTheAttributeWaitsForNobody() throws Exception {
    DurableEmitter emitter = emitter();
    try (Connection lock = environment.dataSource().getConnection()) {
      lock.setAutoCommit(false);
      emitter.emit(lock, event(1, 0));
      emitter.emit(Event.of("shop", "changed").id("free/0").text("no subject"));
      Eventually.holds(
          () -> environment.deliveries().ids().toString(),
          () -> environment.deliveries().ids().contains("free/0"));
      lock.rollback();
    }
  }

  @Test
  void withoutTheIndexItDoesNotStart() {
    assertThatThrownBy(() -> environment.emitter(BY_SUBJECT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("order.attribute is subject")
        .hasMessageContaining("PgMigrations.addOrderingIndex");
  }
}
