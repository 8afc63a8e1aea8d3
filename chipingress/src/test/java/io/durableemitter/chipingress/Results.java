package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.spi.DeliveryCallback;
import io.durableemitter.spi.EnqueueResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What callbacks were told, by event id. */
final class Results {

  private final Map<String, List<DeliveryResult>> byId = new LinkedHashMap<>();

  DeliveryCallback callback(String id) {
    return result -> told(id, result);
  }

  private synchronized void told(String id, DeliveryResult result) {
    byId.computeIfAbsent(id, k -> new ArrayList<>()).add(result);
    notifyAll();
  }

  /** Queues events that must be accepted. */
  void queue(BatchClient client, List<CloudEvent> events) {
    for (CloudEvent event : events) {
      assertThat(offer(client, event)).isEqualTo(EnqueueResult.ACCEPTED);
    }
  }

  EnqueueResult offer(BatchClient client, CloudEvent event) {
    return client.queueMessage(
        Events.header(event), Events.payload(event), callback(event.getId()));
  }

  /** Waits for so many results; the test's own timeout is the bound. */
  synchronized Results await(int count) throws InterruptedException {
    while (count() < count) {
      wait();
    }
    return this;
  }

  synchronized int count() {
    return byId.values().stream().mapToInt(List::size).sum();
  }

  /** The result of an event, which must be the only one. */
  synchronized DeliveryResult of(String id) {
    List<DeliveryResult> results = byId.getOrDefault(id, List.of());
    assertThat(results).as("results of %s", id).hasSize(1);
    return results.get(0);
  }

  /** All results, each of which must be the only one of its event. */
  synchronized List<DeliveryResult> all() {
    return byId.keySet().stream().map(this::of).toList();
  }
}
