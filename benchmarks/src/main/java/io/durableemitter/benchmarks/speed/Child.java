package io.durableemitter.benchmarks.speed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of our own that answers lines of JSON with lines of JSON, and ends with its input. */
final class Child implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long END_SECONDS = 20;

  private final Process process;
  private final Writer orders;
  private final BufferedReader answers;

  private Child(Process process) {
    this.process = process;
    this.orders =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Starts one.
   *
   * @param before words before the command, that bind it to processors
   * @param options of the JVM
   */
  static Child start(List<String> before, String classPath, String main, List<String> options)
      throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 24) {
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main));
    return new Child(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Waits for a line, of the process as it starts or of its answer. */
  <T> T read(Class<T> type) throws IOException {
    String line = answers.readLine();
    while (line != null && !line.startsWith("{")) {
      // of an agent of the JVM, such as a profiler
      System.err.println(line);
      line = answers.readLine();
    }
    if (line == null) {
      throw new IOException("a process of the benchmark ended: " + process.info().commandLine());
    }
    try {
      return JSON.readValue(line, type);
    } catch (JsonProcessingException e) {
      throw new IOException("a process of the benchmark said: " + line, e);
    }
  }

  void tell(Object order) throws IOException {
    orders.write(JSON.writeValueAsString(order));
    orders.write('\n');
    orders.flush();
  }

  <T> T ask(Object order, Class<T> type) throws IOException {
    tell(order);
    return read(type);
  }

  Duration processor() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    try {
      orders.close();
      if (process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException gone) {
      // its end of the pipe is closed: it has ended
    }
    process.destroyForcibly();
  }
}
