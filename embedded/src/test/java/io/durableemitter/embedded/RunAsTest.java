package io.durableemitter.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Root's ways to run a server; for another user there is one way, and the tests hold as well. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RunAsTest {

  private final Path temporary;
  private final Path directory;

  RunAsTest(@TempDir Path temporary) {
    this.temporary = temporary;
    this.directory = temporary.resolve("server");
  }

  @BeforeEach
  void closeTheParentToOthers() throws Exception {
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void aDirectoryBelowAClosedOneWorks() throws Exception {
    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.at(directory)) {
      assertThat(Sql.on(server).ask("SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void dataGoesFromOneWayToAnother() throws Exception {
    Binaries binaries = new BinariesCache(CacheDirectory.find(), Platform.current()).get();
    EmbeddedPostgresServer.at(directory).close();
    Path data = directory.resolve("data");
    int usable = 0;
    for (RunAs way : RunAs.ways(data)) {
      if (way.prepare(data, binaries).succeeded()) {
        usable++;
        ServerProcess process =
            new Installation(
                    binaries,
                    way,
                    new DataDirectory(directory),
                    new ServerSettings(),
                    Duration.ofSeconds(60))
                .start(Port.free());
        process.stop();
        assertThat(process.isAlive()).isFalse();
      }
    }
    assertThat(usable).isPositive();
    EmbeddedPostgresServer.at(directory).close();
  }
}
