package io.durableemitter.chipingress;

import io.durableemitter.proto.PublishResponse;
import io.grpc.ClientCall;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
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

  /** Begins a call; the observer is told on a thread of the network, or on this one. */
  ClientCall<EncodedBatch, PublishResponse> begin(
      List<StampedMessage> events, StreamObserver<PublishResponse> answer) {
    ClientCall<EncodedBatch, PublishResponse> call =
        client
            .channel()
            .newCall(
                RawPublishBatch.METHOD,
                client.callOptions().withDeadlineAfter(timeoutNanos, TimeUnit.NANOSECONDS));
    EncodedBatch batch = new EncodedBatch(events, transactional);
    counters.sent();
    metrics.ifPresent(meter -> meter.request(events.size(), batch.size()));
    ClientCalls.asyncUnaryCall(call, batch, answer);
    return call;
  }
}
