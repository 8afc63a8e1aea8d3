package io.durableemitter.examples.shop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that order at the shop, one order after the other, until there are enough of them. */
final class Customers implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final ExecutorService threads;
  private final OrderRequests requests;
  private final Answers answers;
  private final AtomicInteger left;
  private final List<Future<?>> ordering = new ArrayList<>();

  Customers(int port, int count, int most, Answers answers) {
    this.threads = Executors.newFixedThreadPool(count);
    this.requests = OrderRequests.to(port);
    this.answers = answers;
    this.left = new AtomicInteger(most);
    for (int i = 0; i < count; i++) {
      ordering.add(threads.submit(this::order));
    }
  }

  private Void order() throws InterruptedException, IOException {
    for (int number = left.decrementAndGet(); number >= 0; number = left.decrementAndGet()) {
      // each third is for more than the shop allows
      HttpRequest request =
          requests.order(number % 3 == 0 ? OrderRequests.REFUSED_CENTS : OrderRequests.GOOD_CENTS);
      HttpResponse<String> response;
      try {
        response = client.send(request, BodyHandlers.ofString());
      } catch (IOException e) {
        answers.noAnswer(); // the shop is gone; its tables tell what became of the order
        return null;
      }
      count(response);
    }
    return null;
  }

  private void count(HttpResponse<String> response) throws IOException {
    switch (response.statusCode()) {
      case OrderRequests.CREATED -> {
        JsonNode placed = JSON.readTree(response.body());
        answers.placed(
            Set.of(
                placed.required("orderEvent").asText(), placed.required("invoiceEvent").asText()));
      }
      case OrderRequests.CONFLICT -> answers.refuse();
      default ->
          throw new IOException("the shop answered " + response.statusCode() + " to an order");
    }
  }

  /** Whether all have ended, by themselves or because the shop is gone. */
  boolean done() {
    return ordering.stream().allMatch(Future::isDone);
  }

  /** Waits until all have ended. */
  void join() throws InterruptedException {
    for (Future<?> customer : ordering) {
      try {
        customer.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("a customer cannot go on", e.getCause());
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
