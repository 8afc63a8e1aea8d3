package io.durableemitter.acceptance.exhaustion;

import com.zaxxer.hikari.util.DriverDataSource;
import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitException.Outcome;
import io.durableemitter.chaos.check.EmitJournal;
import io.durableemitter.chaos.load.Sample;
import io.durableemitter.chipingress.BatchClientConfig;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.EmitterConfig;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.setup.DurableEmitterSetup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import javax.sql.DataSource;

/** An emitter process with small settings. The end of its input ends it. */
final class PressedMain {

  static final String URL_VARIABLE = "PRESS_JDBC_URL";
  private static final int QUEUE_BYTES = 8 << 20;

  private PressedMain() {}

  /** Name, table, port of the ingress, journal, callers, events of each, bytes of each event. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    DurableEmitter emitter = emitter(arguments[1], arguments[2]);
    List<Thread> callers = new ArrayList<>();
    try (EmitJournal journal = new EmitJournal(Path.of(arguments[3]))) {
      emitter.start();
      for (int i = 0; i < Integer.parseInt(arguments[4]); i++) {
        String prefix = arguments[0] + "-" + i + "-";
        int events = Integer.parseInt(arguments[5]);
        int bytes = Integer.parseInt(arguments[6]);
        callers.add(new Thread(() -> emitAll(emitter, journal, prefix, events, bytes)));
      }
      for (Thread caller : callers) {
        caller.setDaemon(true);
        caller.start();
      }
      while (System.in.read() >= 0) {
        Thread.onSpinWait();
      }
      for (Thread caller : callers) {
        caller.interrupt();
        caller.join();
      }
      emitter.close();
    }
  }

  private static DurableEmitter emitter(String table, String port) {
    return DurableEmitterSetup.builder(
            PgDurableEventStore.builder(dataSource())
                .table(table)
                .statementTimeout(Duration.ofSeconds(5))
                .build())
        .endpoint("127.0.0.1:" + port)
        .plaintext()
        .emitter(
            EmitterConfig.builder()
                .retransmitInterval(Duration.ofMillis(50))
                .retransmitAfter(Duration.ofMillis(300))
                .insertQueueBytes(QUEUE_BYTES)
                .maxEventBytes(QUEUE_BYTES / 2)
                .closeTimeout(Duration.ofSeconds(5))
                .build())
        .batch(
            BatchClientConfig.builder()
                .bufferBytes(QUEUE_BYTES)
                .maxRequestBytes(QUEUE_BYTES)
                .build())
        .build();
  }

  private static DataSource dataSource() {
    String url = Objects.requireNonNull(System.getenv(URL_VARIABLE), "no database");
    return new DriverDataSource(url, "org.postgresql.Driver", new Properties(), null, null);
  }

  private static void emitAll(
      DurableEmitter emitter, EmitJournal journal, String prefix, int events, int bytes) {
    for (int i = 0; i < events && !Thread.currentThread().isInterrupted(); i++) {
      Sample event = Sample.of(prefix + i, bytes);
      journal.attempt(event.id(), event.fingerprint());
      try {
        emitter.emit(event.body(), event.attributes());
        journal.acknowledged(event.id());
      } catch (EmitException e) {
        if (e.outcome() == Outcome.REJECTED) {
          journal.rejected(event.id());
        } else {
          journal.unknown(event.id());
        }
      }
    }
  }
}
