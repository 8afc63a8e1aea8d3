package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands that are told to end by a real signal, in every phase; PostgreSQL goes with them. */
@Timeout(180)
class EndingTest {

  /** They take 3 s; more is for a machine that is busy. */
  private static final int MOST_SECONDS = 15;

  @TempDir private Path folder = Path.of("");

  private Process process;

  @AfterEach
  void kill() {
    process.destroyForcibly();
  }

  @ParameterizedTest
  @CsvSource({"INT", "TERM"})
  void emitThatWaitsForStandardInputEnds(String signal) throws Exception {
    start("emit", "--plaintext", "--data-dir", folder.resolve("data").toString());
    Eventually.holds(this::text, () -> Files.exists(folder.resolve("data/data/postmaster.pid")));
    Eventually.holds(this::text, () -> postmasterStatus().contains("ready"));
    end(signal);
    assertThat(text()).doesNotContain("Exception", "\tat ");
  }

  @Test
  void emitOnATerminalSaysWhatItReads() throws Exception {
    start(
        List.of("-Ddurableemitter.answers=true"),
        "emit",
        "--plaintext",
        "--data-dir",
        folder.resolve("data").toString());
    Eventually.holds(this::text, () -> text().contains("reading events from standard input"));
    end("INT");
  }

  @ParameterizedTest
  @CsvSource({
    "INT,  server-*,           'PostgreSQL is being made'",
    "TERM, server-*/data,      'PostgreSQL starts'",
    "INT,  server-*/data/postmaster.pid, 'the ingress starts'",
  })
  void theDemoEndsWhileItStarts(String signal, String appears, String phase) throws Exception {
    start("demo", "--outage", "60s", "--duration", "60s", "--callers", "4");
    Eventually.holds(this::text, () -> exists(appears));
    end(signal);
    assertThat(text()).as(phase).doesNotContain("Exception", "\tat ");
  }

  @ParameterizedTest
  @CsvSource({
    "TERM, 60s, 0s,  ' stored'",
    "INT,  30s, 60s, 'the ingress is away for'",
    "TERM, 6s,  2s,  'the ingress is back'",
  })
  void theDemoEndsWhileItRuns(String signal, String duration, String outage, String said)
      throws Exception {
    start("demo", "--outage", outage, "--duration", duration, "--callers", "4");
    Eventually.holds(this::text, () -> text().contains(said));
    end(signal);
    assertThat(text()).contains("interrupted: ").doesNotContain("WARN", "Exception", "\tat ");
  }

  private void end(String signal) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor())
        .isZero();
    assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).as(this::text).isTrue();
    assertThat(process.exitValue()).isNotZero();
    Eventually.holds(() -> "left: " + left(), () -> left().isEmpty());
  }

  /** Processes that have our folder on their command line. */
  private List<String> left() {
    return ProcessHandle.allProcesses()
        .filter(handle -> handle.pid() != process.pid())
        .map(handle -> commandLine(handle.pid()))
        .filter(line -> line.contains(folder.toString()) && !line.contains("surefire"))
        .toList();
  }

  private static String commandLine(long pid) {
    try {
      return Files.readString(
              Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.ISO_8859_1)
          .replace('\0', ' ');
    } catch (IOException e) {
      return ""; // it has gone
    }
  }

  private boolean exists(String pattern) {
    try (Stream<Path> files = Files.walk(folder, 4)) {
      return files.anyMatch(
          file ->
              folder.getFileSystem().getPathMatcher("glob:" + folder + "/*/" + pattern).matches(file));
    } catch (IOException | java.io.UncheckedIOException e) {
      return false; // what is being made and removed meanwhile
    }
  }

  private String postmasterStatus() {
    try {
      return Files.readString(folder.resolve("data/data/postmaster.pid"));
    } catch (IOException e) {
      return "";
    }
  }

  private void start(String... arguments) throws IOException {
    start(List.of(), arguments);
  }

  private void start(List<String> options, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + folder));
    process =
        new ProcessBuilder(
                JavaProcess.command(all, "io.durableemitter.cli.Main", List.of(arguments)))
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile())
            .directory(folder.toFile())
            .start();
  }

  private String text() {
    try {
      return Files.readString(folder.resolve("out")) + Files.readString(folder.resolve("err"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
