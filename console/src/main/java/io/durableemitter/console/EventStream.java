package io.durableemitter.console;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-sent events: first the figures of the last half hour, then each sample. A sample is
 * written once for all viewers.
 */
final class EventStream {

  private static final Logger log = LoggerFactory.getLogger(EventStream.class);

  static final String PATH = "/api/stream";

  private final RequestThreads threads;
  private final Duration longestWrite;
  private final Viewers viewers;
  private final History history;
  private final StatusView status;

  EventStream(
      RequestThreads threads,
      Duration longestWrite,
      Viewers viewers,
      History history,
      StatusView status) {
    this.threads = threads;
    this.longestWrite = longestWrite;
    this.viewers = viewers;
    this.history = history;
    this.status = status;
  }

  /** Called with each sample, by the sampler. */
  void tell(Sample sample) {
    history.add(sample);
    viewers.tell(
        message(
            "sample",
            Json.fields("figures", History.columns(sample), "status", status.of(sample))));
  }

  private static byte[] message(String event, Map<String, Object> data) {
    return ("event: " + event + "\ndata: " + Json.text(data) + "\n\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  void serve(HttpExchange exchange, Principal unusedWho) throws IOException {
    try (Viewers.Viewer viewer = viewers.join()) {
      try {
        stream(exchange, viewer);
      } finally {
        // the last bytes may find no room either
        int unused = threads.within(longestWrite, () -> end(exchange));
      }
    }
  }

  private void stream(HttpExchange exchange, Viewers.Viewer viewer) {
    try {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      // a proxy that collects answers would show nothing
      exchange.getResponseHeaders().set("X-Accel-Buffering", "no");
      int unused = threads.within(longestWrite, () -> begin(exchange));
      status.wake();
      OutputStream out = exchange.getResponseBody();
      for (Optional<byte[]> next = viewer.next(); next.isPresent(); next = viewer.next()) {
        byte[] message = next.get();
        int unusedToo = threads.within(longestWrite, () -> send(out, message));
      }
    } catch (InterruptedException e) {
      // the console ends
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      log.trace("a viewer of the console has gone", e);
    }
  }

  private static int end(HttpExchange exchange) {
    exchange.close();
    return 0;
  }

  private int begin(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    out.write("retry: 3000\n\n".getBytes(StandardCharsets.UTF_8));
    return send(out, message("history", history.columns()));
  }

  private static int send(OutputStream out, byte[] message) throws IOException {
    out.write(message);
    out.flush();
    return message.length;
  }
}
