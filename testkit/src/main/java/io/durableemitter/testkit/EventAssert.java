package io.durableemitter.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.durableemitter.testkit.EventWatch.Seen;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Checks that there is an event with all that is said of it. Each method narrows down which events
 * are meant, waits until there is one within the time of its {@link EmittedEventsAssert}, and fails
 * with a list of what was emitted.
 */
public final class EventAssert {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final EventWatch watch;
  private Predicate<CloudEvent> condition;
  private String expected;

  EventAssert(EventWatch watch, String type) {
    this.watch = watch;
    condition = event -> true;
    expected = "expected an event";
    and(event -> event.getType().equals(type), " of type " + type);
  }

  /**
   * From this source.
   *
   * @param source the CloudEvents source, such as {@code billing}
   * @return this
   */
  public EventAssert withSource(String source) {
    return and(event -> event.getSource().toString().equals(source), " with source " + source);
  }

  /**
   * About this subject.
   *
   * @param subject the CloudEvents subject, such as an invoice's id
   * @return this
   */
  public EventAssert withSubject(String subject) {
    return and(event -> subject.equals(event.getSubject()), " with subject " + subject);
  }

  /**
   * With this id.
   *
   * @param id the CloudEvents id
   * @return this
   */
  public EventAssert withId(String id) {
    return and(event -> event.getId().equals(id), " with id " + id);
  }

  /**
   * With exactly these bytes as its body; for a body that is a protobuf message within the event,
   * the serialized message.
   *
   * @param body the bytes
   * @return this
   */
  public EventAssert withData(byte[] body) {
    byte[] copy = body.clone();
    return and(
        event -> EventLine.bytes(event).filter(data -> Arrays.equals(data, copy)).isPresent(),
        " with these " + copy.length + " bytes of data");
  }

  /**
   * With this JSON document as its body, whatever its white space and the order of its names.
   *
   * @param document the document
   * @return this
   * @throws IllegalArgumentException if the text is not JSON
   */
  public EventAssert withJson(String document) {
    JsonNode tree;
    try {
      tree = JSON.readTree(document);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "the expected document is not JSON: " + e.getOriginalMessage(), e);
    }
    return and(
        event -> EventLine.bytes(event).filter(data -> isJson(data, tree)).isPresent(),
        " with JSON " + tree);
  }

  private static boolean isJson(byte[] data, JsonNode expected) {
    try {
      return expected.equals(JSON.readTree(data));
    } catch (IOException e) {
      return false; // data of another kind
    }
  }

  /**
   * With an extension attribute.
   *
   * @param name its name
   * @param value its value: text, a boolean, an integer, bytes, a URI or an {@link Instant}, as the
   *     event was given it
   * @return this
   */
  public EventAssert withExtension(String name, Object value) {
    Object wanted =
        value instanceof Instant time
            ? time.atOffset(ZoneOffset.UTC)
            : Objects.requireNonNull(value);
    return and(
        event -> same(wanted, event.getExtension(name)),
        " with extension " + name + "=" + text(wanted));
  }

  private static boolean same(Object wanted, @Nullable Object value) {
    return wanted instanceof OffsetDateTime time
        ? value instanceof OffsetDateTime other && time.isEqual(other)
        : Objects.deepEquals(wanted, value);
  }

  static String text(@Nullable Object value) {
    return value instanceof byte[] bytes
        ? Base64.getEncoder().encodeToString(bytes)
        : String.valueOf(value);
  }

  /**
   * Waits for a number of events like that, and fails if there are more.
   *
   * @param events how many different ones
   * @return this
   */
  public EventAssert times(int events) {
    if (!watch.await(seen -> matching(seen).size() >= events)
        || matching(watch.seen()).size() > events) {
      throw watch.failure(expected.replaceFirst("an event", EventWatch.count(events)));
    }
    return this;
  }

  /**
   * The first event like that, for checks of one's own.
   *
   * @return the event
   */
  public CloudEvent first() {
    return matching(watch.seen()).get(0);
  }

  private EventAssert and(Predicate<CloudEvent> more, String text) {
    condition = condition.and(more);
    expected += text;
    if (!watch.await(seen -> !matching(seen).isEmpty())) {
      throw watch.failure(expected);
    }
    return this;
  }

  private List<CloudEvent> matching(List<Seen> seen) {
    return seen.stream().flatMap(one -> one.event().stream()).filter(condition).toList();
  }
}
