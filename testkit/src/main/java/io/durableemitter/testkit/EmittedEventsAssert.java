package io.durableemitter.testkit;

import java.time.Duration;
import java.util.Objects;
import org.assertj.core.api.AbstractAssert;

/**
 * Checks events that were emitted. Waits for what is to come, 10 s at most unless told otherwise by
 * {@link #within}, so that tests need no sleep; what fails lists what was there. An event counts
 * once, by source and id, however often it was sent.
 */
public final class EmittedEventsAssert extends AbstractAssert<EmittedEventsAssert, EmittedEvents> {

  private static final Duration DEFAULT_WAIT = Duration.ofSeconds(10);

  private Duration wait = DEFAULT_WAIT;

  EmittedEventsAssert(EmittedEvents actual) {
    super(actual, EmittedEventsAssert.class);
  }

  /**
   * Sets how long the checks that follow wait.
   *
   * @param longest the most time; zero to look once
   * @return this
   */
  public EmittedEventsAssert within(Duration longest) {
    wait = Objects.requireNonNull(longest, "longest must not be null");
    return this;
  }

  /**
   * Waits for an event of a type.
   *
   * @param type the CloudEvents type, such as {@code invoice.paid}
   * @return checks of it; each narrows down which events are meant
   */
  public EventAssert emitted(String type) {
    return new EventAssert(watch(), type);
  }

  /**
   * Waits for a number of events, and fails if there are more.
   *
   * @param events how many different ones
   * @return this
   */
  public EmittedEventsAssert hasEmitted(int events) {
    EventWatch watch = watch();
    if (!watch.await(seen -> seen.size() >= events) || watch.seen().size() > events) {
      throw watch.failure("expected " + EventWatch.count(events));
    }
    return this;
  }

  /**
   * Looks once, and fails if there is an event. With a {@link ScriptedTransport} alone that says
   * what was handed over until now: an event whose emit has just returned may still be on its way.
   * {@link EmittedEvents#of} sees those, too.
   *
   * @return this
   */
  public EmittedEventsAssert emittedNothing() {
    EventWatch watch = watch();
    if (!watch.seen().isEmpty()) {
      throw watch.failure("expected no event");
    }
    return this;
  }

  private EventWatch watch() {
    isNotNull();
    return new EventWatch(actual, wait, info);
  }
}
