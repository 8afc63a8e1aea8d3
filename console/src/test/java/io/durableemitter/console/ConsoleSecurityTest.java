package io.durableemitter.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.QueueAction;
import io.durableemitter.testkit.ForwardingEventStore;
import io.durableemitter.testkit.TestCertificate;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each rule of who may ask what, over a socket, with a real queue behind it. */
@Timeout(60)
class ConsoleSecurityTest {

  private static final String SECRET = "0123456789abcdef-mara";
  private static final String READER = "0123456789abcdef-jonas";

  private final TestQueue queue = new TestQueue();
  private final AtomicLong nanos = new AtomicLong(System.nanoTime());
  private final List<Console> consoles = new ArrayList<>();

  private ConsoleBuilder builder() {
    return Console.builder(queue.store()).port(0);
  }

  private Http start(ConsoleBuilder builder) {
    Console console = builder.build();
    consoles.add(console);
    return new Http(URI.create("http://127.0.0.1:" + console.start().port()));
  }

  private Http startWithTokens() {
    return start(
        builder()
            .token("Mara", SECRET)
            .readOnlyToken("Jonas", READER)
            .ticker(() -> System.nanoTime() + nanos.get()));
  }

  @AfterEach
  void close() {
    consoles.forEach(Console::close);
  }

  @Test
  void everyAnswerKeepsBrowsersFromDoingMoreThanThePageNeeds() throws Exception {
    Http http = start(builder());
    for (String path : List.of("/", "/app.js", "/api/status", "/nowhere")) {
      Http.Reply reply = http.get(path);
      assertThat(reply.header("Content-Security-Policy"))
          .as(path)
          .startsWith("default-src 'none'; script-src 'self'; style-src 'self'")
          .contains("frame-ancestors 'none'", "base-uri 'none'")
          .doesNotContain("unsafe", "http");
      assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(reply.header("X-Frame-Options")).isEqualTo("DENY");
      assertThat(reply.header("Referrer-Policy")).isEqualTo("no-referrer");
    }
    assertThat(http.get("/api/status").header("Cache-Control")).isEqualTo("no-store");
    String tag = http.get("/app.js").header("ETag");
    assertThat(http.with("If-None-Match", tag).get("/app.js").status()).isEqualTo(304);
  }

  @Test
  void onlyTheConsolesOwnNamesAreAnswered() throws Exception {
    Http http = start(builder().name("console.example.org"));
    for (String host : List.of("localhost", "127.0.0.1:9", "[::1]:80", "Console.Example.org:443")) {
      assertThat(http.with("Host", host).get("/api/status").status()).as(host).isEqualTo(200);
    }
    for (String host : List.of("evil.example", "localhost.evil.example:80", "10.1.2.3")) {
      assertThat(http.with("Host", host).get("/api/status").status()).as(host).isEqualTo(421);
      assertThat(http.with("Host", host).get("/").status()).as(host).isEqualTo(421);
    }
  }

  @Test
  void pagesOfOtherSitesNeitherLookNorAct() throws Exception {
    Http http = start(builder());
    for (String origin : List.of("https://evil.example", "null", "http://localhost:1")) {
      assertThat(http.with("Origin", origin).get("/api/status").status()).isEqualTo(403);
      assertThat(http.with("Origin", origin).post("/api/pause", "{\"reason\":\"x\"}").status())
          .isEqualTo(403);
    }
    for (String site : List.of("cross-site", "same-site")) {
      assertThat(http.with("Sec-Fetch-Site", site).get("/api/status").status()).isEqualTo(403);
      // a link to the page is no harm
      assertThat(http.with("Sec-Fetch-Site", site).get("/").status()).isEqualTo(200);
    }
    assertThat(queue.registry().orders().pause()).isEmpty();
    assertThat(http.with("Sec-Fetch-Site", "same-origin").get("/api/status").status())
        .isEqualTo(200);
  }

  @Test
  void actionsAreJsonFromThePageItself() throws Exception {
    Http http = start(builder());
    String body = "{\"reason\":\"x\"}";
    Http typed = http.with("Content-Type", "application/json");
    assertThat(typed.send("POST", "/api/pause", body).status()).isEqualTo(403);
    for (String type :
        List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")) {
      assertThat(http.with("Content-Type", type).post("/api/pause", body).status()).isEqualTo(415);
    }
    for (String method : List.of("PUT", "DELETE", "OPTIONS", "TRACE")) {
      assertThat(http.send(method, "/api/pause", "").status()).as(method).isEqualTo(405);
    }
    assertThat(http.get("/api/pause").status()).isEqualTo(404);
    assertThat(queue.registry().orders().pause()).isEmpty();
    assertThat(http.post("/api/pause", body).status()).isEqualTo(200);
    assertThat(queue.registry().orders().pause().orElseThrow().actor())
        .isEqualTo("console@loopback");
  }

  @Test
  void withoutATokenNobodySeesAnythingOfTheQueue() throws Exception {
    Http http = startWithTokens();
    for (String path :
        List.of(
            "/api/status",
            "/api/stream",
            "/api/session",
            "/api/hosts",
            "/api/actions",
            "/api/pending",
            "/api/dead-letters",
            "/api/dead-letters/1",
            "/api/leases",
            "/api/x")) {
      assertThat(http.get(path).status()).as(path).isEqualTo(401);
    }
    for (String path : List.of("/api/pause", "/api/dead-letters/discard", "/api/x")) {
      assertThat(http.post(path, "{}").status()).as(path).isEqualTo(401);
    }
    assertThat(http.with("Authorization", "Bearer " + SECRET).get("/api/status").status())
        .isEqualTo(200);
    assertThat(http.with("Cookie", "durable-emitter=" + SECRET).get("/api/status").status())
        .isEqualTo(401);
    assertThat(http.with("Authorization", "Basic " + SECRET).get("/api/status").status())
        .isEqualTo(401);
    // the page is the same for everybody
    assertThat(http.get("/").status()).isEqualTo(200);
  }

  @Test
  void aLoginIsACookieThatScriptsAndOtherSitesDoNotGet() throws Exception {
    Http http = startWithTokens();
    Http.Reply login = http.post("/api/login", "{\"token\":\"" + SECRET + "\"}");
    assertThat(login.status()).isEqualTo(200);
    String cookie = login.header("Set-Cookie");
    assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/").doesNotContain(SECRET);
    Http in = http.with("Cookie", "other=1; " + cookie.replaceFirst(";.*", ""));
    assertThat(in.get("/api/session").body()).contains("\"Mara\"", "\"readOnly\":false");
    assertThat(in.post("/api/pause", "{\"reason\":\"upgrade\"}").status()).isEqualTo(200);
    assertThat(queue.registry().orders().pause().orElseThrow().actor()).isEqualTo("Mara");
    assertThat(in.post("/api/logout", "{}").header("Set-Cookie")).contains("Max-Age=0");
    assertThat(in.get("/api/session").status()).isEqualTo(401);
  }

  @Test
  void aSessionEnds() throws Exception {
    Http http = startWithTokens();
    String cookie = http.post("/api/login", "{\"token\":\"" + SECRET + "\"}").header("Set-Cookie");
    Http in = http.with("Cookie", cookie.replaceFirst(";.*", ""));
    assertThat(in.get("/api/session").status()).isEqualTo(200);
    nanos.addAndGet(Duration.ofHours(Sessions.HOURS).toNanos());
    assertThat(in.get("/api/session").status()).isEqualTo(401);
  }

  @Test
  void wrongTokensAreLookedAtFewTimesAMinute() throws Exception {
    Http http = startWithTokens();
    for (int i = 0; i < LoginThrottle.MOST; i++) {
      String wrong = "{\"token\":\"" + SECRET.replace('0', (char) ('a' + i)) + "\"}";
      assertThat(http.post("/api/login", wrong).status()).isEqualTo(401);
    }
    assertThat(http.post("/api/login", "{\"token\":\"" + SECRET + "\"}").status()).isEqualTo(429);
    assertThat(http.with("Authorization", "Bearer " + SECRET).get("/api/status").status())
        .isEqualTo(429);
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    assertThat(http.post("/api/login", "{\"token\":\"" + SECRET + "\"}").status()).isEqualTo(200);
  }

  @Test
  void whoMayLookOnlyDoesNotAct() throws Exception {
    long id = queue.deadLetter(new TestEvent("a", "s", "t", "{}"), DeadLetterReason.REJECTED, "no");
    String body = "{\"ids\":[" + id + "]}";
    Http reader = startWithTokens().with("Authorization", "Bearer " + READER);
    assertThat(reader.get("/api/dead-letters").status()).isEqualTo(200);
    Http readOnly = start(builder().readOnly());
    for (Http http : List.of(reader, readOnly)) {
      assertThat(http.get("/api/session").body()).contains("\"readOnly\":true");
      for (String action : List.of("redrive", "discard")) {
        assertThat(http.post("/api/dead-letters/" + action, body).status()).isEqualTo(403);
      }
      for (String order : List.of("pause", "resume", "confirm-expiry")) {
        assertThat(http.post("/api/" + order, "{\"reason\":\"x\"}").status()).isEqualTo(403);
      }
    }
    assertThat(queue.store().findDeadLetter(id)).isPresent();
    assertThat(queue.registry().actions(10)).extracting(QueueAction::kind).isEmpty();
  }

  @Test
  void elsewhereThanOnLoopbackItNeedsATokenAndTls() {
    assertThatThrownBy(() -> builder().bindAddress("0.0.0.0").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bindAddress must be loopback")
        .hasMessageContaining("give a token");
    assertThatThrownBy(() -> builder().bindAddress("0.0.0.0").token("Mara", SECRET).build())
        .hasMessageContaining("give tls-cert and tls-key, or insecure");
    assertThatThrownBy(() -> builder().bindAddress("0.0.0.0").insecure().build())
        .hasMessageContaining("give a token");
    assertThatThrownBy(() -> builder().token("Mara", "short"))
        .hasMessage("token of 'Mara' must have at least 16 characters but has 5");
    assertThatThrownBy(() -> builder().name("https://x"))
        .hasMessageContaining("without scheme and port");
  }

  @Test
  void behindAProxyTheCookieIsForTlsOnly() throws Exception {
    for (String address : List.of("0.0.0.0", "127.0.0.1")) {
      Http http =
          start(builder().bindAddress(address).insecure().token("Mara", SECRET).name("ops.example"))
              .with("Host", "ops.example")
              .with("Origin", "https://ops.example");
      assertThat(http.post("/api/login", "{\"token\":\"" + SECRET + "\"}").header("Set-Cookie"))
          .as(address)
          .startsWith("__Host-")
          .contains("; Secure");
    }
  }

  @Test
  void behindAProxyItNeedsATokenOnLoopbackToo() {
    assertThatThrownBy(() -> builder().insecure().name("ops.example").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("insecure must come with a token")
        .hasMessageContaining("give a token");
  }

  @Test
  void withACertificateItSpeaksTls() throws Exception {
    Path folder = Files.createTempDirectory("console-tls");
    TestCertificate certificate = TestCertificate.of("localhost");
    TestCertificate.PemFiles files = certificate.writeTo(folder);
    Console console =
        builder()
            .bindAddress("0.0.0.0")
            .name("localhost")
            .token("Mara", SECRET)
            .tls(files.certificate(), files.key())
            .build();
    consoles.add(console);
    console.start();
    assertThat(console.uri().getScheme()).isEqualTo("https");
    HttpClient client = HttpClient.newBuilder().sslContext(certificate.context()).build();
    HttpRequest request =
        HttpRequest.newBuilder(console.uri().resolve("/api/status"))
            .header("Authorization", "Bearer " + SECRET)
            .build();
    assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
    Path other = Files.createDirectory(folder.resolve("other"));
    Path foreignKey = TestCertificate.of("localhost").writeTo(other).key();
    assertThatThrownBy(() -> builder().tls(folder.resolve("none.pem"), foreignKey).build())
        .hasMessageContaining("from " + folder.resolve("none.pem") + " and " + foreignKey);
    assertThatThrownBy(() -> builder().tls(files.certificate(), files.certificate()).build())
        .hasMessageContaining("there is no private key as PKCS#8, not encrypted, in it");
    assertThatThrownBy(() -> builder().tls(files.certificate(), foreignKey).build())
        .hasMessageContaining("must belong together")
        .hasMessageContaining("the key is not that of the certificate");
  }

  @Test
  void aCertificateIsReadAgainOnChangeAndABrokenOneIsNotShown() throws Exception {
    Path folder = Files.createTempDirectory("console-tls");
    TestCertificate first = TestCertificate.of("localhost");
    TestCertificate second = TestCertificate.of("localhost");
    TestCertificate.PemFiles files = first.writeTo(folder);
    Console console =
        builder()
            .token("Mara", SECRET)
            .name("localhost")
            .tls(files.certificate(), files.key())
            .reloadInterval(Duration.ofMillis(10))
            .build();
    consoles.add(console);
    console.start();
    assertThat(shows(console, first)).isTrue();
    assertThat(shows(console, second)).isFalse();

    // the key is still that of the first one
    TestCertificate.write(files.certificate(), second.certificatePem());
    for (int i = 0; i < 5; i++) {
      assertThat(shows(console, first)).as("half a rotation").isTrue();
    }
    TestCertificate.write(files.key(), second.keyPem());
    while (!shows(console, second)) {
      assertThat(Thread.currentThread().isInterrupted()).as("the time is over").isFalse();
    }
    assertThat(shows(console, first)).isFalse();
  }

  /** By a connection of its own. */
  private static boolean shows(Console console, TestCertificate certificate) throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            certificate.context().getSocketFactory().createSocket("localhost", console.port())) {
      socket.startHandshake();
      return certificate.certificate().equals(socket.getSession().getPeerCertificates()[0]);
    } catch (SSLHandshakeException e) {
      return false;
    }
  }

  @Test
  void whatIsTooLargeIsNotRead() throws Exception {
    Http http = start(builder());
    String large = "{\"reason\":\"" + "x".repeat(Request.MAX_BODY) + "\"}";
    assertThat(http.post("/api/pause", large).status()).isEqualTo(413);
    assertThat(http.get("/api/pending?type=" + "x".repeat(5_000)).status()).isEqualTo(414);
    assertThat(http.get("/" + "x".repeat(2_000)).status()).isEqualTo(414);
    assertThat(http.post("/api/pause", "[".repeat(2_000)).status()).isEqualTo(400);
    assertThat(http.post("/api/pause", "{\"reason\":\"x\",\"reasn\":1}").body())
        .contains("nothing else");
    assertThat(queue.registry().orders().pause()).isEmpty();
  }

  /** One byte now and then keeps a connection of most servers, and a thread of it. */
  @Test
  void whoSendsTooSlowlyIsCutOff() throws Exception {
    Http http = start(builder().longestIo(Duration.ofMillis(300)));
    int port = consoles.get(0).port();
    try (Socket head = new Socket(InetAddress.getLoopbackAddress(), port);
        Socket body = new Socket(InetAddress.getLoopbackAddress(), port)) {
      head.getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: localho".getBytes(StandardCharsets.US_ASCII));
      body.getOutputStream()
          .write(
              ("POST /api/pause HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"
                      + "Content-Type: application/json\r\nContent-Length: 20\r\n\r\n{")
                  .getBytes(StandardCharsets.US_ASCII));
      head.setSoTimeout(20_000);
      body.setSoTimeout(20_000);
      assertThat(isCutOff(head)).isTrue();
      assertThat(isCutOff(body)).isTrue();
    }
    assertThat(http.get("/api/status").status()).isEqualTo(200);
  }

  private static boolean isCutOff(Socket socket) throws IOException {
    try {
      InputStream in = socket.getInputStream();
      return in.read() < 0;
    } catch (java.net.SocketException e) {
      return true;
    }
  }

  @Test
  void viewersAreCountedAndTheNextIsToldSo() throws Exception {
    Http http = start(builder().maxViewers(2));
    int port = consoles.get(0).port();
    List<Socket> viewers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Socket viewer = new Socket(InetAddress.getLoopbackAddress(), port);
      viewer.setSoTimeout(20_000);
      viewer
          .getOutputStream()
          .write(
              "GET /api/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(viewer.getInputStream().readNBytes(15), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 200 OK");
      viewers.add(viewer);
    }
    Http.Reply third = http.get("/api/stream");
    assertThat(third.status()).isEqualTo(503);
    assertThat(third.body()).contains("all 2 places for viewers are taken");
    assertThat(http.get("/api/status").status()).isEqualTo(200);
    for (Socket viewer : viewers) {
      viewer.close();
    }
    // a place is free again when the next sample cannot be written
    int status = 503;
    long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (status == 503 && System.nanoTime() < until) {
      try (Socket again = new Socket(InetAddress.getLoopbackAddress(), port)) {
        again
            .getOutputStream()
            .write(
                "GET /api/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
        String line = new String(again.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        status = Integer.parseInt(line.substring(9));
      }
    }
    assertThat(status).isEqualTo(200);
  }

  @Test
  void fewRequestsAskTheStoreAtATime() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    AtomicInteger asking = new AtomicInteger();
    DurableEventStore slow =
        new ForwardingEventStore(queue.store()) {
          @Override
          public long countDeadLetters(DeadLetterFilter filter) {
            asking.incrementAndGet();
            try {
              answer.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return super.countDeadLetters(filter);
          }
        };
    Http http = start(Console.builder(slow).port(0));
    ExecutorService clients = Executors.newCachedThreadPool();
    try {
      List<Future<Http.Reply>> replies = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        replies.add(clients.submit(() -> http.get("/api/dead-letters/count")));
      }
      while (asking.get() < 3) {
        Thread.onSpinWait();
      }
      Http.Reply beyond = http.get("/api/dead-letters/count");
      assertThat(beyond.status()).isEqualTo(503);
      assertThat(beyond.body()).contains("3 requests ask the database already");
      assertThat(asking).hasValue(3);
      // what the page lives on needs none of these places
      assertThat(http.get("/api/status").status()).isEqualTo(200);
      answer.countDown();
      for (Future<Http.Reply> reply : replies) {
        assertThat(reply.get().status()).isEqualTo(200);
      }
      assertThat(http.get("/api/dead-letters/count").status()).isEqualTo(200);
    } finally {
      answer.countDown();
      clients.shutdownNow();
    }
  }

  @Test
  void anyAddressOfThisMachineIsItsOwnName() throws Exception {
    Console console = builder().bindAddress("127.0.0.2").build();
    consoles.add(console);
    console.start();
    assertThat(console.uri().getHost()).isEqualTo("127.0.0.2");
    assertThat(new Http(console.uri()).get("/api/status").status()).isEqualTo(200);
    OwnNames own = new OwnNames(Set.of(), "http", false);
    InetAddress six = InetAddress.getByName("fe80::12");
    assertThat(own.isOwn("[fe80::12]:8025", six)).isTrue();
    assertThat(own.isOwn("[fe80:0::12]", six)).isTrue();
    assertThat(own.isOwn("[fe80::13]:8025", six)).isFalse();
    assertThat(own.isOwn("[evil.example]", six)).isFalse();
    assertThat(own.isOwn("[::1]:8025", InetAddress.getAllByName("::1")[0])).isTrue();
  }

  @Test
  void thePageAsksNobodyElse() throws Exception {
    Http http = start(builder());
    for (String path :
        Set.of(
            "/",
            "/app.js",
            "/api.js",
            "/overview.js",
            "/charts.js",
            "/lists.js",
            "/dialogs.js",
            "/dom.js",
            "/theme.js",
            "/app.css",
            "/uplot.js",
            "/uplot.css",
            "/icon.svg")) {
      Http.Reply reply = http.get(path);
      assertThat(reply.status()).as(path).isEqualTo(200);
      assertThat(
              reply
                  .body()
                  .replace("http://www.w3.org/2000/svg", "")
                  .replaceAll("(?m)^\\s*(\\*|//).*", ""))
          .as(path)
          .doesNotContain("//cdn", "https://", "http://");
      if (!path.startsWith("/uplot")) {
        assertThat(reply.body())
            .as(path)
            .doesNotContain("innerHTML", "outerHTML", "insertAdjacent", "document.write");
      }
    }
  }
}
