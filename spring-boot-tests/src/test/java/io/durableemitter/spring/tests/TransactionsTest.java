package io.durableemitter.spring.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.EmitResult;
import io.durableemitter.api.Event;
import io.durableemitter.api.EventEmitter;
import io.durableemitter.spring.tests.ShopApplication.AfterCommit;
import io.durableemitter.spring.tests.ShopApplication.OrderPlaced;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.core.ConditionFactory;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Emits join the transactions of JDBC, JPA and jOOQ. */
class TransactionsTest extends RunningShop {

  @Autowired private EventEmitter emitter;
  @Autowired private PlatformTransactionManager jpaTransactions;
  @Autowired private JdbcTransactionManager jdbcTransactions;
  @Autowired private JdbcTemplate jdbc;
  @Autowired private EntityManager entities;
  @Autowired private DSLContext jooq;
  @Autowired private ApplicationEventPublisher listeners;
  @Autowired private AfterCommit afterCommit;

  private TransactionTemplate transaction;

  @BeforeEach
  void tables() {
    transaction = new TransactionTemplate(jdbcTransactions);
    jdbc.execute("CREATE TABLE IF NOT EXISTS orders (id text PRIMARY KEY)");
    // a row is removed a moment after its event has arrived, which is all that a test waits for
    soon().until(() -> rows() == 0);
  }

  private static Event paid() {
    return Event.of("shop", "order.paid").json("{}");
  }

  private String emit() {
    return emitter.emit(paid()).eventId();
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }

  private static ConditionFactory soon() {
    return await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(60));
  }

  private static void delivered(String id) {
    soon().until(() -> Services.SINK.contains(id));
  }

  private static long rows() {
    return count("cre.chip_durable_events");
  }

  private static long count(String table) {
    Long count = Services.outside().queryForObject("SELECT count(*) FROM " + table, Long.class);
    return count == null ? 0 : count;
  }

  /** What was not stored cannot be waited for: what was emitted after it is. */
  private void neverDelivered(String id) {
    delivered(emit());
    soon().until(() -> rows() == 0);
    assertThat(Services.SINK.contains(id)).isFalse();
  }

  private static class Undone extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void aCommitKeepsTheOrderAndDeliversItsEvent() {
    String order = newId();
    String event =
        transaction.execute(
            status -> {
              jdbc.update("INSERT INTO orders VALUES (?)", order);
              String id = emit();
              assertThat(rows()).as("seen before the commit").isZero();
              return id;
            });
    delivered(event);
    assertThat(jdbc.queryForList("SELECT id FROM orders", String.class)).contains(order);
  }

  @Test
  void aRollbackLeavesNeither() {
    List<String> events = new ArrayList<>();
    long before = count("orders");
    assertThatThrownBy(
            () ->
                transaction.executeWithoutResult(
                    status -> {
                      jdbc.update("INSERT INTO orders VALUES (?)", newId());
                      events.add(emit());
                      throw new Undone();
                    }))
        .isInstanceOf(Undone.class);
    assertThat(count("orders")).isEqualTo(before);
    neverDelivered(events.get(0));
  }

  @Test
  void jpaAndTheEventAreOneTransaction() {
    TransactionTemplate jpa = new TransactionTemplate(jpaTransactions);
    String kept = newId();
    String event =
        jpa.execute(
            status -> {
              entities.persist(new Purchase(kept));
              return emit();
            });
    delivered(event);
    assertThat(entities.find(Purchase.class, kept)).isNotNull();

    String undone = newId();
    String lost =
        jpa.execute(
            status -> {
              entities.persist(new Purchase(undone));
              status.setRollbackOnly();
              return emit();
            });
    neverDelivered(lost);
    assertThat(entities.find(Purchase.class, undone)).isNull();
  }

  @Test
  void jooqAndTheEventAreOneTransaction() {
    String kept = newId();
    String event =
        transaction.execute(
            status -> {
              insertByJooq(kept);
              return emit();
            });
    delivered(event);

    String undone = newId();
    String lost =
        transaction.execute(
            status -> {
              insertByJooq(undone);
              status.setRollbackOnly();
              return emit();
            });
    neverDelivered(lost);
    assertThat(jdbc.queryForList("SELECT id FROM orders", String.class))
        .contains(kept)
        .doesNotContain(undone);
  }

  private void insertByJooq(String id) {
    jooq.insertInto(DSL.table("orders"))
        .columns(DSL.field("id", String.class))
        .values(id)
        .execute();
  }

  @Test
  void aTransactionWithinAnotherIsItsOwn() {
    for (PlatformTransactionManager manager : List.of(jpaTransactions, jdbcTransactions)) {
      TransactionTemplate outer = new TransactionTemplate(manager);
      TransactionTemplate inner = new TransactionTemplate(manager);
      inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
      List<String> ids = new ArrayList<>();
      outer.executeWithoutResult(
          status -> {
            ids.add(emit());
            ids.add(inner.execute(own -> emit()));
            delivered(ids.get(1));
            ids.add(emit());
            status.setRollbackOnly();
          });
      neverDelivered(ids.get(0));
      neverDelivered(ids.get(2));

      List<String> others = new ArrayList<>();
      outer.executeWithoutResult(
          status -> {
            others.add(emit());
            inner.executeWithoutResult(
                own -> {
                  others.add(emit());
                  own.setRollbackOnly();
                });
          });
      delivered(others.get(0));
      neverDelivered(others.get(1));
    }
  }

  @Test
  void anEmitThatSuspendsItsTransactionCommitsByItself() {
    TransactionTemplate outside = new TransactionTemplate(jdbcTransactions);
    outside.setPropagationBehavior(TransactionDefinition.PROPAGATION_NOT_SUPPORTED);
    String event =
        transaction.execute(
            status -> {
              String id = outside.execute(own -> emit());
              status.setRollbackOnly();
              return id;
            });
    delivered(event);
  }

  @Test
  void aSavepointTakesBackWhatCameAfterIt() {
    TransactionTemplate nested = new TransactionTemplate(jdbcTransactions);
    nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
    List<String> ids = new ArrayList<>();
    List<CompletableFuture<EmitReceipt>> futures = new ArrayList<>();
    transaction.executeWithoutResult(
        status -> {
          ids.add(emit());
          futures.add(emitter.emitAsync(paid()));
          nested.executeWithoutResult(
              inner -> {
                ids.add(emit());
                futures.add(emitter.emitAsync(paid()));
                inner.setRollbackOnly();
              });
          futures.add(emitter.emitAsync(paid()));
        });
    delivered(ids.get(0));
    delivered(futures.get(0).join().eventId());
    delivered(futures.get(2).join().eventId());
    neverDelivered(ids.get(1));
    assertThat(futures.get(1)).isCompletedExceptionally();
  }

  @Test
  void aFutureCompletesAfterTheCommitAndFailsAfterARollback() throws Exception {
    List<CompletableFuture<EmitReceipt>> futures = new ArrayList<>();
    transaction.executeWithoutResult(
        status -> {
          futures.add(emitter.emitAsync(paid()));
          assertThat(futures.get(0)).isNotDone();
        });
    delivered(futures.get(0).get().eventId());

    transaction.executeWithoutResult(
        status -> {
          futures.add(emitter.emitAsync(paid()));
          status.setRollbackOnly();
        });
    assertThatThrownBy(() -> futures.get(1).get())
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            EmitException.class,
            e -> assertThat(e.outcome()).isEqualTo(EmitException.Outcome.REJECTED))
        .hasMessageContaining("rolled back");
  }

  @Test
  void manyAreStoredTogetherOrNotAtAll() {
    List<EmitResult> stored =
        transaction.execute(status -> emitter.emitAll(List.of(paid(), paid(), paid())));
    assertThat(stored).hasSize(3).allMatch(EmitResult::isStored);
    stored.forEach(one -> delivered(one.orThrow().eventId()));

    List<EmitResult> refused =
        transaction.execute(
            status -> emitter.emitAll(List.of(paid(), Event.of(" ", "").json("{}"))));
    assertThat(refused).hasSize(2).noneMatch(EmitResult::isStored);
  }

  @Test
  void aReadOnlyTransactionRefusesAndSaysWhatWouldBeRight() {
    for (PlatformTransactionManager manager : List.of(jpaTransactions, jdbcTransactions)) {
      TransactionTemplate reading = new TransactionTemplate(manager);
      reading.setReadOnly(true);
      assertThatThrownBy(() -> reading.execute(status -> emit()))
          .isInstanceOfSatisfying(
              EmitException.class,
              e -> assertThat(e.reason()).isEqualTo(EmitException.Reason.TRANSACTION))
          .hasMessageContaining("without readOnly=true");
    }
  }

  @Test
  void whatIsEmittedAfterACommitCommitsByItself() {
    for (PlatformTransactionManager manager : List.of(jpaTransactions, jdbcTransactions)) {
      TransactionTemplate template = new TransactionTemplate(manager);
      List<String> ids = new ArrayList<>();
      TransactionSynchronization emitting =
          new TransactionSynchronization() {
            @Override
            public void afterCommit() {
              ids.add(emit());
              assertThat(rows() > 0 || Services.SINK.contains(ids.get(0)))
                  .as("stored when emit returns")
                  .isTrue();
            }
          };
      template.executeWithoutResult(
          status -> TransactionSynchronizationManager.registerSynchronization(emitting));
      delivered(ids.get(0));

      int before = afterCommit.emitted.size();
      template.executeWithoutResult(status -> listeners.publishEvent(new OrderPlaced(newId())));
      assertThat(afterCommit.emitted).hasSize(before + 1);
      delivered(afterCommit.emitted.get(before));
    }
  }

  @Test
  void requestsTakeNoMoreConnectionsThanTheyHave() throws Exception {
    ExecutorService requests = Executors.newFixedThreadPool(40);
    try {
      List<Future<String>> events = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        boolean commits = i % 3 != 0;
        events.add(
            requests.submit(
                () ->
                    transaction.execute(
                        status -> {
                          jdbc.update("INSERT INTO orders VALUES (?)", newId());
                          String id = emit();
                          if (!commits) {
                            status.setRollbackOnly();
                          }
                          return id;
                        })));
      }
      for (int i = 0; i < events.size(); i++) {
        String id = events.get(i).get();
        if (i % 3 != 0) {
          delivered(id);
        }
      }
      for (int i = 0; i < events.size(); i += 3) {
        assertThat(Services.SINK.contains(events.get(i).get())).isFalse();
      }
    } finally {
      requests.shutdownNow();
    }
  }
}
