package io.durableemitter.benchmarks.console;

import io.durableemitter.console.Console;
import io.durableemitter.spi.DurableEventStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicLong;

/** A console with one live view that reads what comes. */
final class WatchedConsole implements AutoCloseable {

  private final Console console;
  private final InputStream stream;
  private final Thread viewer;
  private final AtomicLong bytes = new AtomicLong();

  WatchedConsole(DurableEventStore store) throws IOException, InterruptedException {
    console = Console.builder(store).port(0).build().start();
    HttpRequest request = HttpRequest.newBuilder(console.uri().resolve("/api/stream")).build();
    stream =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream()).body();
    viewer = new Thread(this::read, "viewer");
    viewer.setDaemon(true);
    viewer.start();
  }

  private void read() {
    byte[] buffer = new byte[8_192];
    try {
      for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
        bytes.addAndGet(n);
      }
    } catch (IOException e) {
      // the console has ended
      Thread.currentThread().interrupt();
    }
  }

  long bytes() {
    return bytes.get();
  }

  @Override
  public void close() {
    console.close();
  }
}
