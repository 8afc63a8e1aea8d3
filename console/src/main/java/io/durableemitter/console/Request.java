package io.durableemitter.console;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A request as the console looks at it. For one thread. */
final class Request {

  static final int MAX_BODY = 64 << 10;
  private static final int MAX_QUERY = 4 << 10;
  private static final int MAX_TARGET = 1 << 10;

  private final HttpExchange exchange;
  private final RequestThreads threads;
  private final Duration longestRead;
  private final Map<String, String> query;

  Request(HttpExchange exchange, RequestThreads threads, Duration longestRead) {
    this.exchange = exchange;
    this.threads = threads;
    this.longestRead = longestRead;
    this.query = parameters(exchange.getRequestURI().getRawQuery());
    if (path().length() > MAX_TARGET) {
      throw new Refusal(414, "the path is longer than " + MAX_TARGET + " characters");
    }
  }

  private static Map<String, String> parameters(@org.jspecify.annotations.Nullable String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (query == null || query.isEmpty()) {
      return parameters;
    }
    if (query.length() > MAX_QUERY) {
      throw new Refusal(414, "the query is longer than " + MAX_QUERY + " characters");
    }
    for (String parameter : query.split("&", -1)) {
      String[] pair = parameter.split("=", 2);
      try {
        String value = pair.length == 1 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8);
        if (!value.isEmpty()) {
          parameters.put(URLDecoder.decode(pair[0], StandardCharsets.UTF_8), value);
        }
      } catch (IllegalArgumentException e) {
        throw Refusal.badRequest("the query is not encoded as a query should be");
      }
    }
    return parameters;
  }

  String method() {
    return exchange.getRequestMethod();
  }

  String path() {
    return String.valueOf(exchange.getRequestURI().getPath());
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  InetAddress localAddress() {
    return exchange.getLocalAddress().getAddress();
  }

  String remoteAddress() {
    return exchange.getRemoteAddress().getAddress().getHostAddress();
  }

  /** Empty if it is not given, or given as nothing. */
  Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name));
  }

  /** A number that is not negative. */
  long number(String name, long otherwise) {
    return parameter(name).map(text -> number(name, text)).orElse(otherwise);
  }

  static long number(String name, String text) {
    if (!text.matches("\\d{1,18}")) {
      throw Refusal.badRequest(name + " must be a whole number from 0 on");
    }
    return Long.parseLong(text);
  }

  Optional<String> cookie(String name) {
    for (String pair : header("Cookie").orElse("").split(";", -1)) {
      String[] nameAndValue = pair.strip().split("=", 2);
      if (nameAndValue.length == 2 && nameAndValue[0].equals(name)) {
        return Optional.of(nameAndValue[1]);
      }
    }
    return Optional.empty();
  }

  Body body() throws IOException {
    byte[] bytes =
        threads.within(longestRead, () -> exchange.getRequestBody().readNBytes(MAX_BODY + 1));
    if (bytes.length > MAX_BODY) {
      throw new Refusal(413, "the body must have at most " + MAX_BODY + " bytes");
    }
    return new Body(Json.object(bytes));
  }
}
