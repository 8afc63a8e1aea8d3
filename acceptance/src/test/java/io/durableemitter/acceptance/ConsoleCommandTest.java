package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.durableemitter.chaos.child.ChildProcess;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.postgres.PgMigrations;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The console as a command, on a real PostgreSQL. */
@Timeout(120)
class ConsoleCommandTest {

  private static final String TOKEN = "0123456789abcdef-mara";

  @TempDir private Path folder = Path.of("");

  @Test
  void theCommandShowsTheQueueToWhoHasAToken() throws Exception {
    Path tokens = Files.writeString(folder.resolve("tokens"), "Mara " + TOKEN + " read-only\n");
    try (EmbeddedPostgresServer postgres = EmbeddedPostgresServer.temporary()) {
      PgMigrations.migrate(postgres.dataSource());
      try (ChildProcess console =
          Commands.start(
              folder,
              "console",
              "--database",
              postgres.jdbcUrl(),
              "--port",
              "0",
              "--token-file",
              tokens.toString(),
              "--json")) {
        console.await(console::text, () -> console.output().contains("uri"));
        JsonNode where = new ObjectMapper().readTree(console.output());
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest.Builder status =
            HttpRequest.newBuilder(URI.create(where.get("uri").asText() + "api/status"))
                .timeout(Duration.ofSeconds(30));
        assertThat(http.send(status.build(), HttpResponse.BodyHandlers.ofString()).statusCode())
            .isEqualTo(401);
        status.header("Authorization", "Bearer " + TOKEN);
        HttpResponse<String> seen = http.send(status.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(new ObjectMapper().readTree(seen.body()).get("pending").asLong()).isZero();
        endlessHeadersAreNotRead(where.get("port").asInt());
        console.terminate();
        int unusedCode = console.awaitExit();
        assertThat(console.text()).doesNotContain(TOKEN, "not closed in time");
      }
    }
  }

  private static void endlessHeadersAreNotRead(int port) throws Exception {
    byte[] header = ("X-A: " + "a".repeat(8_000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
      boolean ended = false;
      for (int i = 0; i < 1_000 && !ended; i++) {
        try {
          socket.getOutputStream().write(header);
        } catch (java.net.SocketException e) {
          ended = true;
        }
      }
      assertThat(ended).isTrue();
    }
  }
}
