package io.durableemitter.chaos;

import io.durableemitter.chaos.child.JavaProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One emitter process and its successors: each incarnation has a name of its own. */
public final class HostProcess implements AutoCloseable {

  private static final Duration LONGEST_END = Duration.ofSeconds(20);
  private static final int LAST_LINES = 400;
  private static final Duration DUMP = Duration.ofSeconds(2);

  private static final List<String> JVM_OPTIONS =
      List.of(
          "-Xmx112m", "-XX:MaxDirectMemorySize=64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  // where nobody fills the heap on purpose, our own parts must not
  private static final String EXIT_WITHOUT_MEMORY = "-XX:+ExitOnOutOfMemoryError";

  private final HostSettings settings;
  private final String url;
  private final Path log;
  private final boolean memoryRunsOut;
  private Process process;
  private @Nullable Process waker;
  private int incarnation = 1;
  private boolean endWanted;
  private boolean closed;

  private HostProcess(HostSettings settings, String url, Path log, boolean memoryRunsOut)
      throws IOException {
    this.settings = settings;
    this.url = url;
    this.log = log;
    this.memoryRunsOut = memoryRunsOut;
    this.process = launch();
  }

  /** Starts one. */
  public static HostProcess start(HostSettings settings, String url, Path log) throws IOException {
    return new HostProcess(settings, url, log, false);
  }

  /** Starts one that may be told to fill its memory. */
  static HostProcess startWhereMemoryRunsOut(HostSettings settings, String url, Path log)
      throws IOException {
    return new HostProcess(settings, url, log, true);
  }

  private Process launch() throws IOException {
    List<String> options = new ArrayList<>(JVM_OPTIONS);
    if (!memoryRunsOut) {
      options.add(EXIT_WITHOUT_MEMORY);
    }
    List<String> command =
        JavaProcess.command(
            options, HostMain.class.getName(), settings.named(incarnationName()).toArguments());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .redirectErrorStream(true);
    builder.environment().put(HostSettings.URL_VARIABLE, url);
    return builder.start();
  }

  String name() {
    return settings.name();
  }

  private String incarnationName() {
    return settings.name() + "." + incarnation;
  }

  /** What the ids of its events begin with until it is restarted. */
  synchronized String ids() {
    return incarnationName() + "-";
  }

  /** Where its callers write what they do. */
  public Path journal() {
    return settings.journal();
  }

  /** Tells it to do something; without effect if it is gone. */
  synchronized void order(HostOrder order) throws IOException {
    try {
      process.getOutputStream().write(order.letter());
      process.getOutputStream().flush();
    } catch (IOException e) {
      if (process.isAlive()) {
        throw e;
      }
    }
  }

  /** The end of what it logged. */
  public String lastWords() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      return "nothing: " + e;
    }
  }

  /** Has it log what each of its threads is doing (SIGQUIT). */
  synchronized void dumpThreads() {
    try {
      new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid())).start().waitFor();
      process.waitFor(DUMP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether it is gone although nobody ended it. */
  public synchronized boolean diedByItself() {
    return !process.isAlive() && !endWanted;
  }

  /** The next incarnation. */
  synchronized void restart() throws IOException {
    kill();
    if (closed) {
      return;
    }
    incarnation++;
    endWanted = false;
    process = launch();
  }

  /** SIGKILL. */
  synchronized void kill() {
    endWanted = true;
    process.destroyForcibly();
    awaitEnd(LONGEST_END);
  }

  /** SIGTERM: it closes in order. */
  public synchronized void terminate() {
    endWanted = true;
    process.destroy();
  }

  /** Whether a close ends in time. */
  public synchronized boolean ended() {
    return awaitEnd(LONGEST_END);
  }

  /** Waits for the end, for a while. */
  synchronized boolean awaitEnd(Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Stops it (SIGSTOP) until it is woken, or until this process is gone. */
  public synchronized void pause() throws IOException {
    String script = "kill -STOP \"$1\" && echo stopped && read line; kill -CONT \"$1\"";
    waker = new ProcessBuilder("/bin/sh", "-c", script, "sh", Long.toString(process.pid())).start();
    if (waker.getInputStream().read() < 0) {
      throw new IOException(name() + " cannot be stopped");
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

  /** SIGKILL, and no further incarnation. */
  @Override
  public synchronized void close() {
    closed = true;
    kill();
  }
}
