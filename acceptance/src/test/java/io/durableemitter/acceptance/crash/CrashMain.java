package io.durableemitter.acceptance.crash;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.chaos.check.EmitJournal;
import io.durableemitter.chaos.load.Callers;
import io.durableemitter.chipingress.BatchClient;
import io.durableemitter.chipingress.BatchClientConfig;
import io.durableemitter.chipingress.ChipIngressClient;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.EmitterConfig;
import io.durableemitter.postgres.PgDurableEventStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * A process whose callers emit until it dies at a step. Real parts, with the bomb around them. Ends
 * when its input does.
 */
final class CrashMain {

  static final String URL_VARIABLE = "CRASH_JDBC_URL";
  private static final int CALLERS = 6;
  private static final int PAUSE_MILLIS = 3;

  private CrashMain() {}

  /** Step, table, port of the ingress, journal. */
  public static void main(String[] arguments) throws IOException {
    Bomb bomb = new Bomb(CrashStep.valueOf(arguments[0]));
    HikariConfig pool = new HikariConfig();
    pool.setJdbcUrl(Objects.requireNonNull(System.getenv(URL_VARIABLE), "no database"));
    pool.setMaximumPoolSize(6);
    AtomicReference<DurableEmitter> itself = new AtomicReference<>();
    DurableEmitter emitter =
        DurableEmitter.builder()
            .store(
                new CrashingStore(
                    PgDurableEventStore.builder(new HikariDataSource(pool))
                        .table(arguments[1])
                        .build(),
                    bomb,
                    () -> awaitQueued(Objects.requireNonNull(itself.get()))))
            .transport(
                new CrashingTransport(
                    BatchClient.builder(
                            ChipIngressClient.builder("127.0.0.1:" + arguments[2])
                                .plaintext()
                                .build())
                        .config(
                            BatchClientConfig.builder()
                                .publishTimeout(Duration.ofMinutes(1))
                                .build())
                        .build(),
                    bomb))
            .hooks(new CrashingHooks(bomb))
            // one worker: while it is held, others queue
            .config(
                EmitterConfig.builder()
                    .insertBatchWorkers(1)
                    .emitTimeout(Duration.ofSeconds(2))
                    .claimLease(Duration.ofSeconds(1))
                    .build())
            .build();
    itself.set(emitter);
    emitter.start();
    EmitJournal journal = new EmitJournal(Path.of(arguments[3]));
    new Callers("crash", PAUSE_MILLIS, new CrashingFront(emitter, bomb), journal).start(CALLERS);
    while (System.in.read() >= 0) {
      Thread.onSpinWait();
    }
    System.exit(0);
  }

  private static void awaitQueued(DurableEmitter emitter) {
    while (emitter.stats().insertQueued() == 0) {
      LockSupport.parkNanos(1_000_000);
    }
  }
}
