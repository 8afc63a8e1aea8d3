package io.durableemitter.testkit;

import io.cloudevents.CloudEvent;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
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
 * A transport without a network: it records what it is handed, in order, and answers as a script
 * says. {@link #delivering()} makes one for tests of code that emits; the constructor one that
 * holds each event until the test answers, for stepping an engine by hand. Also a fallback.
 *
 * <p>What was recorded is checked by {@code assertThat(transport).emitted("invoice.paid")}, see
 * {@link EmittedEventsAssert}. Callbacks run on the thread that caused them; what they throw is
 * logged. Keeps each event until it is dropped itself. Safe for concurrent use.
 */
public final class ScriptedTransport implements BatchEmitter, EventPublisher, EmittedEvents {

  /**
   * An event that was handed over.
   *
   * @param header what identifies it
   * @param payload its bytes
   */
  public record Message(EventHeader header, Payload payload) {

    /**
     * The event that the bytes hold.
     *
     * @return the event, decoded anew
     * @throws IllegalArgumentException if the bytes are not a CloudEvent
     */
    public CloudEvent event() {
      return EmittedEvents.decode(payload);
    }
  }

  private final List<Message> messages = new ArrayList<>();
  private final Deque<HeldEvent> held = new ArrayDeque<>();
  private final FaultScript script = new FaultScript();
  private int capacity = Integer.MAX_VALUE;
  private int backlogRoom = Integer.MAX_VALUE;
  private boolean full;
  private boolean holding;
  private boolean started;
  private boolean closed;

  /** A transport that holds every event until the test answers. */
  public ScriptedTransport() {}

  /**
   * A transport that delivers every event at once, but for the faults that a test asks for.
   *
   * @return the transport
   */
  public static ScriptedTransport delivering() {
    return new ScriptedTransport().answering(DeliveryResult.delivered());
  }

  /**
   * Sets what is answered at once, from now on, where no fault is due.
   *
   * @param answers the result of a message; empty to hold it
   * @return this
   */
  public synchronized ScriptedTransport answering(
      Function<Message, Optional<DeliveryResult>> answers) {
    script.answering(answers);
    return this;
  }

  /**
   * Answers the same at once to every event from now on, where no fault is due.
   *
   * @param result the answer
   * @return this
   */
  public ScriptedTransport answering(DeliveryResult result) {
    return answering(message -> Optional.of(result));
  }

  /**
   * Refuses one event for ever, as the other end does with one that breaks its rules: it becomes a
   * dead letter.
   *
   * @param number which: 1 for the next one that is handed over, 2 for the one after it
   * @param code the code to refuse it with, such as {@code VALIDATION_FAILED}
   * @return this
   * @throws IllegalArgumentException if the number is below 1
   */
  public synchronized ScriptedTransport rejectEvent(int number, String code) {
    script.reject(number, DeliveryResult.rejected(code, "refused by the script", true));
    return this;
  }

  /**
   * Fails the next events that are handed over; each is sent again later, and that counts anew.
   *
   * @param events how many, 0 for none
   * @param kind how: {@link FailureKind#TRANSPORT} as if the other end were away, {@link
   *     FailureKind#CALL} as if the call had failed because of the event
   * @return this
   * @throws IllegalArgumentException if the number is negative
   */
  public synchronized ScriptedTransport failNext(int events, FailureKind kind) {
    script.fail(events, DeliveryResult.failed(kind, "failed by the script"));
    return this;
  }

  /**
   * Takes no event, with {@link EnqueueResult#BUFFER_FULL}, or takes them again.
   *
   * @param value whether it is full
   * @return this
   */
  public synchronized ScriptedTransport full(boolean value) {
    full = value;
    return this;
  }

  /**
   * Takes events and answers none, as if the other end hung, until {@link #release()}.
   *
   * @return this
   */
  public synchronized ScriptedTransport hang() {
    holding = true;
    return this;
  }

  /**
   * Ends what {@link #hang()} began, and answers what was taken meanwhile as the script said then.
   * What the script holds by itself stays held.
   *
   * @return how many were answered
   */
  public int release() {
    List<HeldEvent> due;
    synchronized (this) {
      holding = false;
      due = held.stream().filter(one -> one.atRelease().isPresent()).toList();
      held.removeAll(due);
    }
    due.forEach(one -> one.answer(one.atRelease().orElseThrow()));
    return due.size();
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
    Optional<DeliveryResult> result;
    synchronized (this) {
      if (!started || closed) {
        return EnqueueResult.CLOSED;
      }
      if (full || held.size() >= capacity) {
        return EnqueueResult.BUFFER_FULL;
      }
      messages.add(message);
      result = script.next(message);
      if (holding || result.isEmpty()) {
        held.add(new HeldEvent(callback, result));
        return EnqueueResult.ACCEPTED;
      }
    }
    HeldEvent.answer(callback, result.orElseThrow());
    return EnqueueResult.ACCEPTED;
  }

  /** Takes an event even before start; past its capacity and after closing it fails the event. */
  @Override
  public void publish(EventHeader header, Payload payload, DeliveryCallback callback) {
    start();
    switch (queueMessage(header, payload, callback)) {
      case ACCEPTED -> {}
      case BUFFER_FULL ->
          HeldEvent.answer(
              callback, DeliveryResult.failed(FailureKind.TRANSPORT, "there was no room"));
      case CLOSED ->
          HeldEvent.answer(
              callback, DeliveryResult.failed(FailureKind.CLOSED, "the transport was closed"));
    }
  }

  /**
   * Answers every event that is held. What a callback throws comes out here, once all are answered.
   *
   * @param result the answer
   * @return how many were held
   */
  public int answerHeld(DeliveryResult result) {
    List<HeldEvent> answered = takeHeld();
    HeldEvent.answerAll(answered, result);
    return answered.size();
  }

  private synchronized List<HeldEvent> takeHeld() {
    List<HeldEvent> all = List.copyOf(held);
    held.clear();
    return all;
  }

  /** Drops the events that are held: their callbacks are never called, as where a process ends. */
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

  @Override
  public List<Payload> payloads() {
    return messages().stream().map(Message::payload).toList();
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

  /** Refuses further events and ends those held with {@link FailureKind#CLOSED}. */
  @Override
  public void close(Duration timeout) {
    synchronized (this) {
      closed = true;
    }
    DeliveryResult ended = DeliveryResult.failed(FailureKind.CLOSED, "the transport was closed");
    takeHeld().forEach(one -> one.answer(ended));
  }

  @Override
  public void close() {
    close(Duration.ZERO);
  }
}
