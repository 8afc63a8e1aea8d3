package io.durableemitter.examples.shop;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.UUID;

/** Requests to a shop for orders. */
record OrderRequests(URI orders) {

  /** What the shop allows. */
  static final long GOOD_CENTS = 4_200;

  /** More than it allows. */
  static final long REFUSED_CENTS = 150_000;

  static final int CREATED = 201;
  static final int CONFLICT = 409;

  static OrderRequests to(int port) {
    return new OrderRequests(URI.create("http://127.0.0.1:" + port + "/orders"));
  }

  HttpRequest order(long cents) {
    String order = "{\"id\":\"" + UUID.randomUUID() + "\",\"cents\":" + cents + "}";
    return HttpRequest.newBuilder(orders)
        .timeout(Duration.ofSeconds(30))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(order))
        .build();
  }
}
