package io.durableemitter.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
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
  void rootIsRefusedADirectoryBelowAClosedOneAndToldWhichToUse() throws Exception {
    assumeRoot();
    assertThatThrownBy(() -> EmbeddedPostgresServer.at(directory).close())
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining(temporary.toRealPath() + " is closed to others")
        .hasMessageContaining("such as /var/lib/durable-emitter");
  }

  @Test
  void rootsRightsToFilesAreKeptWhenAskedForByName() throws Exception {
    try (EmbeddedPostgresServer server =
        EmbeddedPostgresServer.builder().directory(directory).rootFileRights().start()) {
      assertThat(Sql.on(server).ask("SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void withoutThemTheServerCannotReadFilesOfRoot() throws Exception {
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx--x--x"));
    Path secret = Files.writeString(temporary.resolve("secret"), "of root");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    assumeRoot();
    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.at(directory)) {
      assertThatThrownBy(() -> Sql.on(server).ask("SELECT pg_read_file('" + secret + "')"))
          .hasMessageContaining("Permission denied");
    }
  }

  private static void assumeRoot() {
    Assumptions.assumeTrue(SystemUser.isRoot(), "only root can give its rights away");
  }

  @Test
  void dataGoesFromOneWayToAnother() throws Exception {
    Binaries binaries = new BinariesCache(CacheDirectory.find(), Platform.current()).get();
    start().close();
    Path data = directory.resolve("data");
    int usable = 0;
    for (RunAs way : RunAs.ways(data, true)) {
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
    start().close();
  }

  private EmbeddedPostgresServer start() {
    return EmbeddedPostgresServer.builder().directory(directory).rootFileRights().start();
  }
}
