package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.child.JavaProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands that are told to end by a real signal, in every phase; PostgreSQL goes with them. */
@Timeout(180)
class EndingTest {

  /** They take 3 s; more is for a machine that is busy. */
  private static final int MOST_SECONDS = 15;

  @TempDir private Path folder = Path.of("");

  private @Nullable Process started;

  @AfterEach
  void kill() {
    process().destroyForcibly();
  }

  private Process process() {
    return Objects.requireNonNull(started, "the test starts one");
  }

  @Test
  void emitThatWaitsForStandardInputEndsOnCtrlC() throws Exception {
    emitThatWaitsEndsOn("INT");
  }

  @Test
  void emitThatWaitsForStandardInputEndsOnSigterm() throws Exception {
    emitThatWaitsEndsOn("TERM");
  }

  private void emitThatWaitsEndsOn(String signal) throws Exception {
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

  @Test
  void theDemoEndsWhileItsDatabaseIsMade() throws Exception {
    theDemoEndsWhen("INT", "server-*");
  }

  @Test
  void theDemoEndsWhileItsDatabaseStarts() throws Exception {
    theDemoEndsWhen("TERM", "server-*/data");
  }

  @Test
  void theDemoEndsWhileItsIngressStarts() throws Exception {
    theDemoEndsWhen("INT", "server-*/data/postmaster.pid");
  }

  private void theDemoEndsWhen(String signal, String fileAppears) throws Exception {
    start("demo", "--outage", "60s", "--duration", "60s", "--callers", "4");
    Eventually.holds(this::text, () -> exists(fileAppears));
    end(signal);
    assertThat(text()).contains("interrupted").doesNotContain("Exception", "\tat ");
  }

  @Test
  void theDemoEndsWhileItEmits() throws Exception {
    theDemoEndsWhenItSays("TERM", " stored", "--duration", "60s");
  }

  @Test
  void theDemoEndsInTheOutage() throws Exception {
    theDemoEndsWhenItSays("INT", "the ingress is away for", "--duration", "30s", "--outage", "60s");
  }

  @Test
  void theDemoEndsWhileItDrains() throws Exception {
    theDemoEndsWhenItSays("TERM", "the ingress is back", "--duration", "4s", "--outage", "3s");
  }

  private void theDemoEndsWhenItSays(String signal, String said, String... options)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of("demo", "--callers", "4"));
    arguments.addAll(List.of(options));
    start(arguments.toArray(new String[0]));
    Eventually.holds(this::text, () -> text().contains(said));
    end(signal);
    assertThat(text()).contains("interrupted: ").doesNotContain("WARN", "Exception", "\tat ");
  }

  private void end(String signal) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + signal, "" + process().pid()).start().waitFor())
        .isZero();
    assertThat(process().waitFor(MOST_SECONDS, TimeUnit.SECONDS)).as(this::text).isTrue();
    assertThat(process().exitValue()).isNotZero();
    Eventually.holds(() -> "left: " + left(), () -> left().isEmpty());
  }

  /** Processes that have our folder on their command line. */
  private List<String> left() {
    return ProcessHandle.allProcesses()
        .filter(handle -> handle.pid() != process().pid())
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
              folder
                  .getFileSystem()
                  .getPathMatcher("glob:" + folder + "/*/" + pattern)
                  .matches(file));
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
    if (Runtime.version().feature() >= 24) {
      // as the launcher does: the JVM would warn of what gRPC and protobuf do
      all.add("--enable-native-access=ALL-UNNAMED");
      all.add("--sun-misc-unsafe-memory-access=allow");
    }
    // a build in the background ignores SIGINT, and its children would as well
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.addAll(JavaProcess.command(all, "io.durableemitter.cli.Main", List.of(arguments)));
    started =
        new ProcessBuilder(command)
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
