package io.durableemitter.chipingress;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.Payload;
import io.durableemitter.chipingress.internal.client.Answer;
import io.durableemitter.chipingress.internal.client.StatusMeaning;
import io.durableemitter.proto.ChipIngressGrpc;
import io.durableemitter.proto.PublishResponse;
import io.durableemitter.traces.internal.SendSpan;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One event on its way alone. */
final class UnaryCall extends Request {

  private static final Status CLOSED = Status.CANCELLED.withDescription("the client was closed");

  /** Publish, whose request is a stored payload instead of a message object. */
  private static final MethodDescriptor<Payload, PublishResponse> METHOD =
      ChipIngressGrpc.getPublishMethod().toBuilder(
              new PayloadMarshaller(), ChipIngressGrpc.getPublishMethod().getResponseMarshaller())
          .build();

  private final ChipIngressClient client;
  private final BatchClientConfig config;
  private final long timeoutNanos;
  private final Message message;
  private final RequestsInFlight inFlight;
  private final Callbacks callbacks;
  private final SendSpan span;
  private final Answer answer;
  private volatile boolean cancelled;

  UnaryCall(
      ChipIngressClient client,
      BatchClientConfig config,
      Message message,
      RequestsInFlight inFlight,
      Callbacks callbacks,
      SendSpan span) {
    this.client = client;
    this.config = config;
    this.timeoutNanos = TimeUnit.NANOSECONDS.convert(config.publishTimeout());
    this.message = message;
    this.inFlight = inFlight;
    this.callbacks = callbacks;
    this.span = span;
    this.answer = new Answer(() -> callbacks.queue(this));
  }

  /** Never throws. */
  void begin() {
    step();
    answer.beginning();
    try {
      ClientCall<Payload, PublishResponse> call =
          client
              .channel()
              .newCall(
                  METHOD,
                  client.callOptions().withDeadlineAfter(timeoutNanos, TimeUnit.NANOSECONDS));
      Metadata headers = new Metadata();
      span.writeTo(headers, CallHeaders.SETTER);
      answer.begin(call, message.payload(), headers);
    } catch (Throwable error) {
      answer.failed(error);
    }
  }

  @Override
  void run() {
    DeliveryResult result;
    try {
      client.ended(answer.status(), answer.beginNanos());
      result = result(answer.status());
    } catch (Throwable error) {
      result = CallResults.unexpected(error);
    }
    traced(result);
    callbacks.tell(message, result);
    inFlight.leave(this);
  }

  private void traced(DeliveryResult result) {
    Status status = answer.status();
    if (!status.isOk()) {
      CallResults.trace(span, client, status);
    } else if (result.isDelivered()) {
      span.answered(List.of(), List.of());
    } else {
      span.failed(result);
    }
  }

  private DeliveryResult result(Status status) {
    if (CLOSED.equals(status)) {
      return CallResults.CLOSED;
    }
    if (status.isOk()) {
      return PublishResults.read(
              List.of(message.header().id()),
              answer.response(),
              false,
              config.strictResults(),
              config.permanentCodes())
          .results()
          .get(0);
    }
    return StatusMeaning.failure(client.destination(), status);
  }

  @Override
  void cancel() {
    cancelled = true;
    // the connection is closed already: what has not ended by now never will
    answer.end(CLOSED);
  }

  @Override
  boolean isCancelled() {
    return cancelled;
  }

  @Override
  void tellClosed() {
    span.failed(CallResults.CLOSED);
    callbacks.tell(message, CallResults.CLOSED);
  }

  @Override
  boolean isOverdue(long nowNanos) {
    return isIdleFor(timeoutNanos + Answer.MARGIN_NANOS, nowNanos) && !callbacks.holds(this);
  }

  @Override
  void giveUp() {
    if (!answer.giveUp()) {
      callbacks.queue(this);
    }
  }

  private static final class PayloadMarshaller implements MethodDescriptor.Marshaller<Payload> {

    @Override
    public InputStream stream(Payload payload) {
      return new ByteArrayInputStream(payload.unsafeBytes());
    }

    @Override
    public Payload parse(InputStream stream) {
      throw new UnsupportedOperationException("a client only writes requests");
    }
  }
}
