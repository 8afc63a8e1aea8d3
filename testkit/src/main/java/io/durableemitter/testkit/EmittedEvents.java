package io.durableemitter.testkit;

import io.cloudevents.CloudEvent;
import io.cloudevents.protobuf.ProtobufFormat;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AssertProvider;

/**
 * Events that a test can look at. AssertJ's own {@code assertThat} takes one, and gives an {@link
 * EmittedEventsAssert}:
 *
 * <pre>{@code
 * assertThat(events).emitted("invoice.paid").withSource("billing").withSubject("in-1");
 * }</pre>
 *
 * <p>Implementations are safe for concurrent use.
 */
@FunctionalInterface
public interface EmittedEvents extends AssertProvider<EmittedEventsAssert> {

  /**
   * The events until now, in order. One that was sent again may be there more than once.
   *
   * @return a copy
   */
  List<Payload> payloads();

  /**
   * The events until now, decoded, in order. One that was sent again may be there more than once.
   *
   * @return a copy
   * @throws IllegalArgumentException if one of them is not a CloudEvent
   */
  default List<CloudEvent> events() {
    return payloads().stream().map(EmittedEvents::decode).toList();
  }

  /** Checks them; meant for AssertJ's {@code assertThat}. */
  @Override
  default EmittedEventsAssert assertThat() {
    return new EmittedEventsAssert(this);
  }

  /**
   * What a transport was handed and what still waits in the store, so that an event is there from
   * the moment when its emit returns. Transports that deliver remove the row; events that were
   * handed over to another transport are not seen.
   *
   * @param store the store of the emitter
   * @param transport the transport of the emitter
   * @return the events of both
   */
  static EmittedEvents of(DurableEventStore store, ScriptedTransport transport) {
    return () -> {
      // in this order: a row that leaves the store meanwhile has been handed over before
      List<Payload> stored = pending(store);
      List<Payload> all = new ArrayList<>(transport.payloads());
      all.addAll(stored);
      return all;
    };
  }

  /**
   * Reads an event as it is stored and sent.
   *
   * @param payload a CloudEvent in the protobuf format
   * @return the event
   * @throws IllegalArgumentException if the bytes are not a CloudEvent
   */
  static CloudEvent decode(Payload payload) {
    try {
      return new ProtobufFormat().deserialize(payload.toByteArray());
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(payload + " is not a CloudEvent", e);
    }
  }

  private static List<Payload> pending(DurableEventStore store) {
    List<Payload> all = new ArrayList<>();
    Page<DurableEvent> page = new Page<>(List.of(), PendingCursor.START, true);
    while (page.more()) {
      page = store.listPending(new PageRequest(Duration.ZERO, page.next(), 1_000, Long.MAX_VALUE));
      page.rows().forEach(row -> all.add(row.payload()));
    }
    return all;
  }
}
