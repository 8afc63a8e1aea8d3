package io.durableemitter.chaos.child;

import io.durableemitter.chaos.check.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A Java program in a JVM of its own, which can really be killed. It takes what it is told from its
 * standard input, and what it says is in files. Safe for use by several threads.
 */
public final class ChildProcess implements AutoCloseable {

  private static final int LAST_LINES = 400;
  private static final Duration DUMP = Duration.ofSeconds(2);
  private static final Duration LONGEST_END = Duration.ofSeconds(90);

  private final Process process;
  private final Path output;
  private final Optional<Path> errors;
  private @Nullable Process waker;

  ChildProcess(Process process, Path output, Optional<Path> errors) {
    this.process = process;
    this.output = output;
    this.errors = errors;
  }

  /** One of a main class, with our class path. */
  public static ChildProcessBuilder of(String mainClass) {
    return new ChildProcessBuilder(mainClass);
  }

  /** Gives an order; without effect if it is gone. */
  public synchronized void order(Order order) {
    try {
      process.getOutputStream().write(order.letter());
      process.getOutputStream().flush();
    } catch (IOException e) {
      if (process.isAlive()) {
        throw new UncheckedIOException("it takes no orders: " + this, e);
      }
    }
  }

  /** Gives an order, and returns the answer once it is carried out. */
  public String ask(Order order) {
    return carriedOut(order)
        .orElseThrow(() -> new AssertionError("gone before " + order + " is answered: " + this));
  }

  /** Gives an order, and returns the answer once it is carried out; empty if it is gone by then. */
  public Optional<String> carriedOut(Order order) {
    int before = answers(order).size();
    order(order);
    Eventually.holds(
        () -> order + " is answered: " + this, () -> !isAlive() || answers(order).size() > before);
    return answers(order).stream().skip(before).findFirst();
  }

  private List<String> answers(Order order) {
    String begin = order + " ";
    return output()
        .lines()
        .filter(line -> line.startsWith(begin))
        .map(line -> line.substring(begin.length()))
        .toList();
  }

  /** Waits until something has come about, which a process that is gone cannot bring about. */
  public void await(Supplier<String> what, BooleanSupplier condition) {
    Eventually.holds(() -> what.get() + ": " + this, () -> !isAlive() || condition.getAsBoolean());
    if (!isAlive()) {
      throw new AssertionError("gone before " + what.get() + ": " + this);
    }
  }

  /** Its number. */
  public long pid() {
    return process.pid();
  }

  /** Whether it has not ended. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Whole lines of its standard output so far. */
  public String output() {
    String text = read(output);
    return text.substring(0, text.lastIndexOf('\n') + 1);
  }

  /** What else it has said so far, if that goes elsewhere. */
  public String errors() {
    return errors.map(ChildProcess::read).orElse("");
  }

  /** All it has said so far. */
  public String text() {
    return read(output) + errors();
  }

  /** The end of what it has said. */
  public String lastWords() {
    List<String> lines = text().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a signal by its name, as {@code INT}. Returns whether it could. */
  public boolean signal(String name) {
    try {
      return new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor() == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Has it say what each of its threads is doing. */
  public void dumpThreads() {
    if (signal("QUIT")) {
      awaitEnd(DUMP);
    }
  }

  /** Stops it (SIGSTOP) until it is woken, or until this process is gone. */
  public synchronized void pause() throws IOException {
    String script = "kill -STOP \"$1\" && echo stopped && read line; kill -CONT \"$1\"";
    waker = new ProcessBuilder("/bin/sh", "-c", script, "sh", Long.toString(pid())).start();
    if (waker.getInputStream().read() < 0) {
      throw new IOException("it cannot be stopped: " + this);
    }
  }

  /** Lets it go on (SIGCONT). */
  public synchronized void wake() throws IOException, InterruptedException {
    if (waker != null) {
      waker.getOutputStream().close();
      waker.waitFor();
      waker = null;
    }
  }

  /** Tells it to end in order (SIGTERM). */
  public void terminate() {
    process.destroy();
  }

  /** Ends it (SIGKILL), and waits until it is gone. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd(LONGEST_END);
  }

  /** Waits for the end, for a while. Returns whether it has come. */
  public boolean awaitEnd(Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Waits for the end, which must come in time. Returns the exit code. */
  public int awaitExit() {
    if (!awaitEnd(LONGEST_END)) {
      throw new AssertionError("still running after " + LONGEST_END + ": " + this);
    }
    return process.exitValue();
  }

  /** Ends its input, which tells a program that obeys orders to end in order. */
  public void endInput() throws IOException {
    process.getOutputStream().close();
  }

  /** As {@link #endInput}, and waits. Returns the exit code. */
  public int end() throws IOException {
    endInput();
    return awaitExit();
  }

  /** SIGKILL. */
  @Override
  public void close() {
    kill();
  }

  @Override
  public String toString() {
    return lastWords();
  }
}
