package io.durableemitter.cli;

import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.EventEmitter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a demo emits: synthetic events for a time, or those of a file again and again, each under an
 * id of its own. Shared by all callers.
 */
final class DemoEvents {

  private final List<InputEvent> templates;
  private final long most;
  private final Duration time;
  private final AtomicLong next = new AtomicLong();
  private volatile long deadlineNanos;

  private DemoEvents(List<InputEvent> templates, long most, Duration time) {
    this.templates = templates;
    this.most = most;
    this.time = time;
  }

  static DemoEvents synthetic(int events, int payloadBytes, Duration time) {
    byte[] body = new byte[payloadBytes];
    new Random(1).nextBytes(body);
    InputEvent template =
        new InputEvent(
            0, Map.of("source", "demo", "type", "demo.synthetic"), new InputEvent.Body(body));
    return new DemoEvents(List.of(template), events, time);
  }

  static DemoEvents ofFile(Path file, int repeat) throws IOException, InterruptedException {
    List<InputEvent> events = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file)) {
      new EventReader(
              new EventReader.Consumer() {
                @Override
                public void event(InputEvent event) {
                  Map<String, Object> attributes = new HashMap<>(event.attributes());
                  attributes.remove("id");
                  events.add(new InputEvent(event.line(), Map.copyOf(attributes), event.body()));
                }

                @Override
                public void malformed(MalformedInput input) {
                  throw new CommandException(
                      ExitCode.MALFORMED_INPUT,
                      file + " line " + input.line() + ": " + input.reason());
                }
              })
          .read(in);
    }
    if (events.isEmpty()) {
      throw new CommandException(ExitCode.FAILED, file + " has no events");
    }
    return new DemoEvents(
        List.copyOf(events), Math.multiplyExact((long) events.size(), repeat), Duration.ofDays(1));
  }

  /** How many events there are at most. */
  long most() {
    return most;
  }

  void start() {
    deadlineNanos = System.nanoTime() + time.toNanos();
  }

  /** The share of the work that is done, 0 to 1. */
  double share() {
    double byTime = 1 - (deadlineNanos - System.nanoTime()) / (double) time.toNanos();
    double byCount = (double) next.get() / most;
    return Math.max(0, Math.min(1, Math.max(byTime, byCount)));
  }

  /** Takes one event to emit; false when there are no more. */
  boolean take(long[] index) {
    if (System.nanoTime() - deadlineNanos >= 0) {
      return false;
    }
    index[0] = next.getAndIncrement();
    return index[0] < most;
  }

  EmitReceipt emit(EventEmitter emitter, long index) {
    InputEvent template = templates.get((int) (index % templates.size()));
    return emitter.emit(template.body().bytes(), template.attributes());
  }
}
