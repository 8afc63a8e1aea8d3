package io.durableemitter.chaos;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.chaos.check.EmitJournal;
import io.durableemitter.chaos.load.Callers;
import io.durableemitter.chaos.load.Sample;
import io.durableemitter.chipingress.BatchClient;
import io.durableemitter.chipingress.BatchClientConfig;
import io.durableemitter.chipingress.ChipIngressClient;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.EmitterConfig;
import io.durableemitter.core.FailureConfig;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.spi.BatchEmitter;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * An emitter process: small settings, a small heap, real parts. It ends when its input does, so it
 * does not outlive the program that started it, and closes in order on SIGTERM.
 */
final class HostMain {

  static final int CONNECTIONS = 6;

  private HostMain() {}

  public static void main(String[] arguments) throws IOException {
    HostSettings settings = HostSettings.of(arguments);
    EmitJournal journal = new EmitJournal(settings.journal());
    HikariDataSource pool =
        pool(Objects.requireNonNull(System.getenv(HostSettings.URL_VARIABLE), "no database"));
    EngineThreads threads = new EngineThreads(journal);
    ThrowingTransport transport = new ThrowingTransport(transport(settings));
    DurableEmitter emitter = emitter(settings, pool, transport);
    emitter.start();
    Callers callers =
        new Callers(settings.name(), settings.pauseMillis(), Sample::ofMixedSize, emitter, journal);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  threads.closing();
                  callers.stop();
                  emitter.close();
                  pool.close();
                }));
    callers.start(settings.callers());
    obey(transport, threads);
    System.exit(0);
  }

  private static void obey(ThrowingTransport transport, EngineThreads threads) throws IOException {
    MemoryPressure memory = new MemoryPressure();
    memory.start();
    HostOrder[] orders = HostOrder.values();
    for (int letter = System.in.read(); letter >= 0; letter = System.in.read()) {
      for (HostOrder order : orders) {
        if (order.letter() == letter) {
          switch (order) {
            case FILL_MEMORY -> memory.become(true);
            case FREE_MEMORY -> memory.become(false);
            case THROW -> transport.become(true);
            case DO_NOT_THROW -> transport.become(false);
            case COUNT_THREADS -> threads.look();
          }
        }
      }
    }
  }

  private static DurableEmitter emitter(
      HostSettings settings, DataSource pool, BatchEmitter transport) {
    return DurableEmitter.builder()
        .store(
            settings
                .sabotage()
                .around(
                    PgDurableEventStore.builder(pool)
                        .table(settings.table())
                        .statementTimeout(Duration.ofSeconds(2))
                        .build()))
        .transport(transport)
        .config(
            EmitterConfig.builder()
                .retransmitEnabled(settings.watches())
                .retransmitInterval(Duration.ofMillis(100))
                .retransmitAfter(Duration.ofSeconds(1))
                .claimLease(Duration.ofMillis(2_500))
                .emitTimeout(Duration.ofSeconds(4))
                .insertQueueBytes(4 << 20)
                .maxEventBytes(4_000_000)
                .closeTimeout(Duration.ofSeconds(3))
                // what was put off is due again before the next cycle is judged
                .failures(
                    FailureConfig.ofDefaults()
                        .withBackOff(Duration.ofMillis(500), Duration.ofSeconds(2)))
                .build())
        .build();
  }

  private static BatchEmitter transport(HostSettings settings) {
    return settings
        .sabotage()
        .around(
            BatchClient.builder(ChipIngressClient.builder(settings.ingress()).plaintext().build())
                .config(
                    BatchClientConfig.builder()
                        .publishTimeout(Duration.ofSeconds(2))
                        .bufferBytes(4 << 20)
                        .maxRequestBytes(4 << 20)
                        .clientName(settings.name())
                        .build())
                .build());
  }

  private static HikariDataSource pool(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setConnectionTimeout(2_000);
    config.setValidationTimeout(1_000);
    // the database may be away when this process starts
    config.setInitializationFailTimeout(-1);
    return new HikariDataSource(config);
  }
}
