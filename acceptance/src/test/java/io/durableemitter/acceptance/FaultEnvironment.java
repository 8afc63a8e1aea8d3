package io.durableemitter.acceptance;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.api.Hooks;
import io.durableemitter.chaos.check.Checker;
import io.durableemitter.chaos.check.EmitJournal;
import io.durableemitter.chaos.check.Emits;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.check.Verdict;
import io.durableemitter.chaos.load.Callers;
import io.durableemitter.chaos.proxy.TcpProxy;
import io.durableemitter.chipingress.BatchClient;
import io.durableemitter.chipingress.BatchClientConfig;
import io.durableemitter.chipingress.ChipIngressClient;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.spi.DurableEventStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A {@link TestEnvironment} in which database and ingress are reached through proxies, with short
 * waits, and in which callers write a journal for the {@link Checker}.
 */
final class FaultEnvironment implements AutoCloseable {

  static final Duration CALL_DEADLINE = Duration.ofMillis(500);

  /** For who counts duplicates: no call may end before its answer, however busy the machine is. */
  static final Duration NO_DEADLINE = Duration.ofMinutes(1);

  /** Of a database that has faults of its own: what is slower fails. */
  private static final Duration SHORT = Duration.ofSeconds(1);

  private static final int PAUSE_MILLIS = 3;

  private final TestEnvironment environment = new TestEnvironment();
  private final Path file;
  private final EmitJournal journal;
  private final TcpProxy toDatabase;
  private final TcpProxy toIngress;
  private final HikariDataSource pool;
  private final List<DurableEmitter> emitters = new ArrayList<>();
  private final List<Callers> callers = new ArrayList<>();
  private final Duration patience;

  FaultEnvironment() {
    this(SHORT);
  }

  /** One whose database has no faults, so that no emit fails however busy the machine is. */
  static FaultEnvironment ofASoundDatabase() {
    return new FaultEnvironment(Duration.ofSeconds(30));
  }

  private FaultEnvironment(Duration patience) {
    this.patience = patience;
    try {
      file = Files.createTempFile("durable-emitter", ".journal");
      toDatabase = TcpProxy.to(TestEnvironment.postgres().port());
      toIngress = TcpProxy.to(environment.ingress().port());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    journal = new EmitJournal(file);
    pool = pool(toDatabase.port(), patience);
  }

  private static HikariDataSource pool(int port, Duration patience) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(
        TestEnvironment.postgres()
            .jdbcUrl()
            .replace(":" + TestEnvironment.postgres().port(), ":" + port)
            .replace("socketTimeout=60", "socketTimeout=" + 2 * patience.toSeconds())
            .replace("connectTimeout=10", "connectTimeout=2"));
    config.setMaximumPoolSize(8);
    config.setConnectionTimeout(patience.toMillis());
    config.setValidationTimeout(500);
    return new HikariDataSource(config);
  }

  TestEnvironment environment() {
    return environment;
  }

  TcpProxy toDatabase() {
    return toDatabase;
  }

  TcpProxy toIngress() {
    return toIngress;
  }

  HikariDataSource pool() {
    return pool;
  }

  EmitJournal journal() {
    return journal;
  }

  EmitterConfig.Builder config() {
    return quick().insert(insert -> insert.timeout(patience.multipliedBy(3)));
  }

  static EmitterConfig.Builder quick() {
    return EmitterConfig.builder()
        .retransmit(
            retransmit ->
                retransmit
                    .interval(Duration.ofMillis(50))
                    .after(Duration.ofMillis(300))
                    .claimLease(CALL_DEADLINE.plusSeconds(1)))
        .insert(insert -> insert.timeout(SHORT.multipliedBy(3)))
        .closeTimeout(Duration.ofSeconds(3));
  }

  DurableEmitter emitter() {
    return emitter(config().build(), Hooks.NONE);
  }

  DurableEmitter emitter(EmitterConfig config, Hooks hooks) {
    return emitter(config, hooks, store -> store, transport -> transport);
  }

  /** An emitter whose calls have another deadline. */
  DurableEmitter emitter(EmitterConfig config, Hooks hooks, Duration callDeadline) {
    return emitter(config, hooks, store -> store, transport(callDeadline));
  }

  /** An emitter with something around its store and its transport. */
  DurableEmitter emitter(
      EmitterConfig config,
      Hooks hooks,
      UnaryOperator<DurableEventStore> aroundStore,
      UnaryOperator<BatchEmitter> aroundTransport) {
    return emitter(config, hooks, aroundStore, aroundTransport.apply(transport(CALL_DEADLINE)));
  }

  private DurableEmitter emitter(
      EmitterConfig config,
      Hooks hooks,
      UnaryOperator<DurableEventStore> aroundStore,
      BatchEmitter transport) {
    DurableEmitter emitter =
        DurableEmitter.builder()
            .store(
                aroundStore.apply(
                    PgDurableEventStore.builder(pool)
                        .table(environment.table())
                        .statementTimeout(patience)
                        .build()))
            .transport(transport)
            .config(config)
            .hooks(hooks)
            .build();
    emitters.add(emitter);
    emitter.start();
    return emitter;
  }

  private BatchEmitter transport(Duration callDeadline) {
    return BatchClient.builder(
            ChipIngressClient.builder("127.0.0.1:" + toIngress.port()).plaintext().build())
        .config(BatchClientConfig.builder().publishTimeout(callDeadline).build())
        .build();
  }

  /** Starts callers of an emitter. */
  Callers load(String name, int count, DurableEmitter emitter) {
    return load(name, count, PAUSE_MILLIS, emitter);
  }

  /** Starts callers of an emitter that pause so long between two emits. */
  Callers load(String name, int count, int pauseMillis, DurableEmitter emitter) {
    Callers load = new Callers(name, pauseMillis, emitter, journal);
    callers.add(load);
    load.start(count);
    return load;
  }

  Emits emits() {
    return Emits.read(List.of(file));
  }

  /** Waits until so many more emits have returned. */
  void awaitAcknowledged(int more) {
    int before = emits().acknowledged().size();
    Eventually.holds(
        () -> emits().acknowledged().size() - before + " emits of " + more,
        () -> emits().acknowledged().size() - before >= more);
  }

  /** Ends the load, waits until nothing is pending, and looks what became of all events. */
  Verdict settle() throws InterruptedException {
    for (Callers load : callers) {
      load.finish();
    }
    Eventually.holds(() -> environment.rows() + " rows left", () -> environment.rows() == 0);
    return Checker.check(emits(), environment.deliveries(), environment.pendingIds(), Set.of());
  }

  @Override
  public void close() throws IOException {
    callers.forEach(Callers::stop);
    emitters.forEach(DurableEmitter::close);
    pool.close();
    toDatabase.close();
    toIngress.close();
    environment.close();
    journal.close();
    Files.delete(file);
  }
}
