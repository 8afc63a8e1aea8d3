package io.durableemitter.chipingress;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.api.internal.text.ErrorText;
import io.durableemitter.chipingress.internal.client.StatusMeaning;
import io.durableemitter.proto.PublishResponse;
import io.durableemitter.traces.internal.SendSpan;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the end of a call means for its events; counts and reports what is wrong, once per call and
 * not once per event. Refused events are reported by whoever owns their rows. Safe for concurrent
 * use.
 */
final class CallResults {

  private static final long RECONNECT_NANOS = TimeUnit.SECONDS.toNanos(1);

  // made ahead: for these moments there may be no memory
  static final DeliveryResult CLOSED =
      DeliveryResult.failed(
          FailureKind.CLOSED, "the client was closed before the event was sent or answered");
  static final DeliveryResult DROPPED =
      DeliveryResult.failed(
          FailureKind.TRANSPORT, "the request was lost in this process for want of memory");
  private static final DeliveryResult NO_MEMORY =
      DeliveryResult.failed(FailureKind.TRANSPORT, "there was no memory to send the event");

  private final ChipIngressClient client;
  private final BatchClientConfig config;
  private final BatchCounters counters;
  private final ThrottledLog log;
  private final AtomicLong lastReconnect = new AtomicLong(System.nanoTime() - RECONNECT_NANOS);

  CallResults(
      ChipIngressClient client,
      BatchClientConfig config,
      BatchCounters counters,
      LogThrottle throttle) {
    this.client = client;
    this.config = config;
    this.counters = counters;
    this.log = throttle.log(CallResults.class);
  }

  /** Tells a span of the status that its call has failed with. */
  static void trace(SendSpan span, ChipIngressClient client, Status status) {
    if (span != SendSpan.NONE) {
      span.failed(
          status.getCode().name(),
          () -> StatusMeaning.describe(client.endpoints().toString(), status));
    }
  }

  /** The call was answered: a result for each event. */
  List<DeliveryResult> answered(List<Message> events, PublishResponse response) {
    PublishResults read =
        PublishResults.read(
            events.stream().map(event -> event.header().id()).toList(),
            response,
            config.transactionEnabled(),
            config.strictResults(),
            config.permanentCodes());
    if (read.mismatches() > 0) {
      counters.mismatched(read.mismatches());
      log.warn(
          "results mismatch",
          "{} gave {} results for {} events, and {} do not fit; events without a result of their own are sent again",
          client.endpoints(),
          response.getResultsCount(),
          events.size(),
          read.mismatches());
    }
    return read.results();
  }

  /** The call failed: one result for all its events. */
  DeliveryResult failed(Status status) {
    if (status.getCode() == Status.Code.UNAVAILABLE) {
      reconnectSoon();
    }
    DeliveryResult.Failed failure = StatusMeaning.failure(client.destination(), status);
    log.warn("send " + status.getCode(), "a batch failed: {}", failure.message());
    return failure;
  }

  // gRPC's own pause between connection attempts grows to two minutes, far longer than an outage
  // should last for us; whoever sends keeps the pace of attempts, at most one a second.
  private void reconnectSoon() {
    long now = System.nanoTime();
    long last = lastReconnect.get();
    if (now - last >= RECONNECT_NANOS && lastReconnect.compareAndSet(last, now)) {
      client.channel().resetConnectBackoff();
    }
  }

  /** The event fits no request of this client. */
  DeliveryResult overLimit(Message event) {
    return DeliveryResult.failed(
        FailureKind.OVER_LIMIT,
        "the event makes a request of "
            + EncodedBatch.sizeAlone(event)
            + " bytes, but maxRequestBytes is "
            + config.maxRequestBytes());
  }

  /**
   * An error of this process instead of an answer. Never throws: with nothing left to say so, it
   * says that there was no memory.
   */
  static DeliveryResult unexpected(Throwable error) {
    try {
      return DeliveryResult.failed(
          error instanceof VirtualMachineError ? FailureKind.TRANSPORT : FailureKind.CALL,
          "sending the batch failed unexpectedly: " + ErrorText.of(error),
          error);
    } catch (Throwable none) {
      return NO_MEMORY;
    }
  }
}
