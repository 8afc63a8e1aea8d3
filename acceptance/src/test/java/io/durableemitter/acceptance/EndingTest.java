package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.child.ChildProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
  private static final Duration MOST = Duration.ofSeconds(60);

  @TempDir private Path folder = Path.of("");

  private @Nullable ChildProcess started;

  @AfterEach
  void kill() {
    process().close();
  }

  private ChildProcess process() {
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

  private void end(String signal) {
    assertThat(process().signal(signal)).isTrue();
    assertThat(process().awaitEnd(MOST)).as(this::text).isTrue();
    assertThat(process().awaitExit()).isNotZero();
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
    started =
        Commands.of(List.of(arguments))
            // a build in the background ignores SIGINT, and its children would as well
            .before(List.of("env", "--default-signal=INT"))
            .options(all)
            .folder(folder)
            .output(folder.resolve("out"))
            .errors(folder.resolve("err"))
            .start();
  }

  private String text() {
    return process().text();
  }
}
