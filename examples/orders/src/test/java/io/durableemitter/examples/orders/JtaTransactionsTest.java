package io.durableemitter.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.Order;
import com.example.orders.OrderRefused;
import com.example.orders.cdi.ApplicationPool;
import com.example.orders.cdi.JtaOrders;
import com.example.orders.cdi.Settings;
import com.example.orders.cdi.TransactionalEvents;
import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.Event;
import io.durableemitter.examples.orders.Transactions.RolledBack;
import io.durableemitter.testkit.ScriptedTransport;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionManager;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An emit is part of the JTA transaction of its thread. */
@Timeout(120)
class JtaTransactionsTest {

  private static Services services;

  private RunningContainer container;
  private Transactions transactions;
  private TransactionalEvents events;
  private ScriptedTransport transport;

  @BeforeAll
  static void start() throws Exception {
    services = new Services();
  }

  @AfterAll
  static void end() {
    services.close();
  }

  @BeforeEach
  void container() {
    container =
        new RunningContainer(
            new Settings(services.jdbcUrl(), services.user(), services.endpoint()),
            ApplicationPool.class);
    transactions = container.get(Transactions.class);
    events = container.get(TransactionalEvents.class);
    transport = container.get(ScriptedTransport.class);
  }

  @AfterEach
  void close() {
    container.close();
  }

  private static Event paid(String subject) {
    return Event.of("shop", "order.paid").json("{}").subject(subject);
  }

  @Test
  void itIsSentAfterTheCommitAndNotBefore() throws Exception {
    transactions.required(
        () -> {
          events.emit(paid("first"));
          events.emit(paid("second"));
          assertThat(container.ask("SELECT count(*) FROM cre.chip_durable_events")).isEqualTo("2");
          assertThat(transport.messages()).isEmpty();
        });
    assertThat(transport).emitted("order.paid").withSubject("first");
    assertThat(transport).emitted("order.paid").withSubject("second");
  }

  @Test
  void aRollbackLeavesNothing() throws Exception {
    JtaOrders orders = container.get(JtaOrders.class);
    Order refused = new Order(UUID.randomUUID(), Order.CREDIT_CENTS + 1);
    assertThatThrownBy(() -> orders.place(refused)).isInstanceOf(OrderRefused.class);
    assertThat(orders.place(new Order(UUID.randomUUID(), 1))).isNotEmpty();
    assertThat(container.events()).hasEmitted(1);
  }

  @Test
  void oneWithinAnotherHasEventsOfItsOwn() {
    assertThatThrownBy(
            () ->
                transactions.required(
                    () -> {
                      events.emit(paid("outer"));
                      transactions.requiresNew(() -> events.emit(paid("inner")));
                      assertThat(transport).emitted("order.paid").withSubject("inner");
                      events.emit(paid("outer again"));
                      throw new RolledBack();
                    }))
        .isInstanceOf(RolledBack.class);
    assertThat(container.events()).hasEmitted(1);
  }

  @Test
  void whatIsSuspendedGoesOn() throws Exception {
    transactions.required(
        () -> {
          events.emit(paid("outer"));
          assertThatThrownBy(
                  () ->
                      transactions.requiresNew(
                          () -> {
                            events.emit(paid("inner"));
                            throw new RolledBack();
                          }))
              .isInstanceOf(RolledBack.class);
          transactions.notSupported(() -> events.emit(paid("alone")));
          assertThat(transport).emitted("order.paid").withSubject("alone");
        });
    assertThat(transport).emitted("order.paid").withSubject("outer");
    assertThat(container.events()).hasEmitted(2);
  }

  @Test
  void withoutATransactionItCommitsByItself() {
    EmitReceipt receipt = events.emit(paid("alone"));
    assertThat(receipt.eventId()).isNotEmpty();
    assertThat(transport).emitted("order.paid").withSubject("alone");
  }

  @Test
  void afterTheCommitItCommitsByItself() throws Exception {
    List<EmitReceipt> later = new ArrayList<>();
    transactions.required(
        () -> {
          events.emit(paid("first"));
          container
              .get(TransactionManager.class)
              .getTransaction()
              .registerSynchronization(
                  new Synchronization() {
                    @Override
                    public void beforeCompletion() {
                      later.add(events.emit(paid("before")));
                    }

                    @Override
                    public void afterCompletion(int status) {
                      later.add(events.emit(paid("after")));
                    }
                  });
        });
    assertThat(later).hasSize(2);
    assertThat(container.events()).hasEmitted(3);
    for (String subject : List.of("first", "before", "after")) {
      assertThat(transport).emitted("order.paid").withSubject(subject);
    }
  }

  @Test
  void whatCanOnlyBeRolledBackTakesNoEvent() {
    assertThatThrownBy(
            () ->
                transactions.required(
                    () -> {
                      container.get(TransactionManager.class).setRollbackOnly();
                      events.emit(paid("never"));
                    }))
        .isInstanceOfSatisfying(
            EmitException.class,
            e -> assertThat(e.reason()).isEqualTo(EmitException.Reason.TRANSACTION));
    assertThat(container.events()).hasEmitted(0);
  }

  @Test
  void manyAreOneStatement() throws Exception {
    transactions.required(
        () -> assertThat(events.emitTogether(List.of(paid("1"), paid("2")))).hasSize(2));
    assertThat(transport).hasEmitted(2);
    assertThatThrownBy(() -> events.emitTogether(List.of(paid("3"))))
        .isInstanceOf(EmitException.class)
        .hasMessageContaining("no transaction");
  }
}
