package io.durableemitter.chipingress;

import io.durableemitter.proto.PublishResponse;
import io.grpc.ClientCall;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Makes the calls of PublishBatch, each with its deadline. Safe for concurrent use. */
final class PublishCalls {

  private final ChipIngressClient client;
  private final long timeoutNanos;
  private final boolean transactional;
  private final BatchCounters counters;
  private final Optional<BatchMetrics> metrics;

  PublishCalls(
      ChipIngressClient client,
      Duration timeout,
      boolean transactional,
      BatchCounters counters,
      Optional<BatchMetrics> metrics) {
    this.client = client;
    this.timeoutNanos = TimeUnit.NANOSECONDS.convert(timeout);
    this.transactional = transactional;
    this.counters = counters;
    this.metrics = metrics;
  }

  /** How long after its beginning gRPC has certainly lost a call that has not ended. */
  long mostNanos() {
    return timeoutNanos + Answer.MARGIN_NANOS;
  }

  /** Begins a call. */
  void begin(List<Message> events, Answer answer) {
    ClientCall<EncodedBatch, PublishResponse> call =
        client
            .channel()
            .newCall(
                RawPublishBatch.METHOD,
                client.callOptions().withDeadlineAfter(timeoutNanos, TimeUnit.NANOSECONDS));
    EncodedBatch batch = new EncodedBatch(events, transactional);
    counters.sent();
    metrics.ifPresent(meter -> meter.request(events.size(), batch.size()));
    answer.begin(call, batch);
  }

  /** What a call has ended with tells whether its channel is still good for anything. */
  void ended(Answer answer) {
    client.ended(answer.status(), answer.beginNanos());
  }
}
