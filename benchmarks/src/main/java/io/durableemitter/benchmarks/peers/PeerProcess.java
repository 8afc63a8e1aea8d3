package io.durableemitter.benchmarks.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The JVM of one program, which is gone when this is closed. */
final class PeerProcess implements AutoCloseable {

  private static final List<String> JVM =
      List.of("-Xmx1g", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error");

  /** What the launcher gives a JVM that would warn of its libraries' use of it. */
  private static final List<String> NEWER =
      Runtime.version().feature() < 24
          ? List.of()
          : List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

  private static final int LAST_LINES = 20;

  private final Process process;
  private final Path output;
  private final Path errors;
  private final Thread hook;

  private PeerProcess(Process process, Path output, Path errors) {
    this.process = process;
    this.output = output;
    this.errors = errors;
    hook = new Thread(process::destroyForcibly, "peer-end");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  static PeerProcess start(PeerProgram program, List<String> options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.addAll(NEWER);
    command.addAll(List.of("-cp", program.classPath(), program.main()));
    command.addAll(options);
    Path output = Files.createTempFile("peer-" + program.name(), ".out");
    Path errors = Files.createTempFile("peer-" + program.name(), ".err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    return new PeerProcess(process, output, errors);
  }

  /** Waits for its end. Returns whether that has come in time. */
  boolean awaitEnd(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  int exitCode() {
    return process.exitValue();
  }

  /** The last line of its standard output, or nothing. */
  String lastLine() throws IOException {
    List<String> lines = lines(output);
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }

  /** The end of what else it has said. */
  String lastErrors() throws IOException {
    List<String> lines = lines(errors);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }

  private static List<String> lines(Path file) throws IOException {
    // not readAllLines, which fails on what is not UTF-8
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    process.onExit().join();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // the hook runs already
    }
    Files.deleteIfExists(output);
    Files.deleteIfExists(errors);
  }
}
