package io.durableemitter.broker;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The JVM of one broker. */
final class BrokerProcess {

  private static final List<String> JVM =
      List.of(
          "-Xmx192m",
          "-Xms64m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:ReservedCodeCacheSize=64m",
          "-Xshare:auto");
  private static final int LOG_CHARS = 4_000;
  private static final long END_SECONDS = 20;

  private final Process process;
  private final Path log;

  private BrokerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static BrokerProcess start(String classPath, Path settings, String cluster, Path log)
      throws IOException {
    ProcessBuilder command = new ProcessBuilder();
    command
        .command()
        .add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.command().addAll(JVM);
    command
        .command()
        .addAll(
            List.of(
                "-Dkafka.logs.dir=" + settings.getParent(),
                "-cp",
                classPath,
                BrokerMain.class.getName(),
                settings.toString(),
                cluster));
    Process process =
        command
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new BrokerProcess(process, log);
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL, and waits for the end. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** SIGTERM: what has leaders moves them; waits for the end, which is forced after 20 s. */
  void stop() {
    process.destroy();
    if (!awaitEnd()) {
      kill();
    }
  }

  private boolean awaitEnd() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return process.waitFor(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          // half a stop helps nobody
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  void signal(String name) {
    try {
      int status =
          new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid()).start().waitFor();
      if (status != 0) {
        throw new KafkaBrokersException("cannot send " + name + " to process " + pid());
      }
    } catch (IOException e) {
      throw new KafkaBrokersException("cannot send " + name + " to process " + pid(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaBrokersException("interrupted", e);
    }
  }

  /** The end of what it has logged. */
  String logEnd() {
    try {
      String text = Files.readString(log, StandardCharsets.UTF_8);
      return text.substring(Math.max(0, text.length() - LOG_CHARS));
    } catch (IOException e) {
      return "its log cannot be read: " + e;
    }
  }
}
