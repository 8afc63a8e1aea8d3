package io.durableemitter.acceptance.exhaustion;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.chaos.check.EmitJournal;
import io.durableemitter.chaos.load.Callers;
import io.durableemitter.chipingress.BatchClientConfig;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.EmitterConfig;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.setup.DurableEmitterSetup;
import io.opentelemetry.api.metrics.Meter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * An emitter process under load that obeys lines of its input, one {@link Order} each, and answers
 * with a line. The end of its input ends it in order.
 */
final class ControlledMain {

  static final String URL_VARIABLE = "PRESS_JDBC_URL";
  private static final int CALLERS = 4;
  private static final int PAUSE_MILLIS = 3;

  private ControlledMain() {}

  /** Table, port of the ingress, journal. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    PrintStream answers = System.out;
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, error) -> answers.println("died: " + thread.getName() + ": " + error));
    ClassPath.load();
    Valve log = new Valve("log", answers);
    System.setErr(new PrintStream(new ValvedStream(System.err, log), true, StandardCharsets.UTF_8));
    Valve metrics = new Valve("exporter", answers);
    ValvedExporter exporter = new ValvedExporter(metrics);
    try (EmitJournal journal = new EmitJournal(Path.of(arguments[2]));
        DurableEmitter emitter = emitter(arguments[0], arguments[1], exporter.meter());
        Descriptors descriptors = new Descriptors();
        Threads threads = new Threads()) {
      emitter.start();
      Callers callers = new Callers("obedient", PAUSE_MILLIS, emitter, journal);
      callers.start(CALLERS);
      BufferedReader input =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        String answer =
            switch (Order.valueOf(line)) {
              case TAKE_DESCRIPTORS -> descriptors.take();
              case GIVE_DESCRIPTORS -> descriptors.give();
              case TAKE_THREADS -> threads.take();
              case GIVE_THREADS -> threads.give();
              case BLOCK_LOG -> done(log::close);
              case FREE_LOG -> done(log::open);
              case BLOCK_EXPORTER -> done(metrics::close);
              case FREE_EXPORTER -> done(metrics::open);
              case COUNT_EXPORTED -> Long.toString(exporter.recorded());
              case TELL_GATE -> gate(emitter);
              case NAME_THREADS -> names();
              case STOP_CALLERS -> {
                callers.finish();
                yield "done";
              }
            };
        answers.println(line + " " + answer);
      }
    }
  }

  private static String done(Runnable work) {
    work.run();
    return "done";
  }

  private static String gate(DurableEmitter emitter) {
    return emitter.health().components().stream()
        .filter(component -> component.name().equals("gate"))
        .map(component -> component.state().name())
        .findFirst()
        .orElseThrow();
  }

  private static String names() {
    List<String> names =
        Thread.getAllStackTraces().keySet().stream()
            .map(Thread::getName)
            .filter(name -> name.startsWith("durable-emitter"))
            .sorted()
            .toList();
    return String.join(" ", names);
  }

  private static DurableEmitter emitter(String table, String port, Meter meter) {
    return DurableEmitterSetup.builder(
            PgDurableEventStore.builder(pool())
                .table(table)
                .statementTimeout(Duration.ofSeconds(5))
                .build())
        .endpoint("127.0.0.1:" + port)
        .plaintext()
        .meter(meter)
        .emitter(
            EmitterConfig.builder()
                .retransmitInterval(Duration.ofMillis(50))
                .retransmitAfter(Duration.ofMillis(300))
                .claimLease(Duration.ofSeconds(4))
                .emitTimeout(Duration.ofSeconds(5))
                .closeTimeout(Duration.ofSeconds(5))
                .build())
        .batch(BatchClientConfig.builder().publishTimeout(Duration.ofSeconds(3)).build())
        .build();
  }

  private static DataSource pool() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(Objects.requireNonNull(System.getenv(URL_VARIABLE), "no database"));
    config.setMaximumPoolSize(8);
    config.setConnectionTimeout(1_000);
    config.setValidationTimeout(500);
    return new HikariDataSource(config);
  }
}
