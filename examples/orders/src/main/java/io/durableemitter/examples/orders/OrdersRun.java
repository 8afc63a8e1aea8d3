package io.durableemitter.examples.orders;

import com.example.orders.Order;
import com.example.orders.OrderRefused;
import com.example.orders.Orders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that order, each third time for more than is allowed; then the events are compared. */
final class OrdersRun {

  private static final Duration LONGEST = Duration.ofMinutes(1);

  private OrdersRun() {}

  static Figures run(Way way, int orders, int threads) throws Exception {
    try (Services services = new Services()) {
      AtomicInteger refused = new AtomicInteger();
      try (Application application = way.start(services)) {
        placeAll(application.orders(), orders, threads, refused);
        say(orders + " orders are answered; waiting until all events are delivered");
        awaitDelivered(services);
      }
      return figures(way, services, refused.get());
    }
  }

  private static void placeAll(Orders orders, int count, int threads, AtomicInteger refused)
      throws Exception {
    ExecutorService customers = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> answers = new ArrayList<>();
      for (int i = 1; i <= count; i++) {
        long cents = i % 3 == 0 ? Order.CREDIT_CENTS + i : i;
        answers.add(customers.submit(() -> place(orders, cents, refused)));
      }
      for (Future<?> answer : answers) {
        answer.get();
      }
    } finally {
      customers.shutdownNow();
    }
  }

  private static Void place(Orders orders, long cents, AtomicInteger refused) throws Exception {
    try {
      orders.place(new Order(UUID.randomUUID(), cents));
    } catch (OrderRefused e) {
      refused.incrementAndGet();
    }
    return null;
  }

  /** What does not come is for the verdict. */
  private static void awaitDelivered(Services services) throws Exception {
    long begin = System.nanoTime();
    while (services.pending() > 0 && System.nanoTime() - begin < LONGEST.toNanos()) {
      Thread.sleep(10);
    }
  }

  private static Figures figures(Way way, Services services, int refused) throws Exception {
    Set<String> committed = services.committed();
    Set<String> delivered = services.delivered();
    return new Figures(
        way.toString(),
        committed.size(),
        refused,
        delivered.size(),
        services.duplicates(),
        missing("lost", committed, delivered),
        missing("invented", delivered, committed));
  }

  private static int missing(String what, Set<String> ids, Set<String> from) {
    Set<String> missing = new HashSet<>(ids);
    missing.removeAll(from);
    missing.stream().limit(10).forEach(id -> say(what + ": " + id));
    return missing.size();
  }

  private static void say(String line) {
    System.err.println("orders: " + line);
  }
}
