package io.durableemitter.console;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.durableemitter.api.internal.text.ErrorText;
import io.durableemitter.spi.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers each request: first asks whether it may come from where it comes from, then the routes.
 * Nothing that a client sends, and nothing of an event, goes into a log.
 */
final class ConsoleHandler implements HttpHandler {

  private static final Logger log = LoggerFactory.getLogger(ConsoleHandler.class);

  /** What every answer has. */
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
              + " connect-src 'self'; base-uri 'none'; form-action 'none';"
              + " frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Permissions-Policy",
          "camera=(), microphone=(), geolocation=()",
          "Cache-Control",
          "no-store");

  private final RequestThreads threads;
  private final Duration longestIo;
  private final OwnNames names;
  private final Routes routes;
  private final EventStream stream;

  ConsoleHandler(
      RequestThreads threads,
      Duration longestIo,
      OwnNames names,
      Routes routes,
      EventStream stream) {
    this.threads = threads;
    this.longestIo = longestIo;
    this.names = names;
    this.routes = routes;
    this.stream = stream;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    threads.headIsRead();
    try (exchange) {
      HEADERS.forEach(exchange.getResponseHeaders()::set);
      Answer answer;
      try {
        Request request = new Request(exchange, threads, longestIo);
        requireOwn(request);
        if (request.path().equals(EventStream.PATH) && request.method().equals("GET")) {
          stream.serve(exchange, routes.principal(request));
          return;
        }
        answer = routes.answer(request);
      } catch (Refusal e) {
        answer = Answer.error(e);
        if (e.status() == 413) {
          exchange.getResponseHeaders().set("Connection", "close");
        }
      } catch (StoreException e) {
        answer = Answer.error(new Refusal(503, "the database: " + ErrorText.of(e)));
      } catch (RuntimeException e) {
        log.error("a request to the console failed: {}", e.getClass().getName(), e);
        answer = Answer.error(new Refusal(500, "this failed; the console's log says how"));
      }
      send(exchange, answer);
    }
  }

  /** A page of another site must neither act nor look. */
  private void requireOwn(Request request) {
    String host = request.header("Host").orElse("");
    if (!names.isOwn(host, request.localAddress())) {
      throw new Refusal(
          421, "the Host header names another site; the console's own names are set by name");
    }
    boolean page = request.method().equals("GET") && !request.path().startsWith("/api/");
    if (!page && !request.header("Sec-Fetch-Site").map(names::isOwnSite).orElse(true)) {
      throw new Refusal(403, "the Sec-Fetch-Site header names another site");
    }
    boolean own = request.header("Origin").map(o -> names.isOwnOrigin(o, host)).orElse(true);
    if (!own) {
      throw new Refusal(403, "the Origin header names another site");
    }
    if (request.method().equals("POST")) {
      requireOwnPost(request);
    }
  }

  private static void requireOwnPost(Request request) {
    boolean json =
        request
            .header("Content-Type")
            .map(type -> type.replaceFirst(";.*", "").strip())
            .filter(type -> type.equalsIgnoreCase("application/json"))
            .isPresent();
    if (!json) {
      throw new Refusal(415, "the Content-Type header must be application/json");
    }
    // browsers add it to each; of the others, those with a token cannot be led here by a page
    if (request.header("Origin").isEmpty() && Access.bearer(request).isEmpty()) {
      throw new Refusal(403, "an Origin header is needed that names this console");
    }
  }

  private void send(HttpExchange exchange, Answer answer) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    answer.headers().forEach(headers::set);
    int unused = threads.within(longestIo, () -> write(exchange, answer));
  }

  private static int write(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body();
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
    return body.length;
  }
}
