package io.durableemitter.chipingress;

import io.durableemitter.api.DeliveryCallback;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.EventPublisher;
import io.durableemitter.api.Payload;
import io.durableemitter.proto.PublishResponse;
import io.grpc.ClientCall;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends single events by the call Publish, from their stored bytes and without a {@code seqnum}, as
 * the Go package's fallback does. Callbacks run on a thread of its own. Safe for concurrent use.
 */
public final class UnaryPublisher implements EventPublisher {

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final ChipIngressClient client;
  private final long timeoutNanos;
  private final ThreadPoolExecutor callbacks =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          work -> {
            Thread thread = new Thread(work, "durable-emitter-fallback");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean closed;

  private UnaryPublisher(ChipIngressClient client, Duration callTimeout) {
    this.client = client;
    this.timeoutNanos = TimeUnit.NANOSECONDS.convert(callTimeout);
  }

  /**
   * A publisher.
   *
   * @param client the connection; it belongs to the publisher from then on, and connects with the
   *     first event
   * @param callTimeout the most time for a call, longer than zero
   * @return the publisher
   * @throws IllegalArgumentException if the timeout is not longer than zero
   */
  public static UnaryPublisher of(ChipIngressClient client, Duration callTimeout) {
    if (callTimeout.isNegative() || callTimeout.isZero()) {
      throw new IllegalArgumentException(
          "callTimeout must be longer than zero but is " + callTimeout);
    }
    return new UnaryPublisher(client, callTimeout);
  }

  @Override
  public void publish(EventHeader header, Payload payload, DeliveryCallback callback) {
    if (closed) {
      callback.onResult(Verdicts.closed());
      return;
    }
    // before the call: an answer that cannot be told would never be
    callbacks.prestartCoreThread();
    ClientCall<Payload, PublishResponse> call =
        client
            .channel()
            .newCall(
                RawPublish.METHOD,
                client.callOptions().withDeadlineAfter(timeoutNanos, TimeUnit.NANOSECONDS));
    ClientCalls.asyncUnaryCall(call, payload, new Answer(header.id(), callback));
  }

  /** The end of one call. */
  private final class Answer implements StreamObserver<PublishResponse> {

    private final String eventId;
    private final DeliveryCallback callback;
    private @Nullable PublishResponse response;

    Answer(String eventId, DeliveryCallback callback) {
      this.eventId = eventId;
      this.callback = callback;
    }

    @Override
    public void onNext(PublishResponse value) {
      response = value;
    }

    @Override
    public void onError(Throwable error) {
      Status status = Status.fromThrowable(error);
      client.noteStatus(status);
      tell(
          DeliveryResult.failed(
              StatusMeaning.kind(status),
              StatusMeaning.describe(client.endpoint(), status),
              error));
    }

    @Override
    public void onCompleted() {
      PublishResponse answer = response == null ? PublishResponse.getDefaultInstance() : response;
      tell(PublishResults.read(List.of(eventId), answer, false, false).results().get(0));
    }

    private void tell(DeliveryResult result) {
      try {
        callbacks.execute(() -> callback.onResult(result));
      } catch (RejectedExecutionException closing) {
        callback.onResult(result);
      }
    }
  }

  @Override
  public void close(Duration timeout) {
    closed = true;
    client.close(timeout);
    callbacks.shutdown();
  }

  /** Closes within 5 s. */
  @Override
  public void close() {
    close(CLOSE_TIMEOUT);
  }
}
