package io.durableemitter.testkit;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.spi.DeliveryCallback;
import io.durableemitter.spi.EnqueueResult;
import io.durableemitter.spi.EventPublisher;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A transport without a network, for stepping an engine by hand; also a fallback. It takes events
 * and holds them until the test answers, or answers at once by a script; callbacks run on the
 * thread that caused them. Safe for concurrent use.
 */
public final class ScriptedTransport implements BatchEmitter, EventPublisher {

  /**
   * An event that was handed over.
   *
   * @param header what identifies it
   * @param payload its bytes
   */
  public record Message(EventHeader header, Payload payload) {}

  private record Held(Message message, DeliveryCallback callback) {}

  private final List<Message> messages = new ArrayList<>();
  private final Deque<Held> held = new ArrayDeque<>();
  private Function<Message, Optional<DeliveryResult>> script = message -> Optional.empty();
  private int capacity = Integer.MAX_VALUE;
  private int backlogRoom = Integer.MAX_VALUE;
  private boolean started;
  private boolean closed;

  /** A transport that holds every event until it is told what to answer. */
  public ScriptedTransport() {}

  /**
   * Sets what is answered at once, from now on.
   *
   * @param answers the result of a message; empty to hold it
   * @return this
   */
  public synchronized ScriptedTransport answering(
      Function<Message, Optional<DeliveryResult>> answers) {
    script = answers;
    return this;
  }

  /**
   * Answers the same at once to every event from now on.
   *
   * @param result the answer
   * @return this
   */
  public ScriptedTransport answering(DeliveryResult result) {
    return answering(message -> Optional.of(result));
  }

  /**
   * Bounds how many events may be held.
   *
   * @param events the most; further ones are refused with {@link EnqueueResult#BUFFER_FULL}
   * @return this
   */
  public synchronized ScriptedTransport withCapacity(int events) {
    capacity = events;
    return this;
  }

  /**
   * Bounds how many events of a backlog it takes: so many, less those that are held.
   *
   * @param events the most
   * @return this
   */
  public synchronized ScriptedTransport withBacklogRoom(int events) {
    backlogRoom = events;
    return this;
  }

  @Override
  public synchronized int backlogRoom() {
    return Math.max(0, backlogRoom - held.size());
  }

  @Override
  public synchronized void start() {
    started = true;
  }

  @Override
  public EnqueueResult queueMessage(
      EventHeader header, Payload payload, DeliveryCallback callback) {
    Message message = new Message(header, payload);
    Optional<DeliveryResult> answer;
    synchronized (this) {
      if (!started || closed) {
        return EnqueueResult.CLOSED;
      }
      if (held.size() >= capacity) {
        return EnqueueResult.BUFFER_FULL;
      }
      messages.add(message);
      answer = script.apply(message);
      if (answer.isEmpty()) {
        held.add(new Held(message, callback));
      }
    }
    answer.ifPresent(callback::onResult);
    return EnqueueResult.ACCEPTED;
  }

  /** Takes an event even before start; past its capacity and after closing it fails the event. */
  @Override
  public void publish(EventHeader header, Payload payload, DeliveryCallback callback) {
    start();
    switch (queueMessage(header, payload, callback)) {
      case ACCEPTED -> {}
      case BUFFER_FULL ->
          callback.onResult(
              DeliveryResult.failed(DeliveryResult.FailureKind.TRANSPORT, "there was no room"));
      case CLOSED ->
          callback.onResult(
              DeliveryResult.failed(DeliveryResult.FailureKind.CLOSED, "the transport was closed"));
    }
  }

  /**
   * Answers every event that is held.
   *
   * @param result the answer
   * @return how many were held
   */
  public int answerHeld(DeliveryResult result) {
    List<Held> answered;
    synchronized (this) {
      answered = new ArrayList<>(held);
      held.clear();
    }
    answered.forEach(one -> one.callback().onResult(result));
    return answered.size();
  }

  /** Forgets the events that are held: their callbacks are never told, as where a process ends. */
  public synchronized void forget() {
    held.clear();
  }

  /**
   * Every event that was taken, in order, with repetitions.
   *
   * @return a copy
   */
  public synchronized List<Message> messages() {
    return List.copyOf(messages);
  }

  /**
   * How many events are held.
   *
   * @return 0 or more
   */
  public synchronized int heldCount() {
    return held.size();
  }

  /**
   * Whether {@link #close} was called.
   *
   * @return true after closing
   */
  public synchronized boolean isClosed() {
    return closed;
  }

  /** Refuses further events and ends those held with {@link DeliveryResult.FailureKind#CLOSED}. */
  @Override
  public void close(Duration timeout) {
    synchronized (this) {
      closed = true;
    }
    answerHeld(
        DeliveryResult.failed(DeliveryResult.FailureKind.CLOSED, "the transport was closed"));
  }

  @Override
  public void close() {
    close(Duration.ZERO);
  }
}
