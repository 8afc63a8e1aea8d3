package io.durableemitter.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Everything a server is started from: programs, account, data, settings. */
record Installation(
    Binaries binaries,
    RunAs runAs,
    DataDirectory directory,
    ServerSettings settings,
    Duration startTimeout) {
  private static final Path SETSID = Path.of("/usr/bin/setsid");
  private static final long POLL_MILLIS = 5;

  /** Makes the data if there is none and readies what is there; the owner lock is held. */
  static Installation prepare(
      Binaries binaries,
      DataDirectory directory,
      boolean kept,
      boolean rootFileRights,
      ServerSettings settings,
      Duration startTimeout)
      throws IOException {
    if (directory.hasData()) {
      directory.refuseOtherVersion(binaries);
      LeftBehind.stop(directory.data());
    } else {
      new Initdb(binaries, directory, kept, rootFileRights).run();
    }
    RunAs runAs = RunAs.choose(directory.data(), binaries, rootFileRights);
    return new Installation(binaries, runAs, directory, settings, startTimeout);
  }

  /** Starts a server and waits until it takes connections. */
  ServerProcess start(int port) throws IOException, PortTakenException {
    long end = System.nanoTime() + startTimeout.toNanos();
    while (true) {
      LeftBehind.stop(directory.data());
      ServerLog log = ServerLog.begin(directory.log());
      Process process =
          Command.builder(command(port))
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile()))
              .start();
      if (awaitReady(process, end)) {
        return new ServerProcess(process.pid());
      }
      String complaint = log.tail();
      if (complaint.contains("Address already in use")) {
        throw new PortTakenException(port);
      }
      if (!isPassing(complaint) || System.nanoTime() - end > 0) {
        throw new EmbeddedPostgresException(
            String.format(
                "PostgreSQL did not start in %s within %s; the last lines of %s:%n%s",
                directory.root(), startTimeout, log.file(), complaint));
      }
    }
  }

  /**
   * Children of a killed server need a moment to notice; and a server whose JVM was killed right
   * after starting it may show itself only now.
   */
  private static boolean isPassing(String complaint) {
    return complaint.contains("is still in use")
        || complaint.contains("lock file \"postmaster.pid\" already exists");
  }

  private List<String> command(int port) {
    List<String> words = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      // out of our terminal's group: Ctrl-C is for us, who then stop the server in order
      words.add(SETSID.toString());
    }
    List<String> arguments = new ArrayList<>(List.of("-D", directory.data().toString()));
    arguments.addAll(settings.arguments(port));
    words.addAll(runAs.command(binaries.program("postgres"), arguments));
    return words;
  }

  private boolean awaitReady(Process process, long end) throws IOException {
    boolean ready = false;
    try {
      boolean ended = false;
      while (!ready && !ended && System.nanoTime() - end < 0) {
        ended = process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
        ready = !ended && isReady(process);
      }
      return ready;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedPostgresException("interrupted while PostgreSQL was starting", e);
    } finally {
      if (!ready && process.isAlive()) {
        // it has taken no connection: there is nothing to bring to an orderly end
        new ServerProcess(process.pid()).stopAtOnce();
      }
    }
  }

  private boolean isReady(Process process) throws IOException {
    return PostmasterFile.read(directory.data())
        .filter(file -> file.ready() && file.pid() == process.pid())
        .isPresent();
  }
}
