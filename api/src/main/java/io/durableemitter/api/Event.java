package io.durableemitter.api;

import io.durableemitter.api.internal.text.ForeignText;
import io.durableemitter.api.internal.text.Utf8;
import java.net.URI;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An event to {@link EventEmitter#emit(Event) emit}: a source, a type and, mostly, a body whose
 * content type is said. Each method returns a changed copy; what is given twice is what was given
 * last.
 *
 * <pre>{@code
 * emitter.emit(Event.of("billing", "invoice.paid").json(bytes).subject(invoiceId));
 * }</pre>
 *
 * <p>Immutable and safe for concurrent use. Arrays are copied when they are given, so a later
 * change of the caller's own changes nothing. One event can be emitted more than once: each time it
 * gets an id of its own, unless {@link #id} says one.
 *
 * <p>Names and values are checked when the event is emitted, by the same rules as {@link
 * EventEmitter#emit(byte[], Map) those of other events}: what is wrong is an {@link EmitException}
 * with {@link EmitException.Reason#INVALID_EVENT}, and nothing is stored. Only {@code null}, and
 * text that cannot be written as UTF-8, are refused where they are given.
 */
public final class Event {

  private final Map<String, Object> attributes; // neither map changes
  private final Map<String, Object> extensions;
  private final Optional<byte[]> body;

  private Event(
      Map<String, Object> attributes, Map<String, Object> extensions, Optional<byte[]> body) {
    this.attributes = attributes;
    this.extensions = extensions;
    this.body = body;
  }

  /**
   * An event without a body.
   *
   * @param source where it comes from, as a URI reference: {@code billing}, {@code /orders/eu} or
   *     {@code https://example.org/orders}; not blank
   * @param type what has happened, such as {@code invoice.paid}; not blank, blanks around it are
   *     left out
   * @return the event
   */
  public static Event of(String source, String type) {
    return new Event(Map.of(), Map.of(), Optional.empty())
        .attribute("source", source)
        .attribute("type", type);
  }

  /**
   * With a JSON document as its body; the content type is {@code application/json}.
   *
   * @param document the document in UTF-8; it is neither parsed nor checked
   * @return a changed copy
   */
  public Event json(byte[] document) {
    return bytes("application/json", document);
  }

  /**
   * With a JSON document as its body; the content type is {@code application/json}.
   *
   * @param document the document; it is neither parsed nor checked
   * @return a changed copy
   * @throws IllegalArgumentException if the text has half of a surrogate pair
   */
  public Event json(String document) {
    return owned("application/json", Utf8.bytes("document", nonNull("document", document)));
  }

  /**
   * With a protobuf message as its body; the content type is {@code application/protobuf}. The
   * message's type is told by {@link #dataSchema}.
   *
   * @param message the serialized message
   * @return a changed copy
   */
  public Event protobuf(byte[] message) {
    return bytes("application/protobuf", message);
  }

  /**
   * With plain text as its body; the content type is {@code text/plain}.
   *
   * @param text the text; it may be empty
   * @return a changed copy
   * @throws IllegalArgumentException if the text has half of a surrogate pair
   */
  public Event text(String text) {
    return owned("text/plain", Utf8.bytes("text", nonNull("text", text)));
  }

  /**
   * With any body.
   *
   * @param contentType its media type, such as {@code application/octet-stream} or {@code text/csv;
   *     charset=utf-8}
   * @param body the bytes; there may be none
   * @return a changed copy
   */
  public Event bytes(String contentType, byte[] body) {
    return owned(contentType, nonNull("body", body).clone());
  }

  /**
   * With what the event is about, within its source: an invoice, an account.
   *
   * @param subject the subject; blanks around it are left out, and blank is none
   * @return a changed copy
   */
  public Event subject(String subject) {
    return attribute("subject", subject);
  }

  /**
   * With an id of the caller's: what is emitted twice with one id is one event to consumers, who
   * recognise it by source and id. Without this each emit makes a random UUID.
   *
   * @param id unique within the source; empty is none
   * @return a changed copy
   */
  public Event id(String id) {
    return attribute("id", id);
  }

  /**
   * With the time when it happened. The time of the emit is in {@code recordedtime} anyway.
   *
   * @param time within the years 1 to 9999
   * @return a changed copy
   */
  public Event time(Instant time) {
    return attribute("time", time);
  }

  /**
   * With the schema of its body.
   *
   * @param uri where it is or what it is called, as a URI reference; of protobuf the type URL
   * @return a changed copy
   */
  public Event dataSchema(String uri) {
    return attribute("dataschema", uri);
  }

  /**
   * With the extension attribute {@code partitionkey}, which is carried; no order is promised by
   * it.
   *
   * @param key the key
   * @return a changed copy
   */
  public Event partitionKey(String key) {
    return extension("partitionkey", key);
  }

  /**
   * With the extension attribute {@code idempotencykey}.
   *
   * @param key the key; empty is none, and then {@link IdempotencyKeyPolicy} decides
   * @return a changed copy
   */
  public Event idempotencyKey(String key) {
    return extension("idempotencykey", key);
  }

  /**
   * With an extension attribute that is text.
   *
   * @param name 1 to 256 lower-case letters a-z and digits; not that of an attribute that has a
   *     method here, nor {@code data}, {@code seqnum}, {@code specversion} or {@code emitter}
   * @param value the value
   * @return a changed copy
   */
  public Event extension(String name, String value) {
    return extended(name, nonNull("value", value));
  }

  /**
   * With an extension attribute that is true or false.
   *
   * @param name as {@link #extension(String, String)}
   * @param value the value
   * @return a changed copy
   */
  public Event extension(String name, boolean value) {
    return extended(name, value);
  }

  /**
   * With an extension attribute that is a whole number; a larger one is given as text.
   *
   * @param name as {@link #extension(String, String)}
   * @param value the value
   * @return a changed copy
   */
  public Event extension(String name, int value) {
    return extended(name, value);
  }

  /**
   * With an extension attribute that is bytes.
   *
   * @param name as {@link #extension(String, String)}
   * @param value the value
   * @return a changed copy
   */
  public Event extension(String name, byte[] value) {
    return extended(name, nonNull("value", value).clone());
  }

  /**
   * With an extension attribute that is a URI or a relative reference.
   *
   * @param name as {@link #extension(String, String)}
   * @param value the value
   * @return a changed copy
   */
  public Event extension(String name, URI value) {
    return extended(name, nonNull("value", value));
  }

  /**
   * With an extension attribute that is a time.
   *
   * @param name as {@link #extension(String, String)}
   * @param value within the years 1 to 9999
   * @return a changed copy
   */
  public Event extension(String name, Instant value) {
    return extended(name, nonNull("value", value));
  }

  /**
   * What CloudEvents defines and this event was given: {@code source}, {@code type}, {@code
   * datacontenttype} and so on.
   *
   * @return by name; cannot be changed
   */
  public Map<String, Object> attributes() {
    return attributes;
  }

  /**
   * The extension attributes.
   *
   * @return by name, in the order in which they were given; cannot be changed. Do not write to an
   *     array in it
   */
  public Map<String, Object> extensions() {
    return extensions;
  }

  /**
   * The body itself, not a copy, for emitters, which only read it.
   *
   * @return empty if there is no body; a body may be without bytes
   */
  public Optional<byte[]> unsafeBody() {
    return body;
  }

  private Event owned(String contentType, byte[] bytes) {
    Map<String, Object> all = with(attributes, "datacontenttype", contentType);
    return new Event(all, extensions, Optional.of(bytes));
  }

  private Event attribute(String name, Object value) {
    return new Event(with(attributes, name, value), extensions, body);
  }

  private Event extended(String name, Object value) {
    return new Event(attributes, with(extensions, name, value), body);
  }

  private static Map<String, Object> with(Map<String, Object> all, String name, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(all);
    changed.put(nonNull("name", name), nonNull(name, value));
    return Collections.unmodifiableMap(changed);
  }

  private static <T> T nonNull(String what, T value) {
    return Objects.requireNonNull(value, () -> what + " must not be null");
  }

  /** Names only. */
  @Override
  public String toString() {
    return ForeignText.oneLine("Event" + attributes.keySet() + extensions.keySet(), 1_000);
  }
}
