package io.durableemitter.chaos.child;

import io.durableemitter.chaos.exhaustion.Valve;
import io.durableemitter.chaos.exhaustion.ValvedStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/**
 * An emitter process with real parts. Its arguments are {@link EmitterSettings}, and the URL of its
 * database comes by its environment, since it has a password. It obeys each {@link Order} that
 * comes by its input and answers with a line. It closes in order when its input ends, so that it
 * does not outlive who started it, and on SIGTERM.
 */
public final class EmitterMain {

  private static final String URL_VARIABLE = "CHAOS_JDBC_URL";

  private EmitterMain() {}

  /** A process that runs it, not started yet. */
  public static ChildProcessBuilder process(EmitterSettings settings, String url) {
    return ChildProcess.of(EmitterMain.class.getName())
        .arguments(settings.toArguments())
        .variable(URL_VARIABLE, url);
  }

  /** Runs until the end of the input. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    PrintStream answers = System.out;
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, error) -> {
          answers.println("died: " + thread.getName() + ": " + error);
          error.printStackTrace();
        });
    Valve log = new Valve("log", answers);
    System.setErr(new PrintStream(new ValvedStream(System.err, log), true, StandardCharsets.UTF_8));
    String url = Objects.requireNonNull(System.getenv(URL_VARIABLE), URL_VARIABLE + " is missing");
    try (RunningEmitter emitter =
        new RunningEmitter(EmitterSettings.parse(arguments), url, log, answers)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(emitter)));
      emitter.start();
      for (int letter = System.in.read(); letter >= 0; letter = System.in.read()) {
        obey(emitter, Order.of(letter), answers);
      }
    }
  }

  private static void close(RunningEmitter emitter) {
    try {
      emitter.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Carries it out and answers, however often there is no memory for it. */
  private static void obey(RunningEmitter emitter, Order order, PrintStream answers)
      throws IOException, InterruptedException {
    String answer = "";
    while (true) {
      try {
        answer = answer.isEmpty() ? emitter.obey(order) : answer;
        answers.println(order + " " + answer);
        return;
      } catch (OutOfMemoryError e) {
        LockSupport.parkNanos(1_000_000);
      }
    }
  }
}
