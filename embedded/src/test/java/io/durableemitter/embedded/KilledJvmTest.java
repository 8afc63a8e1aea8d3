package io.durableemitter.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What other JVMs leave behind, or still use. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class KilledJvmTest {

  private final Path directory;

  KilledJvmTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void itsServerIsStoppedAndItsDataUsed() throws Exception {
    ChildJvm.Server left;
    try (ChildJvm child = ChildJvm.start(directory.toString(), "")) {
      left = child.server();
      new Sql(left.url()).run("CREATE TABLE kept AS SELECT 42 AS value");
      child.kill();
    }
    assertThat(left.isAlive()).isTrue();
    assertThat(new Sql(left.url()).ask("SELECT value FROM kept")).isEqualTo("42");
    try (EmbeddedPostgresServer next = EmbeddedPostgresServer.at(directory)) {
      assertThat(left.isAlive()).isFalse();
      assertThat(next.pid()).isNotEqualTo(left.pid());
      assertThat(Sql.on(next).ask("SELECT value FROM kept")).isEqualTo("42");
    }
  }

  @Test
  void aServerKilledWithItsJvmRecovers() throws Exception {
    try (ChildJvm child = ChildJvm.start(directory.toString(), "")) {
      ChildJvm.Server left = child.server();
      new Sql(left.url()).run("CREATE TABLE kept AS SELECT 42 AS value");
      child.kill();
      ProcessHandle.of(left.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }
    try (EmbeddedPostgresServer next = EmbeddedPostgresServer.at(directory)) {
      assertThat(Sql.on(next).ask("SELECT value FROM kept")).isEqualTo("42");
    }
  }

  @Test
  void aJvmKilledWhileCreatingDataLeavesNothingInTheWay() throws Exception {
    try (ChildJvm child = ChildJvm.start(directory.toString(), "")) {
      while (!exists("unfinished-*")) {
        Thread.onSpinWait();
      }
      child.kill();
    }
    startsCleanly();
  }

  @Test
  void aJvmKilledWhileItsServerStartsLeavesNothingInTheWay() throws Exception {
    try (ChildJvm child = ChildJvm.start(directory.toString(), "")) {
      while (!exists("server.log")) {
        Thread.onSpinWait();
      }
      child.kill();
    }
    startsCleanly();
  }

  @Test
  void itsTemporaryServerIsSweptAway() throws Exception {
    ChildJvm.Server left;
    try (ChildJvm child = ChildJvm.start("", "")) {
      left = child.server();
      child.kill();
    }
    assertThat(left.isAlive()).isTrue();
    EmbeddedPostgresServer.temporary().close();
    assertThat(left.isAlive()).isFalse();
    assertThat(left.directory()).doesNotExist();
  }

  @Test
  void aLivingJvmKeepsItsDirectory() throws Exception {
    try (ChildJvm owner = ChildJvm.start(directory.toString(), "")) {
      ChildJvm.Server server = owner.server();
      try (ChildJvm second = ChildJvm.start(directory.toString(), "")) {
        assertThat(second.line()).isEqualTo("REFUSED");
        assertThat(second.line()).contains("in use by process " + owner.pid());
      }
      EmbeddedPostgresServer.temporary().close();
      assertThat(server.isAlive()).isTrue();
      assertThat(new Sql(server.url()).ask("SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void aTerminatedJvmStopsItsServer() throws Exception {
    try (ChildJvm child = ChildJvm.start("", "")) {
      ChildJvm.Server server = child.server();
      child.terminate();
      assertThat(server.isAlive()).isFalse();
      assertThat(server.directory()).doesNotExist();
    }
  }

  @Test
  void aStrangerWithTheOldProcessNumberIsNeitherStoppedNorInTheWay() throws Exception {
    Path file = PostmasterFile.in(directory.resolve("data"));
    String content;
    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.at(directory)) {
      content =
          Files.readString(file)
              .replaceFirst("^[0-9]+", Long.toString(ProcessHandle.current().pid()));
      assertThat(server.pid()).isNotEqualTo(ProcessHandle.current().pid());
    }
    Files.writeString(file, content);
    startsCleanly();
  }

  private void startsCleanly() throws Exception {
    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.at(directory)) {
      assertThat(Sql.on(server).ask("SELECT 1")).isEqualTo("1");
      assertThat(exists("unfinished-*")).isFalse();
    }
  }

  private boolean exists(String pattern) throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, pattern)) {
      return found.iterator().hasNext();
    }
  }
}
