package io.durableemitter.chipingress;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.chipingress.internal.client.Answer;
import io.durableemitter.chipingress.internal.client.StatusMeaning;
import io.durableemitter.proto.PublishResponse;
import io.durableemitter.traces.internal.SendSpan;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way: usually one call; more, one after the other, if it is halved because the
 * server finds it too large or fails it as a whole, maybe for one event. The halves keep their
 * sequence numbers, since the server has not taken them. It ends, by leaving, when every callback
 * has run.
 *
 * <p>Begun by the sending worker, then continued by callback threads only, one after the other;
 * only {@link #cancel()} and {@link #giveUp()} may come from elsewhere. Whatever is thrown on the
 * way, also a lack of memory at any point: it ends, each event has its result, and it leaves.
 */
final class Send extends Request {

  private static final String UNCOUNTED = "the end of a call was not counted";
  private static final int MOST_TRIES = 100;
  private static final long PAUSE_NANOS = 20_000_000;

  private final SendContext context;
  private final List<Message> messages;
  private final Deque<List<Message>> parts = new ArrayDeque<>();
  private final Bisection bisection;
  private final Object callLock = new Object();
  private final Runnable ended = this::ended;
  private List<Message> part = List.of(); // of the call under way
  private SendSpan span = SendSpan.NONE; // of the call under way
  private volatile @Nullable Answer answer; // of the call under way; replaced under callLock
  private volatile boolean cancelled;
  // how it goes on instead of by an answer
  private @Nullable Function<Message, DeliveryResult> verdict;
  private @Nullable DeliveryResult result;

  Send(SendContext context, List<Message> messages) {
    this.context = context;
    this.messages = messages;
    this.bisection = new Bisection(context.config(), System::nanoTime);
  }

  /** Sends. Never throws. */
  void begin() {
    takeOver();
    try {
      parts.add(messages);
      next();
    } catch (Throwable error) {
      settle(CallResults.unexpected(error));
    }
  }

  /** Whether there has been a call, whatever became of it. */
  boolean isBegun() {
    return answer != null;
  }

  /** Ends without sending: each event gets a result of its own. */
  void settle(Function<Message, DeliveryResult> each) {
    takeOver();
    verdict = each;
    context.callbacks().queue(this);
  }

  /** Ends without sending: all events get this result. Never throws. */
  void settle(DeliveryResult all) {
    takeOver();
    result = all;
    context.callbacks().queue(this);
  }

  // from now on this request, and nobody else, gives its events their results
  private void takeOver() {
    for (int i = 0; i < messages.size(); i++) {
      messages.get(i).takeOver();
    }
  }

  @Override
  void run() {
    try {
      if (result != null) {
        end(result);
      } else if (verdict != null) {
        for (int i = 0; i < messages.size(); i++) {
          tell(messages.get(i), verdict.apply(messages.get(i)));
        }
        context.inFlight().leave(this);
      } else if (answer != null) {
        answered(answer);
        next();
      }
    } catch (Throwable error) {
      // an Error such as no memory: this request ends, the threads and the others go on
      end(CallResults.unexpected(error));
    }
  }

  private void end(DeliveryResult all) {
    span.failed(all);
    for (int i = 0; i < messages.size(); i++) {
      tell(messages.get(i), all);
    }
    context.inFlight().leave(this);
  }

  private void tell(Message message, DeliveryResult what) {
    context.callbacks().tell(message, what);
  }

  private void next() {
    if (parts.isEmpty()) {
      bisect();
    }
    List<Message> events = parts.poll();
    if (events == null) {
      context.inFlight().leave(this);
    } else {
      call(events);
    }
  }

  private void bisect() {
    Optional<List<Message>> next = cancelled ? Optional.empty() : bisection.next();
    next.ifPresentOrElse(
        part -> {
          context.counters().bisected();
          halve(part);
        },
        () -> bisection.drain().forEach(rest -> tellAll(rest.events(), rest.failure())));
  }

  private void halve(List<Message> part) {
    parts.addFirst(part.subList(part.size() / 2, part.size()));
    parts.addFirst(part.subList(0, part.size() / 2));
  }

  private void call(List<Message> events) {
    Answer made = new Answer(ended);
    part = events;
    span = context.span(events);
    synchronized (callLock) {
      answer = made;
      if (cancelled) {
        made.end(Status.CANCELLED);
        return;
      }
      step();
      made.beginning();
      try {
        context.begin(events, made, span);
      } catch (Throwable error) {
        // whatever it is, the events must have their results and the room must be given back
        made.failed(error);
      }
    }
  }

  /** The call has ended, on any thread: takes its time and hands it to the callback threads. */
  private void ended() {
    Answer done = answer;
    try {
      if (done != null && done.begun()) {
        account(done);
      }
    } catch (Throwable uncounted) {
      context.log().error(UNCOUNTED, uncounted);
    } finally {
      context.callbacks().queue(this);
    }
  }

  private void account(Answer done) {
    context.inFlight().ended();
    context.counters().answered(done.status().isOk());
    context
        .metrics()
        .ifPresent(
            meter -> meter.answered(System.nanoTime() - done.beginNanos(), done.status().isOk()));
  }

  /** Callbacks learn that the client closed. */
  @Override
  void cancel() {
    cancelled = true;
    synchronized (callLock) {
      if (answer != null) {
        answer.cancel("the client was closed before the server answered");
      }
    }
  }

  @Override
  boolean isCancelled() {
    return cancelled;
  }

  @Override
  void tellClosed() {
    span.failed(CallResults.CLOSED);
    for (int i = 0; i < messages.size(); i++) {
      tell(messages.get(i), CallResults.CLOSED);
    }
  }

  @Override
  boolean isOverdue(long nowNanos) {
    return isIdleFor(context.mostNanos(), nowNanos) && !context.callbacks().holds(this);
  }

  @Override
  void giveUp() {
    Answer current = answer;
    if (current == null || !current.giveUp()) {
      settle(CallResults.DROPPED);
    }
  }

  private void answered(Answer done) {
    Status status = done.status();
    if (done.begun()) {
      context.ended(done);
    }
    if (!status.isOk()) {
      CallResults.trace(span, context.client(), status);
    }
    if (status.isOk()) {
      bisection.succeeded();
      context.sizeLimit().taken(part);
      List<DeliveryResult> results = read(done.response());
      span.answered(part, results);
      for (int i = 0; i < part.size(); i++) {
        tell(part.get(i), results.get(i));
      }
    } else if (cancelled) {
      tellAll(part, CallResults.CLOSED);
    } else if (StatusMeaning.isMessageTooLarge(status) && part.size() > 1) {
      context.counters().split();
      context.sizeLimit().foundTooLarge(part);
      halve(part);
    } else {
      failed(part, context.verdicts().failed(status));
    }
  }

  // what the server has accepted is sent again if it cannot be read: a moment later there may be
  // memory to do so
  private List<DeliveryResult> read(PublishResponse response) {
    for (int tries = 1; ; tries++) {
      try {
        return context.verdicts().answered(part, response);
      } catch (OutOfMemoryError none) {
        if (tries == MOST_TRIES) {
          throw none;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void failed(List<Message> events, DeliveryResult failure) {
    if (!bisection.failed(events, failure)) {
      tellAll(events, failure);
    }
  }

  private void tellAll(List<Message> events, DeliveryResult what) {
    for (int i = 0; i < events.size(); i++) {
      tell(events.get(i), what);
    }
  }
}
