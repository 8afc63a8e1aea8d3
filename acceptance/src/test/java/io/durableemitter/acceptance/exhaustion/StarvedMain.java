package io.durableemitter.acceptance.exhaustion;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitException.Outcome;
import io.durableemitter.api.HealthReport;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * An emitter process under load whose application takes all memory there is, again and again, and
 * then no more. Prints the engine's threads before and after, and what health said meanwhile and
 * says now. The end of its input ends it in order.
 */
final class StarvedMain {

  static final String URL_VARIABLE = "PRESS_JDBC_URL";
  private static final int CALLERS = 8;
  private static final long CALLER_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private static volatile boolean stopped;
  private static volatile boolean healthTold;
  private static final AtomicLong MOMENTS = new AtomicLong();

  private StarvedMain() {}

  /** Table, port of the ingress, journal, seconds of starvation. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    ClassPath.load();
    try (EmitJournal journal = new EmitJournal(Path.of(arguments[2]));
        DurableEmitter emitter = emitter(arguments[0], arguments[1])) {
      emitter.start();
      List<Thread> others = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        String prefix = "starved-" + i + "-";
        others.add(start("caller-" + i, () -> emitAll(emitter, journal, prefix)));
      }
      others.add(start("health", () -> watchHealth(emitter)));
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
      Set<String> before = threads();
      starve(TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[3])));
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
      stopped = true;
      for (Thread other : others) {
        other.join();
      }
      before.removeAll(threads());
      System.out.println("missing " + before);
      System.out.println("moments " + MOMENTS);
      System.out.println("told " + healthTold);
      while (System.in.read() >= 0) {
        System.out.println("health " + problems(emitter));
      }
    }
  }

  private static Thread start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** The engine's threads that live as long as it does. */
  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("durable-emitter") || name.startsWith("durable_emitter"))
        .filter(name -> !name.contains("log") && !name.equals("durable-emitter-callback"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String problems(DurableEmitter emitter) {
    return emitter.health().components().stream()
        .filter(one -> one.state() != HealthReport.State.UP)
        .map(one -> one.name() + ": " + one.detail().replace('\n', ' '))
        .toList()
        .toString();
  }

  /** Fills the heap, holds it for a moment, and gives it back. */
  private static void starve(long nanos) {
    long end = System.nanoTime() + nanos;
    for (int round = 0; System.nanoTime() - end < 0; round++) {
      try {
        fill(TimeUnit.MILLISECONDS.toNanos(20 + 37 * (round % 6)));
      } catch (OutOfMemoryError own) {
        MOMENTS.incrementAndGet();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  private static void fill(long nanos) {
    Object[] chain = new Object[1];
    int size = 1 << 20;
    long end = Long.MAX_VALUE;
    while (end == Long.MAX_VALUE || System.nanoTime() - end < 0) {
      try {
        chain = new Object[] {chain, new byte[size]};
      } catch (OutOfMemoryError full) {
        if (end == Long.MAX_VALUE) {
          end = System.nanoTime() + nanos;
          MOMENTS.incrementAndGet();
        }
        size = Math.max(16, size / 2);
      }
    }
    Objects.requireNonNull(chain);
  }

  private static void watchHealth(DurableEmitter emitter) {
    while (!stopped) {
      try {
        healthTold |= emitter.health().state() != HealthReport.State.UP;
      } catch (OutOfMemoryError moment) {
        MOMENTS.incrementAndGet();
      }
      LockSupport.parkNanos(CALLER_PAUSE_NANOS);
    }
  }

  private static void emitAll(DurableEmitter emitter, EmitJournal journal, String prefix) {
    for (int number = 1; !stopped; number++) {
      try {
        Sample event = Sample.of(prefix + number);
        journal.attempt(event.id(), event.fingerprint());
        note(journal, event, emit(emitter, event));
      } catch (OutOfMemoryError moment) {
        // the application's own: nothing was asked of the emitter
        LockSupport.parkNanos(CALLER_PAUSE_NANOS);
      }
      LockSupport.parkNanos(CALLER_PAUSE_NANOS);
    }
  }

  private enum Told {
    STORED,
    REJECTED,
    UNKNOWN
  }

  private static Told emit(DurableEmitter emitter, Sample event) {
    try {
      emitter.emit(event.body(), event.attributes());
      return Told.STORED;
    } catch (EmitException e) {
      return e.outcome() == Outcome.REJECTED ? Told.REJECTED : Told.UNKNOWN;
    } catch (OutOfMemoryError moment) {
      return Told.UNKNOWN;
    }
  }

  /** Writes it down, however often there is no memory for it. */
  private static void note(EmitJournal journal, Sample event, Told told) {
    while (true) {
      try {
        switch (told) {
          case STORED -> journal.acknowledged(event.id());
          case REJECTED -> journal.rejected(event.id());
          case UNKNOWN -> journal.unknown(event.id());
        }
        return;
      } catch (OutOfMemoryError moment) {
        LockSupport.parkNanos(CALLER_PAUSE_NANOS);
      }
    }
  }

  private static DurableEmitter emitter(String table, String port) {
    return DurableEmitterSetup.builder(
            PgDurableEventStore.builder(pool())
                .table(table)
                .statementTimeout(Duration.ofSeconds(5))
                .build())
        .endpoint("127.0.0.1:" + port)
        .plaintext()
        .emitter(
            EmitterConfig.builder()
                .retransmitInterval(Duration.ofMillis(200))
                .retransmitAfter(Duration.ofSeconds(1))
                .claimLease(Duration.ofSeconds(4))
                .emitTimeout(Duration.ofSeconds(10))
                .inFlightTimeout(Duration.ofSeconds(20))
                .closeTimeout(Duration.ofSeconds(10))
                .build())
        .batch(BatchClientConfig.builder().publishTimeout(Duration.ofSeconds(3)).build())
        .build();
  }

  private static DataSource pool() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(Objects.requireNonNull(System.getenv(URL_VARIABLE), "no database"));
    config.setMaximumPoolSize(10);
    config.setConnectionTimeout(2_000);
    config.setValidationTimeout(1_000);
    return new HikariDataSource(config);
  }
}
