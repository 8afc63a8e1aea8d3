package io.durableemitter.acceptance.chaos;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.acceptance.check.EmitJournal;
import io.durableemitter.acceptance.load.Callers;
import io.durableemitter.chipingress.BatchClientConfig;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.EmitterConfig;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.setup.DurableEmitterSetup;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * An emitter process: small settings, a small heap, real parts. It ends when its input does, so it
 * does not outlive the program that started it, and closes in order on SIGTERM.
 */
final class HostMain {

  private HostMain() {}

  public static void main(String[] arguments) throws IOException {
    HostSettings settings = HostSettings.of(arguments);
    EmitJournal journal = new EmitJournal(settings.journal());
    HikariDataSource pool =
        pool(Objects.requireNonNull(System.getenv(HostSettings.URL_VARIABLE), "no database"));
    DurableEmitter emitter = emitter(settings, pool);
    emitter.start();
    Callers callers =
        new Callers(
            settings.name(), settings.pauseMillis(), settings.fakedAcks(), emitter, journal);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  callers.stop();
                  emitter.close();
                  pool.close();
                }));
    callers.start(settings.callers());
    while (System.in.read() >= 0) {
      // nothing is said to it: only the end matters
      Thread.onSpinWait();
    }
    System.exit(0);
  }

  static DurableEmitter emitter(HostSettings settings, DataSource pool) {
    return DurableEmitterSetup.builder(
            PgDurableEventStore.builder(pool)
                .table(settings.table())
                .statementTimeout(Duration.ofSeconds(2))
                .build())
        .endpoint(settings.ingress())
        .plaintext()
        .emitter(
            EmitterConfig.builder()
                .retransmitEnabled(settings.watches())
                .retransmitInterval(Duration.ofMillis(500))
                .retransmitAfter(Duration.ofSeconds(1))
                .claimLease(Duration.ofMillis(2_500))
                .emitTimeout(Duration.ofSeconds(4))
                .insertQueueBytes(4 << 20)
                .closeTimeout(Duration.ofSeconds(3))
                .build())
        .batch(
            BatchClientConfig.builder()
                .publishTimeout(Duration.ofSeconds(2))
                .bufferBytes(4 << 20)
                .clientName(settings.name())
                .build())
        .build();
  }

  private static HikariDataSource pool(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(6);
    config.setConnectionTimeout(2_000);
    config.setValidationTimeout(1_000);
    // the database may be away when this process starts
    config.setInitializationFailTimeout(-1);
    return new HikariDataSource(config);
  }
}
