package io.durableemitter.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A short-lived program: run, bounded in time, its output kept. */
final class Command {
  /** What a child is given of our environment, which may hold secrets; it can be read in /proc. */
  private static final Set<String> PASSED_ON = Set.of("PATH", "TZ");

  private final List<String> words;
  private final boolean interruptible;

  /** A program that ends early when its caller is interrupted. */
  Command(List<String> words) {
    this(words, true);
  }

  private Command(List<String> words, boolean interruptible) {
    this.words = List.copyOf(words);
    this.interruptible = interruptible;
  }

  /** A program that is part of stopping a server: an interruption waits until it has ended. */
  static Command uninterruptible(List<String> words) {
    return new Command(words, false);
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
    if (!ended(process, System.nanoTime() + timeout.toNanos())) {
      process.destroyForcibly();
      return new Result(words, -1, "no end after " + timeout);
    }
    return new Result(
        words, process.exitValue(), Files.readString(output, StandardCharsets.ISO_8859_1));
  }

  private boolean ended(Process process, long end) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
          if (interruptible) {
            process.destroyForcibly();
            throw new EmbeddedPostgresException("interrupted while running " + words.get(0), e);
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A child without terminal input and with an environment of its own. */
  static ProcessBuilder builder(List<String> words) {
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .directory(new File("/"));
    builder.environment().keySet().retainAll(PASSED_ON);
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
