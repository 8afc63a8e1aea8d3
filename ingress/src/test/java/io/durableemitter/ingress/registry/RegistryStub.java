package io.durableemitter.ingress.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A Schema Registry over a real socket, which misbehaves as a test says. */
final class RegistryStub implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Answers instead of the registry. */
  interface Fault {
    void answer(HttpExchange exchange) throws IOException;
  }

  final List<String> questions = new CopyOnWriteArrayList<>();
  final List<String> authorizations = new CopyOnWriteArrayList<>();
  volatile Optional<Fault> fault = Optional.empty();
  volatile boolean tellsVersions;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<String, List<JsonNode>> subjects = new LinkedHashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  RegistryStub() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/base");
  }

  /** A fault that never ends. */
  void hang(HttpExchange exchange) {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.close();
  }

  static Fault status(int status, String body) {
    return exchange -> reply(exchange, status, body);
  }

  private void answer(HttpExchange exchange) throws IOException {
    questions.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath());
    authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
    if (fault.isPresent()) {
      fault.get().answer(exchange);
      return;
    }
    String[] path =
        exchange.getRequestURI().getRawPath().substring("/base/subjects/".length()).split("/");
    path[0] = URLDecoder.decode(path[0], StandardCharsets.UTF_8);
    if (exchange.getRequestMethod().equals("POST")) {
      post(exchange, path, body);
    } else {
      get(exchange, path[0], path[2]);
    }
  }

  private synchronized void post(HttpExchange exchange, String[] path, JsonNode body)
      throws IOException {
    List<JsonNode> versions = subjects.computeIfAbsent(path[0], subject -> new ArrayList<>());
    if (!versions.contains(body)) {
      versions.add(body);
    }
    ObjectNode answer = JSON.createObjectNode().put("id", 17);
    if (path.length == 1 || tellsVersions) {
      answer.put("version", versions.indexOf(body) + 1);
    }
    reply(exchange, 200, answer.toString());
  }

  private synchronized void get(HttpExchange exchange, String subject, String version)
      throws IOException {
    List<JsonNode> versions = subjects.getOrDefault(subject, List.of());
    int number = version.equals("latest") ? versions.size() : Integer.parseInt(version);
    if (number < 1 || number > versions.size()) {
      reply(exchange, 404, "{\"error_code\":40401,\"message\":\"Subject not found.\"}");
      return;
    }
    ObjectNode answer = versions.get(number - 1).deepCopy();
    if (answer.path("schemaType").asText().equals("AVRO")) {
      answer.remove("schemaType");
    }
    reply(exchange, 200, answer.put("subject", subject).put("version", number).toString());
  }

  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
