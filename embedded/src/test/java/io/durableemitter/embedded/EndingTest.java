package io.durableemitter.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Interruptions, hurried ends, and what children are given. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class EndingTest {

  private final Path directory;

  EndingTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void anInterruptedStartLeavesNothingRunningOrLocked() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> EmbeddedPostgresServer.at(directory).close())
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("interrupted while");
    assertThat(Thread.interrupted()).as("the interruption is passed on").isTrue();
    EmbeddedPostgresServer.at(directory).close();
  }

  @Test
  void anInterruptedUnpackingEnds() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(
            () ->
                EmbeddedPostgresServer.builder()
                    .cacheDirectory(directory.resolve("cache"))
                    .start()
                    .close())
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("interrupted while");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(directory.resolve("cache"))
        .isDirectoryNotContaining(path -> path.getFileName().toString().startsWith("postgresql-"));
  }

  @Test
  void anInterruptionDoesNotKeepAServerFromBeingStopped() {
    EmbeddedPostgresServer server = EmbeddedPostgresServer.at(directory);
    ServerProcess process = new ServerProcess(server.pid());
    Thread.currentThread().interrupt();
    server.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void aHurriedServerLosesNothing() throws Exception {
    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.at(directory)) {
      Sql.on(server).run("CREATE TABLE kept AS SELECT 42 AS value");
      ServerProcess process = new ServerProcess(server.pid());
      server.hurry();
      assertThat(process.awaitEnd(Duration.ofSeconds(60))).isTrue();
    }
    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.at(directory)) {
      assertThat(Sql.on(server).ask("SELECT value FROM kept")).isEqualTo("42");
    }
  }

  @Test
  void theEnvironmentOfTheServerHoldsNoSecretsOfOurs() throws Exception {
    try (ChildJvm child = ChildJvm.start(directory.toString(), "")) {
      long pid = child.server().pid();
      List<ProcessHandle> family = ProcessHandle.of(pid).orElseThrow().children().toList();
      assertThat(family).isNotEmpty();
      for (long member : family.stream().map(ProcessHandle::pid).toList()) {
        assertThat(environment(member)).doesNotContain(ChildJvm.SECRET);
      }
      assertThat(environment(pid).split("\0"))
          .allMatch(entry -> entry.matches("(?s)(PATH|TZ|LC_ALL|PG[A-Z_]*|SHLVL|PWD|_)=.*"));
    }
  }

  private static String environment(long pid) throws Exception {
    Path file = Path.of("/proc", Long.toString(pid), "environ");
    return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
  }
}
