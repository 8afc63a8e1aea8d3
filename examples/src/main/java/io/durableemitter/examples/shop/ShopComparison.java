package io.durableemitter.examples.shop;

import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.ingress.InMemorySink;
import io.durableemitter.ingress.IngressServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * The shop with events and the shop without them, on one database, each with a pool of ten
 * connections: many requests at once, in turns.
 */
final class ShopComparison implements AutoCloseable {

  static final int REQUESTS = 200;
  private static final int ROUNDS_BEFORE = 10;
  private static final int ROUNDS = 25;

  private final EmbeddedPostgresServer database = EmbeddedPostgresServer.temporary();
  private final InMemorySink sink = new InMemorySink(100_000);
  private final IngressServer ingress = IngressServer.builder().port(0).sink(sink).build();
  private final HttpClient client = HttpClient.newHttpClient();

  private ShopComparison() {
    ingress.start();
  }

  static ShopTimes run(Path application)
      throws IOException, InterruptedException, ExecutionException {
    try (ShopComparison comparison = new ShopComparison();
        ShopProcess without = comparison.start(application, true);
        ShopProcess with = comparison.start(application, false)) {
      return comparison.compare(without, with);
    }
  }

  private ShopProcess start(Path application, boolean withoutEvents)
      throws IOException, InterruptedException {
    ShopRun.say("starts the shop with" + (withoutEvents ? "out" : "") + " events");
    return ShopProcess.start(
        application,
        Map.of(
            "SPRING_DATASOURCE_URL",
            database.jdbcUrl(),
            "SPRING_DATASOURCE_HIKARI_MAXIMUMPOOLSIZE",
            "10",
            "DURABLEEMITTER_INGRESS_ENDPOINT",
            "127.0.0.1:" + ingress.port(),
            "SHOP_WITHOUTEVENTS",
            Boolean.toString(withoutEvents)));
  }

  private ShopTimes compare(ShopProcess without, ShopProcess with)
      throws InterruptedException, ExecutionException {
    for (int round = 0; round < ROUNDS_BEFORE; round++) {
      times(without);
      times(with);
    }
    ShopRun.say("both are warm; " + ROUNDS + " rounds of each");
    long[] timesWithout = new long[ROUNDS * REQUESTS];
    long[] timesWith = new long[ROUNDS * REQUESTS];
    for (int round = 0; round < ROUNDS; round++) {
      System.arraycopy(times(without), 0, timesWithout, round * REQUESTS, REQUESTS);
      System.arraycopy(times(with), 0, timesWith, round * REQUESTS, REQUESTS);
    }
    return new ShopTimes(
        REQUESTS, ShopTimes.Percentiles.of(timesWithout), ShopTimes.Percentiles.of(timesWith));
  }

  /** The nanoseconds that each of so many requests at once took. */
  private long[] times(ShopProcess shop) throws InterruptedException, ExecutionException {
    OrderRequests requests = OrderRequests.to(shop.port());
    long[] nanos = new long[REQUESTS];
    CompletableFuture<?>[] answers = new CompletableFuture<?>[REQUESTS];
    for (int i = 0; i < REQUESTS; i++) {
      int place = i;
      long begin = System.nanoTime();
      answers[i] =
          client
              .sendAsync(requests.order(OrderRequests.GOOD_CENTS), BodyHandlers.ofString())
              .thenAccept(
                  answer -> {
                    nanos[place] = System.nanoTime() - begin;
                    requireCreated(answer);
                  });
    }
    CompletableFuture.allOf(answers).get();
    return nanos;
  }

  private static void requireCreated(HttpResponse<String> answer) {
    if (answer.statusCode() != OrderRequests.CREATED) {
      throw new IllegalStateException(
          "the shop answered " + answer.statusCode() + " to an order: " + answer.body());
    }
  }

  @Override
  public void close() {
    ingress.close();
    database.close();
  }
}
