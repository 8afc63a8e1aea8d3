package io.durableemitter.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A real second JVM that runs {@link ChildMain}. */
final class ChildJvm implements AutoCloseable {
  /** In the environment of each child. */
  static final String SECRET = "canary-of-the-environment";

  private final Process process;
  private final BufferedReader output;

  private ChildJvm(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  static ChildJvm start(String directory, String cache) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    java,
                    "-Xmx128m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    ChildMain.class.getName(),
                    directory,
                    cache))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("AWS_SECRET_ACCESS_KEY", SECRET);
    return new ChildJvm(builder.start());
  }

  String line() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the child JVM ended");
    }
    return line;
  }

  /** The server in the child, once it is there. */
  Server server() throws IOException {
    String first = line();
    if (!first.equals("READY")) {
      throw new IOException(first + " " + line());
    }
    return new Server(Long.parseLong(line()), Path.of(line()), line());
  }

  long pid() {
    return process.pid();
  }

  /** SIGKILL, which leaves the child's server running. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM, which runs its shutdown hook. */
  void terminate() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().join();
  }

  record Server(long pid, Path directory, String url) {
    boolean isAlive() {
      return new ServerProcess(pid).isAlive();
    }
  }
}
