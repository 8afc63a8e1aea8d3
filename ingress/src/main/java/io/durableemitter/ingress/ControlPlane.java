package io.durableemitter.ingress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The HTTP control plane, on loopback only: what arrived, and faults on request. Requests that name
 * another host are refused, so that no web page can reach it through a name of its own.
 */
final class ControlPlane implements AutoCloseable {

  private static final int MAX_BODY = 64 << 10;
  private static final int THREADS = 2;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final HttpServer server;
  private final ExecutorService executor;
  private final InMemorySink sink;
  private final Faults faults;
  private final IngressCounters counters;

  private ControlPlane(
      HttpServer server, InMemorySink sink, Faults faults, IngressCounters counters) {
    this.server = server;
    this.sink = sink;
    this.faults = faults;
    this.counters = counters;
    this.executor =
        Executors.newFixedThreadPool(
            THREADS,
            work -> {
              Thread thread = new Thread(work, "ingress-control");
              thread.setDaemon(true);
              return thread;
            });
  }

  static ControlPlane start(int port, InMemorySink sink, Faults faults, IngressCounters counters)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    ControlPlane plane = new ControlPlane(server, sink, faults, counters);
    server.setExecutor(plane.executor);
    server.createContext("/", plane::handle);
    server.start();
    return plane;
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!isLocal(exchange)) {
        error(exchange, 403, "the Host header must name localhost or 127.0.0.1");
        return;
      }
      try {
        route(exchange);
      } catch (IllegalArgumentException e) {
        error(exchange, 400, String.valueOf(e.getMessage()));
      }
    }
  }

  private static boolean isLocal(HttpExchange exchange) {
    String host = String.valueOf(exchange.getRequestHeaders().getFirst("Host"));
    String name = host.replaceFirst(":\\d+$", "");
    return name.equals("localhost") || name.equals("127.0.0.1") || name.equals("[::1]");
  }

  private void route(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    switch (exchange.getRequestMethod() + " " + path) {
      case "GET /healthz" -> send(exchange, 200, Map.of("status", "ok"));
      case "GET /stats" -> send(exchange, 200, stats());
      case "GET /events" ->
          send(exchange, 200, sink.recent(limit(exchange)).stream().map(EventJson::of).toList());
      case "GET /events/count" -> send(exchange, 200, count());
      case "GET /events/ids" -> sendIds(exchange);
      case "GET /faults" -> send(exchange, 200, faults.current());
      case "POST /outage/on" -> setFaults(exchange, FaultPlan.ofOutage());
      case "POST /outage/off" -> setFaults(exchange, FaultPlan.none());
      case "POST /faults" -> setFaults(exchange, plan(exchange));
      case "POST /reset" -> {
        sink.reset();
        counters.reset();
        setFaults(exchange, FaultPlan.none());
      }
      default ->
          error(
              exchange,
              404,
              "there is no "
                  + exchange.getRequestMethod()
                  + " of this path; there are GET /healthz /stats /events /events/count /events/ids"
                  + " /faults and POST /outage/on /outage/off /faults /reset");
    }
  }

  private Map<String, Object> stats() {
    Map<String, Object> stats = new LinkedHashMap<>();
    stats.put("calls", counters.calls.sum());
    stats.put("received", counters.received.sum());
    stats.put("accepted", counters.accepted.sum());
    stats.put("rejected", counters.rejected.sum());
    stats.put("unauthenticated", counters.unauthenticated.sum());
    stats.put("distinct", sink.distinctCount());
    stats.put("duplicates", sink.duplicateCount());
    stats.put("faultsInjected", faults.injected());
    stats.put("uptimeSeconds", counters.uptimeSeconds());
    return stats;
  }

  private Map<String, Object> count() {
    return Map.of("count", sink.distinctCount(), "duplicates", sink.duplicateCount());
  }

  private static int limit(HttpExchange exchange) {
    String query = exchange.getRequestURI().getQuery();
    if (query == null) {
      return 100;
    }
    if (!query.matches("limit=\\d{1,4}")) {
      throw new IllegalArgumentException("the query must be limit=N, N from 0 to 9999");
    }
    return Integer.parseInt(query.substring("limit=".length()));
  }

  private FaultPlan plan(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      throw new IllegalArgumentException("the body is larger than " + MAX_BODY + " bytes");
    }
    try {
      return JSON.readValue(body, FaultPlan.class);
    } catch (JsonProcessingException e) {
      Throwable cause = e.getCause() instanceof IllegalArgumentException ? e.getCause() : e;
      throw new IllegalArgumentException(
          "not a fault plan: " + String.valueOf(cause.getMessage()).lines().findFirst().orElse(""),
          e);
    }
  }

  private void setFaults(HttpExchange exchange, FaultPlan plan) throws IOException {
    faults.set(plan);
    send(exchange, 200, plan);
  }

  /** One id per line, as often as it came. */
  private void sendIds(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(200, 0);
    try (Writer out =
        new BufferedWriter(
            new OutputStreamWriter(exchange.getResponseBody(), StandardCharsets.UTF_8))) {
      sink.forEachId((id, times) -> writeLines(out, id, times));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void writeLines(Writer out, String id, long times) {
    try {
      for (long i = 0; i < times; i++) {
        out.write(id);
        out.write('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void error(HttpExchange exchange, int status, String message) throws IOException {
    send(exchange, status, Map.of("error", message));
  }

  private static void send(HttpExchange exchange, int status, Object body) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(body);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
