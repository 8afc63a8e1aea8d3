package io.durableemitter.ingress.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpPortTest {

  private static final int MAX_CONNECTIONS = 64;

  private final List<RawHttp> clients = new ArrayList<>();
  private HttpPort port;

  @BeforeEach
  void start() throws IOException {
    port =
        HttpPort.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            "test",
            request -> HttpAnswer.text(200, "text/plain", "<" + request.path() + ">"));
  }

  @AfterEach
  void stop() throws IOException {
    for (RawHttp client : clients) {
      client.close();
    }
    port.close();
  }

  @Test
  void ofTooManyConnectionsTheOneIsClosedWhoseLastRequestIsLongestAgo() throws IOException {
    for (int i = 0; i < 70; i++) {
      assertAnswered(client());
    }
    assertAnswered(client());
    int gone = clients.size() - MAX_CONNECTIONS;
    for (RawHttp closed : clients.subList(0, gone)) {
      assertThat(closed.answers()).isEmpty();
    }
    for (RawHttp open : clients.subList(gone, clients.size())) {
      assertAnswered(open);
    }
    // the eldest has asked last, so that the second is closed for the next
    assertAnswered(clients.get(gone));
    assertAnswered(client());
    assertAnswered(clients.get(gone));
    assertThat(clients.get(gone + 1).answers()).isEmpty();
  }

  @Test
  void aConnectionThatIsClosedTakesNoPlace() throws IOException {
    RawHttp first = client();
    assertAnswered(first);
    for (int i = 0; i < 2 * MAX_CONNECTIONS; i++) {
      try (RawHttp other = new RawHttp(port.port())) {
        other.send(RawHttp.lastGet("/last") + RawHttp.get("/livez"));
        assertThat(bodies(other.answers())).containsExactly("/last");
      }
    }
    assertAnswered(first);
  }

  private RawHttp client() throws IOException {
    RawHttp client = new RawHttp(port.port());
    clients.add(client);
    return client;
  }

  private static void assertAnswered(RawHttp client) throws IOException {
    assertThat(client.send(RawHttp.get("/livez")).answer()).contains("200 OK", "</livez>");
  }

  private static List<String> bodies(String answers) {
    return Pattern.compile("<(.*)>").matcher(answers).results().map(body -> body.group(1)).toList();
  }
}
