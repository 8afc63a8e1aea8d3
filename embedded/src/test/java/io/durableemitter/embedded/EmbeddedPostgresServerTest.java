package io.durableemitter.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class EmbeddedPostgresServerTest {

  private final Path temporary;

  EmbeddedPostgresServerTest(@TempDir Path temporary) {
    this.temporary = temporary;
  }

  @Test
  void isDurableAndOnLoopbackOnly() throws SQLException {
    try (EmbeddedPostgresServer server =
        EmbeddedPostgresServer.builder().setting("max_connections", "33").start()) {
      Sql sql = Sql.on(server);
      assertThat(sql.ask("SHOW fsync")).isEqualTo("on");
      assertThat(sql.ask("SHOW synchronous_commit")).isEqualTo("on");
      assertThat(sql.ask("SHOW full_page_writes")).isEqualTo("on");
      assertThat(sql.ask("SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(sql.ask("SHOW unix_socket_directories")).isEmpty();
      assertThat(sql.ask("SHOW server_encoding")).isEqualTo("UTF8");
      assertThat(sql.ask("SHOW autovacuum_naptime")).isEqualTo("5s");
      assertThat(sql.ask("SHOW max_connections")).isEqualTo("33");
    }
  }

  @Test
  void staysDurableWhenSettingsAreAltered() throws SQLException {
    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.at(temporary)) {
      Sql.on(server).run("ALTER SYSTEM SET fsync = off");
      server.restart();
      assertThat(Sql.on(server).ask("SHOW fsync")).isEqualTo("on");
    }
  }

  @Test
  void closeStopsTheServerAndRemovesTemporaryData() {
    EmbeddedPostgresServer server = EmbeddedPostgresServer.temporary();
    ServerProcess process = new ServerProcess(server.pid());
    assertThat(process.isAlive()).isTrue();
    assertThat(server.directory()).isDirectory();
    server.close();
    server.close();
    assertThat(process.isAlive()).isFalse();
    assertThat(Files.exists(server.directory(), LinkOption.NOFOLLOW_LINKS)).isFalse();
    assertThatIllegalStateException().isThrownBy(server::pid);
    assertThatIllegalStateException().isThrownBy(server::restart);
    assertThatIllegalStateException().isThrownBy(server::killServer);
  }

  @Test
  void keepsItsDataInANamedDirectory() throws Exception {
    Path directory = temporary.resolve("a directory/with spaces");
    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.at(directory)) {
      Sql.on(server).run("CREATE TABLE kept AS SELECT 42 AS value");
      assertThat(server.directory()).isEqualTo(directory.toRealPath());
      assertThat(server.toString()).doesNotContain(Password.of(new DataDirectory(directory)));
    }
    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.at(directory)) {
      assertThat(Sql.on(server).ask("SELECT value FROM kept")).isEqualTo("42");
    }
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("password"))))
        .isEqualTo("rw-------");
  }

  @Test
  void keepsWhatWasCommittedWhenKilled() throws SQLException {
    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.temporary()) {
      Sql.on(server).run("CREATE TABLE kept AS SELECT generate_series(1, 1000)");
      long killed = server.pid();
      int port = server.port();
      try (Connection open = server.dataSource().getConnection();
          Statement statement = open.createStatement()) {
        open.setAutoCommit(false);
        statement.execute("DELETE FROM kept");
        server.killServer();
        server.killServer();
        assertThatIllegalStateException().isThrownBy(server::pid);
        assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> Sql.on(server).ask("SELECT 1")).isInstanceOf(SQLException.class);
      }
      server.restart();
      assertThat(server.pid()).isNotEqualTo(killed);
      assertThat(server.port()).isEqualTo(port);
      assertThat(Sql.on(server).ask("SELECT count(*) FROM kept")).isEqualTo("1000");
    }
  }

  @Test
  void asksForThePassword() {
    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.temporary()) {
      String wrong = server.jdbcUrl().replaceFirst("password=[0-9a-f]+", "password=wrong");
      assertThatThrownBy(() -> new Sql(wrong).ask("SELECT 1"))
          .hasMessageContaining("password authentication failed");
    }
  }

  @Test
  void setsWhatAQueueNeedsOfTheDriver() {
    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.temporary()) {
      assertThat(server.jdbcUrl())
          .contains("user=" + server.user())
          .contains("tcpKeepAlive=true", "socketTimeout=60", "logServerErrorDetail=false");
    }
  }

  @Test
  void doesNotLogPayloads() throws Exception {
    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.at(temporary)) {
      Sql.on(server).run("CREATE TABLE once (secret text PRIMARY KEY)");
      Sql.on(server).run("INSERT INTO once VALUES ('my payload')");
      assertThatThrownBy(() -> Sql.on(server).run("INSERT INTO once VALUES ('my payload')"))
          .hasMessageContaining("duplicate key");
      assertThat(temporary.resolve("server.log"))
          .content()
          .contains("duplicate key")
          .doesNotContain("my payload");
    }
  }

  @Test
  void refusesSettingsThatWouldLoseEvents() {
    EmbeddedPostgresServerBuilder builder = EmbeddedPostgresServer.builder();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.setting("FSYNC", "off"))
        .withMessageContaining("fsync is fixed");
    assertThatIllegalArgumentException().isThrownBy(() -> builder.setting("a=b", "c"));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.port(65_536));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.startTimeout(Duration.ZERO));
  }
}
