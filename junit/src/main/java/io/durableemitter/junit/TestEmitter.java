package io.durableemitter.junit;

import io.durableemitter.api.Payload;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.testkit.EmittedEvents;
import io.durableemitter.testkit.InMemoryEventStore;
import io.durableemitter.testkit.ScriptedTransport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/**
 * A started emitter over a store in memory and a transport that records: the real engine, without
 * database and network. What failed is sent again within a fraction of a second.
 *
 * <p>As {@link EmittedEvents} it has each event from the moment when its {@code emit} returns, also
 * while the transport is full or hangs, so {@code emittedNothing()} is exact. Safe for concurrent
 * use.
 *
 * <pre>{@code
 * try (TestEmitter events = TestEmitter.start()) {
 *   new Invoices(events.emitter()).pay("in-1");
 *   assertThat(events).emitted("invoice.paid").withSubject("in-1");
 * }
 * }</pre>
 */
public final class TestEmitter implements EmittedEvents, AutoCloseable {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
  private static final long LOOK_NANOS = 1_000_000;

  private final InMemoryEventStore store = new InMemoryEventStore();
  private final ScriptedTransport transport = ScriptedTransport.delivering();
  private final EmittedEvents events = EmittedEvents.of(store, transport);
  private final DurableEmitter emitter;

  private TestEmitter(EmitterConfig config) {
    emitter = DurableEmitter.builder().store(store).transport(transport).config(config).build();
  }

  /**
   * Starts an emitter.
   *
   * @return the emitter and what belongs to it
   */
  public static TestEmitter start() {
    return start(config -> config);
  }

  /**
   * Starts an emitter with other settings.
   *
   * @param change changes the settings, of which those that say when something is tried again are
   *     short
   * @return the emitter and what belongs to it
   * @throws IllegalArgumentException if a setting is out of range; the message names it
   */
  public static TestEmitter start(UnaryOperator<EmitterConfig.Builder> change) {
    TestEmitter started = new TestEmitter(change.apply(impatient()).build());
    started.emitter.start();
    return started;
  }

  private static EmitterConfig.Builder impatient() {
    return EmitterConfig.builder()
        .retransmit(
            retransmit ->
                retransmit
                    .interval(Duration.ofMillis(20))
                    .after(Duration.ofMillis(100))
                    // there is no other process, and a test waits for 10 s at most
                    .claimLease(Duration.ofSeconds(1)))
        .deliver(
            deliver ->
                deliver
                    .firstBackOff(Duration.ofMillis(20))
                    .longestBackOff(Duration.ofMillis(100))
                    .gate(
                        gate ->
                            gate.firstProbe(Duration.ofMillis(20))
                                .longestProbe(Duration.ofMillis(100))))
        .closeTimeout(Duration.ofSeconds(2));
  }

  /** The emitter, for the code under test. */
  public DurableEmitter emitter() {
    return emitter;
  }

  /** Where the emitter delivers to: it takes the script of faults. */
  public ScriptedTransport transport() {
    return transport;
  }

  /** Where the emitter keeps events until they are delivered. */
  public InMemoryEventStore store() {
    return store;
  }

  /**
   * Waits until each event that was emitted is delivered or a dead letter, and counted in {@link
   * DurableEmitter#stats()}, 10 s at most.
   *
   * @throws AssertionError if some still wait then; the message says how many
   */
  public void awaitSettled() {
    long end = System.nanoTime() + LONGEST_WAIT.toNanos();
    // what is in flight has not been counted yet, though its row may be gone
    while (store.pendingCount() > 0 || emitter.stats().inFlight() > 0) {
      if (System.nanoTime() - end > 0 || Thread.currentThread().isInterrupted()) {
        throw new AssertionError(
            store.pendingCount()
                + " events are neither delivered nor dead letters after "
                + LONGEST_WAIT.toSeconds()
                + " s; transport: "
                + transport.heldCount()
                + " held");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  @Override
  public List<Payload> payloads() {
    return events.payloads();
  }

  /** Closes the emitter; what it emitted can still be looked at. */
  @Override
  public void close() {
    emitter.close();
  }
}
