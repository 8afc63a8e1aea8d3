package io.durableemitter.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A short-lived program: run, bounded in time, its output kept. */
final class Command {
  private final List<String> words;

  Command(List<String> words) {
    this.words = List.copyOf(words);
  }

  Result run(Duration timeout) {
    try {
      Path output = Files.createTempFile("durable-emitter", "output");
      try {
        return run(output, timeout);
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      return new Result(words, -1, e.toString());
    }
  }

  private Result run(Path output, Duration timeout) throws IOException {
    Process process = builder(words).redirectOutput(output.toFile()).start();
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
        return new Result(words, -1, "no end after " + timeout);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new EmbeddedPostgresException("interrupted while running " + words.get(0), e);
    }
    return new Result(
        words, process.exitValue(), Files.readString(output, StandardCharsets.ISO_8859_1));
  }

  /** A child without terminal input and with an environment that does not change its meaning. */
  static ProcessBuilder builder(List<String> words) {
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .directory(new File("/"));
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("LC_ALL", "C");
    return builder;
  }

  record Result(List<String> words, int exit, String output) {

    boolean succeeded() {
      return exit == 0;
    }

    String orThrow(String complaint) {
      if (!succeeded()) {
        throw new EmbeddedPostgresException(
            complaint + ": " + words.get(0) + " ended with " + exit + "\n" + output.trim());
      }
      return output;
    }
  }
}
