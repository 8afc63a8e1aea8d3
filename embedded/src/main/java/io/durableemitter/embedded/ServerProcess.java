package io.durableemitter.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server seen from outside, by its process number: ours or one that was left behind.
 */
record ServerProcess(long pid) {
  private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);
  private static final Duration FAST = Duration.ofSeconds(30);
  private static final Duration IMMEDIATE = Duration.ofSeconds(10);
  private static final long POLL_MILLIS = 5;

  /** States of /proc: a zombie, and one that is being buried. */
  private static final String ENDED = "ZX";

  /** Whether this is the server of a data directory, and not a process that got its old number. */
  boolean serves(Path data) {
    return isAlive() && isCommandFor(data.toString());
  }

  private boolean isCommandFor(String data) {
    Path file = Path.of("/proc", Long.toString(pid), "cmdline");
    if (Files.exists(file)) {
      List<String> words = List.of(read(file).split("\0"));
      return words.get(0).endsWith("/postgres") && words.contains(data);
    }
    String line = ProcessHandle.of(pid).flatMap(handle -> handle.info().commandLine()).orElse("");
    return line.contains("/postgres ") && line.contains(" " + data + " ");
  }

  /** A dead process that nobody has waited for still has a number, but is not alive. */
  boolean isAlive() {
    if (!hasNumber()) {
      return false;
    }
    String stat = read(Path.of("/proc", Long.toString(pid), "stat"));
    int state = stat.lastIndexOf(')') + 2;
    // without a file it has gone just now, or this is not Linux
    return state < stat.length() ? ENDED.indexOf(stat.charAt(state)) < 0 : hasNumber();
  }

  private boolean hasNumber() {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    } catch (IOException e) {
      // files in /proc vanish with their process
      LOG.trace("cannot read {}", file, e);
      return "";
    }
  }

  /**
   * Fast shutdown; a server that does not follow is stopped harder and recovers at its next start.
   */
  void stop() {
    signal("INT");
    if (!awaitEnd(FAST)) {
      LOG.warn("PostgreSQL (process {}) did not stop within {}; stopping it at once", pid, FAST);
      stopAtOnce();
    }
  }

  /** Immediate shutdown: nothing is written any more, what was committed is recovered later. */
  void stopAtOnce() {
    quit();
    if (!awaitEnd(IMMEDIATE)) {
      kill();
    }
  }

  /** Asks for an immediate shutdown, and does not wait for it. */
  void quit() {
    signal("QUIT");
  }

  /** SIGKILL to the server and its children, as a crash would end them. */
  void kill() {
    Optional<ProcessHandle> handle = ProcessHandle.of(pid);
    List<ProcessHandle> children =
        handle.map(parent -> parent.children().toList()).orElse(List.of());
    handle.ifPresent(ProcessHandle::destroyForcibly);
    children.forEach(ProcessHandle::destroyForcibly);
    if (!awaitEnd(IMMEDIATE)) {
      throw new EmbeddedPostgresException("process " + pid + " survived SIGKILL");
    }
    children.forEach(child -> new ServerProcess(child.pid()).awaitEnd(IMMEDIATE));
  }

  private void signal(String name) {
    Command.Result result =
        Command.uninterruptible(
                List.of("/bin/sh", "-c", "kill -" + name + " \"$1\"", "sh", Long.toString(pid)))
            .run(Duration.ofSeconds(10));
    if (!result.succeeded() && isAlive()) {
      throw new EmbeddedPostgresException(
          "cannot stop the PostgreSQL server with process number " + pid + ": " + result.output());
    }
  }

  boolean awaitEnd(Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    boolean interrupted = false;
    while (isAlive() && System.nanoTime() - end < 0) {
      // an interruption waits until the end: half a stop helps nobody
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return !isAlive();
  }
}
