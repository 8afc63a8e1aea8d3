package io.durableemitter.ingress.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpPipeliningTest {

  private static final byte[] LARGE = new byte[64 << 10];

  private final AtomicInteger handled = new AtomicInteger();
  private final List<RawHttp> clients = new ArrayList<>();
  private HttpPort port;

  @BeforeEach
  void start() throws IOException {
    port =
        HttpPort.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "test", this::answer);
  }

  @AfterEach
  void stop() throws IOException {
    for (RawHttp client : clients) {
      client.close();
    }
    port.close();
  }

  private HttpAnswer answer(HttpRequest request) {
    if (request.path().equals("/large")) {
      handled.incrementAndGet();
      return new HttpAnswer(200, "text/plain", List.of(LARGE).iterator(), () -> {});
    }
    return HttpAnswer.text(200, "text/plain", "<" + request.path() + request.body() + ">");
  }

  @Test
  void requestsThatAreSentAtOnceAreAnsweredInOrder() throws IOException {
    RawHttp client = client();
    client.send(
        RawHttp.get("/1")
            + "POST /2 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nbody"
            + RawHttp.lastGet("/3"));
    assertThat(bodies(client.answers())).containsExactly("/1", "/2body", "/3");
  }

  @Test
  void aClientThatReadsGetsAnAnswerToEachOfManyRequests() throws Exception {
    RawHttp client = client();
    List<String> paths = new ArrayList<>();
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      paths.add("/" + i);
      requests.append(RawHttp.get("/" + i));
    }
    requests.append(RawHttp.lastGet("/last"));
    paths.add("/last");
    CompletableFuture<String> answers =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return client.answers();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    client.send(requests.toString());
    assertThat(bodies(answers.get())).isEqualTo(paths);
  }

  @Test
  void aClientThatDoesNotReadIsNotReadFrom() throws IOException {
    RawHttp other = client();
    boolean all =
        RawHttp.flood(port.port(), RawHttp.get("/large"), 100_000, () -> assertAnswered(other));
    assertThat(handled.get())
        .as("no more than fit into the buffers of two sockets")
        .isLessThan(1_000);
    assertThat(all).isFalse();
    assertAnswered(client());
  }

  @Test
  void neitherIsOneWhoseRequestsAreRefusedByTheirHeaders() throws IOException {
    RawHttp other = client();
    String refused =
        String.join(
            "\r\n",
            "POST / HTTP/1.1",
            "Host: localhost",
            "Expect: 100-continue",
            "Content-Length: 10000000",
            "",
            "");
    assertThat(RawHttp.flood(port.port(), refused, 300_000, () -> assertAnswered(other))).isFalse();
    assertAnswered(client());
  }

  @Test
  void norIsOneWhoseRequestsHaveBodies() throws IOException {
    RawHttp other = client();
    String request =
        "POST /large HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n"
            + "x".repeat(5_000);
    boolean all = RawHttp.flood(port.port(), request, 30_000, () -> assertAnswered(other));
    assertThat(handled.get()).isLessThan(1_000);
    assertThat(all).isFalse();
    assertAnswered(client());
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
