package io.durableemitter.chipingress;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.proto.PublishResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One batch on its way: usually one call; more, one after the other, if the server finds the
 * request too large and the batch is halved. Holds one permit until every callback has run.
 *
 * <p>Begun by the sending worker, then continued by the callback threads only, one at a time.
 */
final class Send {

  private final BatchSender sender;
  private final Deque<List<StampedMessage>> parts = new ArrayDeque<>();
  private volatile @Nullable ClientCall<EncodedBatch, PublishResponse> call;
  private volatile boolean cancelled;

  Send(BatchSender sender, List<StampedMessage> batch) {
    this.sender = sender;
    parts.add(batch);
  }

  /** Sends the next part, or ends. */
  void next() {
    List<StampedMessage> part = parts.poll();
    if (part == null) {
      sender.finished(this);
    } else if (cancelled) {
      settle(part, Optional.empty(), closed());
      next();
    } else {
      start(part);
    }
  }

  private void start(List<StampedMessage> part) {
    EncodedBatch batch = new EncodedBatch(part, sender.config().transactionEnabled());
    Answer answer = new Answer(part);
    try {
      ClientCall<EncodedBatch, PublishResponse> started =
          sender
              .client()
              .channel()
              .newCall(
                  RawPublishBatch.METHOD,
                  CallOptions.DEFAULT.withDeadlineAfter(
                      sender.config().publishTimeout().toNanos(), TimeUnit.NANOSECONDS));
      call = started;
      sender.counters().sent();
      ClientCalls.asyncUnaryCall(started, batch, answer);
      if (cancelled) {
        cancelCall();
      }
    } catch (RuntimeException e) {
      answer.onError(e);
    }
  }

  /** Ends the call under way and all that would follow; callbacks learn that the client closed. */
  void cancel() {
    cancelled = true;
    cancelCall();
  }

  private void cancelCall() {
    ClientCall<EncodedBatch, PublishResponse> current = call;
    if (current != null) {
      current.cancel("the client was closed before the server answered", null);
    }
  }

  private void ended(List<StampedMessage> part, @Nullable PublishResponse response, Status status) {
    if (status.isOk() && response != null) {
      settle(part, Optional.of(response), closed());
    } else if (cancelled) {
      settle(part, Optional.empty(), closed());
    } else if (StatusMeaning.isMessageTooLarge(status) && part.size() > 1) {
      sender.tooLarge(part);
      parts.addFirst(part.subList(part.size() / 2, part.size()));
      parts.addFirst(part.subList(0, part.size() / 2));
    } else {
      settle(part, Optional.empty(), sender.failure(status));
    }
    next();
  }

  private void settle(
      List<StampedMessage> part, Optional<PublishResponse> response, DeliveryResult otherwise) {
    List<DeliveryResult> results =
        response
            .map(answer -> sender.results(part, answer))
            .orElseGet(() -> part.stream().map(message -> otherwise).toList());
    for (int i = 0; i < part.size(); i++) {
      sender.callbacks().tell(part.get(i).message(), results.get(i));
    }
  }

  private static DeliveryResult closed() {
    return DeliveryResult.failed(
        FailureKind.CLOSED, "the client was closed before the server answered");
  }

  /** Takes the answer on a thread of the network and hands it to the callback threads, once. */
  private final class Answer implements StreamObserver<PublishResponse> {
    private final List<StampedMessage> part;
    private final AtomicBoolean done = new AtomicBoolean();
    private volatile @Nullable PublishResponse response;

    Answer(List<StampedMessage> part) {
      this.part = part;
    }

    @Override
    public void onNext(PublishResponse value) {
      response = value;
    }

    @Override
    public void onError(Throwable error) {
      end(Status.fromThrowable(error));
    }

    @Override
    public void onCompleted() {
      end(response == null ? Status.INTERNAL.withDescription("no response") : Status.OK);
    }

    private void end(Status status) {
      if (done.compareAndSet(false, true)) {
        sender.callbacks().execute(() -> ended(part, response, status));
      }
    }
  }
}
