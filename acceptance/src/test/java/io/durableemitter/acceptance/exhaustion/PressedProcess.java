package io.durableemitter.acceptance.exhaustion;

import io.durableemitter.acceptance.TestEnvironment;
import io.durableemitter.chaos.child.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link PressedMain} in a JVM of its own. */
final class PressedProcess implements AutoCloseable {

  private static final List<String> OPTIONS =
      List.of(
          "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError");

  private final Process process;
  private final Path log;

  private PressedProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static PressedProcess start(Path folder, List<String> arguments) throws IOException {
    Path log = Files.createTempFile(folder, "pressed", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(JavaProcess.command(OPTIONS, PressedMain.class.getName(), arguments))
            .redirectOutput(log.toFile())
            .redirectErrorStream(true);
    builder.environment().put(PressedMain.URL_VARIABLE, TestEnvironment.postgres().jdbcUrl());
    return new PressedProcess(builder.start(), log);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Tells it to end in order, and gives its exit code. */
  int end() throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("still running after 60 s: " + log());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
