package io.durableemitter.chaos;

import io.durableemitter.chaos.child.ChildProcess;
import io.durableemitter.chaos.child.EmitterMain;
import io.durableemitter.chaos.child.EmitterSettings;
import io.durableemitter.chaos.child.Order;
import io.durableemitter.chaos.child.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One emitter process and its successors: each incarnation has a name of its own. */
final class Host implements AutoCloseable {

  private static final Duration LONGEST_END = Duration.ofSeconds(20);

  private static final List<String> JVM_OPTIONS =
      List.of(
          "-Xmx112m", "-XX:MaxDirectMemorySize=64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  // where nobody fills the heap on purpose, our own parts must not
  private static final String EXIT_WITHOUT_MEMORY = "-XX:+ExitOnOutOfMemoryError";

  private final EmitterSettings settings;
  private final String url;
  private final Path log;
  private final boolean memoryRunsOut;
  private ChildProcess process;
  private int incarnation = 1;
  private boolean endWanted;
  private boolean closed;

  /**
   * Starts one.
   *
   * @param url of its database
   * @param log the file that all its incarnations write to
   * @param memoryRunsOut whether it may be told to fill its memory
   */
  Host(EmitterSettings settings, String url, Path log, boolean memoryRunsOut) throws IOException {
    this.settings = settings;
    this.url = url;
    this.log = log;
    this.memoryRunsOut = memoryRunsOut;
    this.process = launch();
  }

  private ChildProcess launch() throws IOException {
    List<String> options = new ArrayList<>(JVM_OPTIONS);
    if (!memoryRunsOut) {
      options.add(EXIT_WITHOUT_MEMORY);
    }
    return EmitterMain.process(settings.with(Setting.NAME, incarnationName()), url)
        .options(options)
        .output(log)
        .start();
  }

  String name() {
    return settings.text(Setting.NAME);
  }

  private String incarnationName() {
    return name() + "." + incarnation;
  }

  /** What the ids of its events begin with until it is restarted. */
  synchronized String ids() {
    return incarnationName() + "-";
  }

  Path journal() {
    return Path.of(settings.text(Setting.JOURNAL));
  }

  /** Tells it to do something; without effect if it is gone. */
  synchronized void order(Order order) {
    process.order(order);
  }

  /** As {@link #order}, and waits until it is done, or the process gone. */
  synchronized void carryOut(Order order) {
    process.carriedOut(order);
  }

  /** The end of what it logged. */
  String lastWords() {
    return process.lastWords();
  }

  /** Has it log what each of its threads is doing. */
  void dumpThreads() {
    process.dumpThreads();
  }

  /** Whether it is gone although nobody ended it. */
  synchronized boolean diedByItself() {
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
    process.kill();
  }

  /** SIGTERM: it closes in order. */
  synchronized void terminate() {
    endWanted = true;
    process.terminate();
  }

  /** Whether a close ends in time. */
  synchronized boolean ended() {
    return awaitEnd(LONGEST_END);
  }

  /** Waits for the end, for a while. */
  synchronized boolean awaitEnd(Duration limit) {
    return process.awaitEnd(limit);
  }

  /** SIGSTOP. */
  synchronized void pause() throws IOException {
    process.pause();
  }

  /** SIGCONT. */
  synchronized void wake() throws IOException, InterruptedException {
    process.wake();
  }

  /** SIGKILL, and no further incarnation. */
  @Override
  public synchronized void close() {
    closed = true;
    kill();
  }
}
