package io.durableemitter.chipingress;

import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.chipingress.internal.client.Answer;
import io.durableemitter.proto.ChipIngressGrpc;
import io.durableemitter.proto.PublishResponse;
import io.durableemitter.traces.internal.SendSpan;
import io.durableemitter.traces.internal.SendSpans;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What all sends of a client share, and how each of their calls of PublishBatch begins and ends.
 * Safe for concurrent use.
 */
record SendContext(
    ChipIngressClient client,
    BatchClientConfig config,
    CallResults verdicts,
    SizeLimit sizeLimit,
    RequestsInFlight inFlight,
    Callbacks callbacks,
    BatchCounters counters,
    ThrottledLog log,
    Optional<BatchMetrics> metrics,
    Optional<SendSpans> spans) {

  /** PublishBatch, whose requests are stored bytes instead of message objects. */
  private static final MethodDescriptor<EncodedBatch, PublishResponse> METHOD =
      ChipIngressGrpc.getPublishBatchMethod().toBuilder(
              new BatchMarshaller(),
              ChipIngressGrpc.getPublishBatchMethod().getResponseMarshaller())
          .build();

  /** The span of a call; never throws. */
  SendSpan span(List<Message> events) {
    return spans.isPresent() ? spans.get().batch(events) : SendSpan.NONE;
  }

  /** Begins a call. */
  void begin(List<Message> events, Answer answer, SendSpan span) {
    ClientCall<EncodedBatch, PublishResponse> call =
        client
            .channel()
            .newCall(
                METHOD,
                client.callOptions().withDeadlineAfter(timeoutNanos(), TimeUnit.NANOSECONDS));
    EncodedBatch batch = new EncodedBatch(events, config.transactionEnabled());
    counters.sent();
    metrics.ifPresent(meter -> meter.request(events.size(), batch.size()));
    Metadata headers = new Metadata();
    span.writeTo(headers, CallHeaders.SETTER);
    answer.begin(call, batch, headers);
  }

  /** What a call has ended with tells whether its channel is still good for anything. */
  void ended(Answer answer) {
    client.ended(answer.status(), answer.beginNanos());
  }

  /** How long after its beginning gRPC has certainly lost a call that has not ended. */
  long mostNanos() {
    return timeoutNanos() + Answer.MARGIN_NANOS;
  }

  private long timeoutNanos() {
    return TimeUnit.NANOSECONDS.convert(config.publishTimeout());
  }

  private static final class BatchMarshaller implements MethodDescriptor.Marshaller<EncodedBatch> {

    @Override
    public InputStream stream(EncodedBatch batch) {
      return new EncodedBatchStream(batch);
    }

    @Override
    public EncodedBatch parse(InputStream stream) {
      throw new UnsupportedOperationException("a client only writes requests");
    }
  }
}
