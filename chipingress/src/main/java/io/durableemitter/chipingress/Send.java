package io.durableemitter.chipingress;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.proto.PublishResponse;
import io.grpc.ClientCall;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way: usually one call; more, one after the other, if it is halved because the
 * server finds it too large or fails it as a whole, maybe for one event. The halves keep their
 * sequence numbers, since the server has not taken them. It ends, by leaving, when every callback
 * has run.
 *
 * <p>Begun by the sending worker, then continued by callback threads only, one after the other;
 * only {@link #cancel()} may come from elsewhere.
 */
final class Send {

  private final SendContext context;
  private final List<Message> messages;
  private final Deque<List<StampedMessage>> parts = new ArrayDeque<>();
  private final Bisection bisection;
  private final Object callLock = new Object();
  private @Nullable ClientCall<EncodedBatch, PublishResponse> call; // guarded by callLock
  private volatile boolean cancelled;

  Send(SendContext context, List<Message> messages) {
    this.context = context;
    this.messages = messages;
    this.bisection = new Bisection(context.config(), System::nanoTime);
  }

  /** What was given to it, settled or not. */
  List<Message> messages() {
    return messages;
  }

  /** Sends. Never throws. */
  void begin(List<StampedMessage> stamped) {
    parts.add(stamped);
    next();
  }

  /** Ends without sending: each event gets a result at once. */
  void settle(Function<Message, DeliveryResult> verdict) {
    context
        .callbacks()
        .execute(
            () -> {
              try {
                messages.forEach(
                    message -> context.callbacks().tell(message, verdict.apply(message)));
              } finally {
                context.inFlight().leave(this);
              }
            });
  }

  private void next() {
    if (parts.isEmpty()) {
      bisect();
    }
    List<StampedMessage> part = parts.poll();
    if (part == null) {
      context.inFlight().leave(this);
    } else {
      call(part);
    }
  }

  private void bisect() {
    Optional<List<StampedMessage>> next = cancelled ? Optional.empty() : bisection.next();
    next.ifPresentOrElse(
        part -> {
          context.counters().bisected();
          halve(part);
        },
        () -> bisection.drain().forEach(rest -> tellAll(rest.events(), rest.failure())));
  }

  private void halve(List<StampedMessage> part) {
    parts.addFirst(part.subList(part.size() / 2, part.size()));
    parts.addFirst(part.subList(0, part.size() / 2));
  }

  private void call(List<StampedMessage> part) {
    Answer answer = new Answer(part);
    synchronized (callLock) {
      if (cancelled) {
        answer.end(Status.CANCELLED);
        return;
      }
      try {
        answer.begun();
        call = context.calls().begin(part, answer);
      } catch (Throwable error) {
        // whatever it is, the events must have their results and the room must be given back
        answer.onError(error);
      }
    }
  }

  /** Ends the call under way and all that would follow; callbacks learn that the client closed. */
  void cancel() {
    synchronized (callLock) {
      cancelled = true;
      if (call != null) {
        call.cancel("the client was closed before the server answered", null);
      }
    }
  }

  private void ended(List<StampedMessage> part, @Nullable PublishResponse response, Status status) {
    if (status.isOk() && response != null) {
      bisection.succeeded();
      List<DeliveryResult> results = context.verdicts().answered(part, response);
      for (int i = 0; i < part.size(); i++) {
        context.callbacks().tell(part.get(i).message(), results.get(i));
      }
    } else if (cancelled) {
      tellAll(part, Verdicts.closed());
    } else if (StatusMeaning.isMessageTooLarge(status) && part.size() > 1) {
      context.counters().split();
      context.sizeLimit().foundTooLarge(part);
      halve(part);
    } else {
      failed(part, context.verdicts().failed(status));
    }
    next();
  }

  private void failed(List<StampedMessage> part, DeliveryResult failure) {
    if (!bisection.failed(part, failure)) {
      tellAll(part, failure);
    }
  }

  private void tellAll(List<StampedMessage> part, DeliveryResult result) {
    part.forEach(event -> context.callbacks().tell(event.message(), result));
  }

  /** Takes the answer on a thread of the network and hands it to the callback threads, once. */
  private final class Answer implements StreamObserver<PublishResponse> {
    private final List<StampedMessage> part;
    private final AtomicBoolean done = new AtomicBoolean();
    private volatile @Nullable PublishResponse response;
    private volatile boolean begun;
    private volatile long beginNanos;

    Answer(List<StampedMessage> part) {
      this.part = part;
    }

    void begun() {
      beginNanos = System.nanoTime();
      begun = true;
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
        if (begun) {
          context.counters().answered(status.isOk());
          context.metrics().ifPresent(meter -> meter.answered(System.nanoTime() - beginNanos));
          context.inFlight().ended(beginNanos, StatusMeaning.load(status));
        }
        context.callbacks().execute(() -> conclude(status));
      }
    }

    private void conclude(Status status) {
      try {
        ended(part, response, status);
      } catch (Throwable error) {
        // an Error such as no memory: this request ends, the threads and the others go on
        messages.forEach(message -> context.callbacks().tell(message, Verdicts.unexpected(error)));
        context.inFlight().leave(Send.this);
      }
    }
  }
}
