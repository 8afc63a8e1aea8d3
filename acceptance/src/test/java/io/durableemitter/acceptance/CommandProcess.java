package io.durableemitter.acceptance;

import io.durableemitter.chaos.child.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command in a JVM of its own, which can really be killed. */
final class CommandProcess implements AutoCloseable {

  private final Process process;
  private final Path out;
  private final Path err;

  private CommandProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  static CommandProcess start(Path folder, String... arguments) throws IOException {
    Path out = Files.createTempFile(folder, "command", ".out");
    Path err = Files.createTempFile(folder, "command", ".err");
    List<String> command =
        JavaProcess.command(List.of("-Xmx256m"), "io.durableemitter.cli.Main", List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .directory(folder.toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    return new CommandProcess(process, out, err);
  }

  /** SIGKILL: nothing of it runs any more. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM, as Ctrl-C. */
  void interrupt() {
    process.destroy();
  }

  int awaitExit() throws InterruptedException {
    if (!process.waitFor(90, TimeUnit.SECONDS)) {
      throw new AssertionError("still running after 90 s: " + output());
    }
    return process.exitValue();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String output() {
    try {
      return Files.readString(out) + "\n" + Files.readString(err);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  String lastLineOfOutput() throws IOException {
    List<String> lines = Files.readAllLines(out);
    return lines.get(lines.size() - 1);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
