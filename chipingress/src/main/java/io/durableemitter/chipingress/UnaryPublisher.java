package io.durableemitter.chipingress;

import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.spi.DeliveryCallback;
import io.durableemitter.spi.EventPublisher;
import io.durableemitter.traces.internal.SendSpan;
import io.durableemitter.traces.internal.SendSpans;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Duration;
import java.util.Optional;

/**
 * Sends single events by the call Publish, from their stored bytes and without a {@code seqnum}, as
 * the Go package's fallback does. Callbacks run on a thread of its own. Safe for concurrent use.
 */
public final class UnaryPublisher implements EventPublisher {

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final ChipIngressClient client;
  private final BatchClientConfig config;
  private final LogThrottle throttle = new LogThrottle(System::nanoTime);
  private final RequestsInFlight inFlight = new RequestsInFlight(() -> Integer.MAX_VALUE);
  private final Callbacks callbacks =
      new Callbacks(
          "durable-emitter-fallback", 1, new BatchCounters(), throttle, inFlight::giveUpOverdue);
  private final Optional<SendSpans> spans;
  private volatile boolean closed;

  private UnaryPublisher(
      ChipIngressClient client, BatchClientConfig config, Optional<OpenTelemetry> openTelemetry) {
    this.client = client;
    this.config = config;
    this.spans =
        openTelemetry.map(
            value -> new SendSpans(value, client.receiver(config.clientName()), throttle));
  }

  /**
   * A publisher with the defaults of {@link BatchClientConfig}.
   *
   * @param client the connection; it belongs to the publisher from then on, and connects with the
   *     first event
   * @param publishTimeout the most time for a call, a millisecond to a day
   * @return the publisher
   * @throws IllegalArgumentException if the timeout is not
   */
  public static UnaryPublisher of(ChipIngressClient client, Duration publishTimeout) {
    return of(client, BatchClientConfig.builder().publishTimeout(publishTimeout).build());
  }

  /**
   * A publisher that reads answers as a batch client of the same configuration does. It takes the
   * deadline of a call, {@link BatchClientConfig#strictResults()} and {@link
   * BatchClientConfig#permanentCodes()} from it, and nothing else.
   *
   * @param client the connection; it belongs to the publisher from then on, and connects with the
   *     first event
   * @param config the configuration
   * @return the publisher
   */
  public static UnaryPublisher of(ChipIngressClient client, BatchClientConfig config) {
    return new UnaryPublisher(client, config, Optional.empty());
  }

  /**
   * As {@link #of(ChipIngressClient, BatchClientConfig)}, with a span for each call.
   *
   * @param client the connection
   * @param config the configuration
   * @param openTelemetry where traces go, as docs/traces.md says
   * @return the publisher
   */
  public static UnaryPublisher of(
      ChipIngressClient client, BatchClientConfig config, OpenTelemetry openTelemetry) {
    return new UnaryPublisher(client, config, Optional.of(openTelemetry));
  }

  @Override
  public void publish(EventHeader header, Payload payload, DeliveryCallback callback) {
    Message message = Message.alone(header, payload, callback);
    if (closed) {
      callbacks.tell(message, CallResults.CLOSED);
      return;
    }
    // before the call: an answer that cannot be told would never be
    callbacks.start();
    SendSpan span = spans.isPresent() ? spans.get().alone(message) : SendSpan.NONE;
    UnaryCall call = new UnaryCall(client, config, message, inFlight, callbacks, span);
    inFlight.enterNow(call);
    call.begin();
  }

  @Override
  public void close(Duration timeout) {
    closed = true;
    try {
      client.close(timeout);
      inFlight.cancelAll();
    } finally {
      callbacks.close(ClientShutdown.GRACE);
    }
  }

  /** Closes within 5 s. */
  @Override
  public void close() {
    close(CLOSE_TIMEOUT);
  }
}
