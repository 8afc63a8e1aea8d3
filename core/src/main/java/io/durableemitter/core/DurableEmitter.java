package io.durableemitter.core;

import io.cloudevents.CloudEvent;
import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.EmitResult;
import io.durableemitter.api.EmitterStats;
import io.durableemitter.api.Event;
import io.durableemitter.api.EventEmitter;
import io.durableemitter.api.HealthReport;
import io.durableemitter.api.HealthReport.Component;
import io.durableemitter.api.Hooks;
import io.durableemitter.api.TransactionWork;
import io.durableemitter.api.TransactionalEmit;
import io.durableemitter.api.TransactionalEmitter;
import io.durableemitter.api.internal.health.HealthHistory;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.core.internal.encode.EncodedEvent;
import io.durableemitter.core.internal.encode.EventAssembler;
import io.durableemitter.core.internal.encode.OrderingKey;
import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.EventPublisher;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Gets events out of this process without losing any: {@code emit} returns when an event is
 * committed in the store, and the emitter then delivers it at least once, now or after the outage,
 * from this process or the next.
 *
 * <p>Safe for concurrent use. {@link #start()} comes before the first emit; {@link #close()} is
 * legal at any time and idempotent. The store belongs to the caller; the transport is started and
 * closed with the emitter.
 *
 * <pre>{@code
 * try (DurableEmitter emitter = DurableEmitter.builder().store(store).transport(transport).build()) {
 *   emitter.start();
 *   emitter.emit(Event.of("billing", "invoice.paid").json(body));
 * }
 * }</pre>
 */
public final class DurableEmitter implements EventEmitter, TransactionalEmitter, AutoCloseable {

  private final EventAssembler assembler;
  private final EventPipeline pipeline;
  private final Life life;
  private final EmitCalls calls;
  private final HealthHistory history;

  DurableEmitter(
      DurableEventStore store,
      BatchEmitter transport,
      Optional<EventPublisher> fallback,
      EmitterConfig config,
      Hooks hooks,
      Telemetry telemetry,
      Optional<Executor> callbackExecutor,
      Clock clock) {
    this.assembler =
        new EventAssembler(
            clock,
            config.insert().idempotencyKeyPolicy(),
            OrderingKey.by(config.order().attribute()));
    this.history = new HealthHistory(clock);
    this.pipeline =
        new EventPipeline(
            store, transport, fallback, config, hooks, telemetry, callbackExecutor, this::health);
    this.life = new Life(pipeline::start, pipeline::close, config.closeTimeout());
    this.calls = new EmitCalls(life, pipeline, config);
  }

  /**
   * Begins to build an emitter.
   *
   * @return a builder
   */
  public static DurableEmitterBuilder builder() {
    return new DurableEmitterBuilder();
  }

  /**
   * Starts inserting, delivering and, if it is enabled, the maintenance. A second call does
   * nothing. If it fails, as where there are no threads to be had, the emitter is closed.
   *
   * @throws IllegalStateException if the emitter is closed
   */
  public void start() {
    life.start();
  }

  @Override
  public EmitReceipt emit(Event event) {
    return calls.write(() -> assembler.assemble(event));
  }

  @Override
  public List<EmitResult> emitAll(List<Event> events) {
    return calls.writeAll(assemblies(events));
  }

  private List<Supplier<EncodedEvent>> assemblies(List<Event> events) {
    List<Supplier<EncodedEvent>> assemblies = new ArrayList<>(events.size());
    events.forEach(event -> assemblies.add(() -> assembler.assemble(event)));
    return assemblies;
  }

  @Override
  public EmitReceipt emit(byte[] body, Map<String, ?> attributes) {
    return calls.write(() -> assembler.assemble(body, attributes));
  }

  @Override
  public EmitReceipt emit(CloudEvent event) {
    return calls.write(() -> assembler.assemble(event));
  }

  @Override
  public CompletableFuture<EmitReceipt> emitAsync(Event event) {
    return calls.writeAsync(() -> assembler.assemble(event));
  }

  @Override
  public CompletableFuture<EmitReceipt> emitAsync(byte[] body, Map<String, ?> attributes) {
    return calls.writeAsync(() -> assembler.assemble(body, attributes));
  }

  @Override
  public CompletableFuture<EmitReceipt> emitAsync(CloudEvent event) {
    return calls.writeAsync(() -> assembler.assemble(event));
  }

  @Override
  public TransactionalEmit emit(Connection connection, Event event) {
    return calls.writeInTransaction(connection, List.of(() -> assembler.assemble(event)));
  }

  @Override
  public TransactionalEmit emit(Connection connection, byte[] body, Map<String, ?> attributes) {
    return calls.writeInTransaction(
        connection, List.of(() -> assembler.assemble(body, attributes)));
  }

  @Override
  public TransactionalEmit emit(Connection connection, CloudEvent event) {
    return calls.writeInTransaction(connection, List.of(() -> assembler.assemble(event)));
  }

  @Override
  public TransactionalEmit emitAll(Connection connection, List<Event> events) {
    return calls.writeInTransaction(connection, assemblies(events));
  }

  @Override
  public <T, E extends Exception> T inTransaction(DataSource dataSource, TransactionWork<T, E> work)
      throws SQLException, E {
    return OwnTransaction.run(this, dataSource, work);
  }

  /**
   * Stops delivering until {@link #resumeDelivery()}. Emits go on; events wait in the store. What
   * the transport holds already is still sent.
   */
  public void pauseDelivery() {
    pipeline.gate().pause();
  }

  /** Ends what {@link #pauseDelivery()} began; without effect otherwise. */
  public void resumeDelivery() {
    pipeline.gate().resume();
  }

  /**
   * Lets events expire from now on that are older than their time to live, although the store's
   * clock has jumped or {@code expire.grace} is not over.
   */
  public void confirmExpiry() {
    pipeline.confirmExpiry();
  }

  /**
   * What this emitter has done and is doing. Cheap; asks neither the store nor the transport.
   *
   * @return the figures
   */
  public EmitterStats stats() {
    return pipeline.stats();
  }

  /**
   * How this emitter is, by what happened last; asks neither the store nor the transport, so it is
   * cheap and never blocks. A store is down after an insert has failed, until one goes well, or a
   * probe that is made every second.
   *
   * @return the report
   */
  public HealthReport health() {
    List<Component> components = new ArrayList<>();
    components.add(life.health());
    components.addAll(pipeline.health());
    return new HealthReport(history.look(components));
  }

  /**
   * Whether an emit can be expected to store its event: started, not closed, and the last insert
   * went well.
   *
   * @return as {@link HealthReport#isReady()}
   */
  public boolean isReady() {
    return health().isReady();
  }

  /**
   * Whether all threads of the emitter that ought to run do run. None ends by itself, so this is
   * for liveness: if it is false, only a restart helps. True before the start and once closed.
   *
   * @return false if a thread has ended that nobody stopped
   */
  public boolean isAlive() {
    return pipeline.isAlive();
  }

  /**
   * Closes in the order of an event's walk, within {@link EmitterConfig#closeTimeout()}: refuses
   * new events, finishes the inserts under way, stops the maintenance, lets the transport send what
   * it holds, and removes what was delivered. Whatever is not delivered by then stays in the store.
   * A log that blocks holds it up for a second more at most. Idempotent; legal before {@link
   * #start()}; a second caller does not wait, and who closes while another thread still starts
   * waits for that within the same time.
   */
  @Override
  public void close() {
    life.close();
  }
}
