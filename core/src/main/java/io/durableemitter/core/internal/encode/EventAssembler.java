package io.durableemitter.core.internal.encode;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.durableemitter.api.Event;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.IdempotencyKeyPolicy;
import io.durableemitter.api.Payload;
import io.durableemitter.api.internal.text.ForeignText;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;

/**
 * Makes a complete CloudEvent of what a caller emits and encodes it, once, straight to the bytes
 * that are stored and sent: no message objects in between. Safe for concurrent use.
 */
public final class EventAssembler {

  private static final int ID = 1;
  private static final int SOURCE = 2;
  private static final int SPEC_VERSION = 3;
  private static final int TYPE = 4;
  private static final int ATTRIBUTE = 5;

  // told apart by identity: an event without data is not an event with empty data
  private static final byte[] NO_DATA = new byte[0];
  private static final byte[] SPEC_VERSION_1_0 =
      new ProtoWriter(8).stringField(SPEC_VERSION, "1.0").toByteArray();
  private static final byte[] EMITTER_NAME = AttributeValue.string("DurableEmitter");
  private static final byte[] EMITTER_ENTRY = entry("emitter", EMITTER_NAME);
  private static final byte[] PROTOBUF_ENTRY =
      entry("datacontenttype", AttributeValue.string(DataContent.PROTOBUF));

  private final Clock clock;
  private final IdempotencyKeyPolicy keyPolicy;
  private final OrderingKey orderingKey;

  /**
   * An assembler.
   *
   * @param clock tells {@code recordedtime}
   * @param keyPolicy the idempotency key of events that bring none
   * @param orderingKey of which events wait for each other
   */
  public EventAssembler(Clock clock, IdempotencyKeyPolicy keyPolicy, OrderingKey orderingKey) {
    this.clock = clock;
    this.keyPolicy = keyPolicy;
    this.orderingKey = orderingKey;
  }

  /**
   * Assembles an event from a body and attributes.
   *
   * @param body the data
   * @param given the attributes
   * @return the encoded event
   * @throws InvalidEventException if an attribute is missing or cannot be encoded
   */
  public EncodedEvent assemble(byte[] body, Map<String, ?> given) {
    Attributes attributes = new Attributes(given);
    withoutEmitter(attributes);
    return encode(body, attributes, DataContent.PROTOBUF);
  }

  /**
   * Assembles an event of the front door.
   *
   * @param event the event
   * @return the encoded event
   * @throws InvalidEventException if an attribute is missing or cannot be encoded
   */
  public EncodedEvent assemble(Event event) {
    if (event == null) {
      throw new InvalidEventException("the event is null; make one with Event.of");
    }
    Attributes attributes = new Attributes();
    event.extensions().keySet().forEach(ExtensionName::checkOnlyExtension);
    event.extensions().forEach(attributes::put);
    withoutEmitter(attributes);
    event.attributes().forEach(attributes::put);
    if (event.unsafeBody().isEmpty()) {
      return encode(NO_DATA, attributes, "");
    }
    DataContent.check(event.attributes().get("datacontenttype"));
    return encode(event.unsafeBody().get(), attributes, "");
  }

  private static void withoutEmitter(Attributes attributes) {
    if (attributes.take("emitter").isPresent()) {
      throw new InvalidEventException(
          "attribute 'emitter' is written by the emitter itself; leave it out");
    }
  }

  /**
   * Assembles a ready-made event; its id, time and extensions are kept.
   *
   * @param event the event
   * @return the encoded event
   * @throws InvalidEventException if an attribute is missing or cannot be encoded
   */
  public EncodedEvent assemble(CloudEvent event) {
    Attributes attributes = new Attributes();
    for (String name : event.getAttributeNames()) {
      Object value = event.getAttribute(name);
      if (value != null && !name.equals("specversion")) {
        attributes.put(name, value);
      }
    }
    for (String name : event.getExtensionNames()) {
      attributes.put(name, event.getExtension(name));
    }
    CloudEventData data = event.getData();
    if (data == null) {
      return encode(NO_DATA, attributes, "");
    }
    // without a content type the SDK's data is plain bytes, not a protobuf message
    return encode(data.toBytes(), attributes, "");
  }

  private EncodedEvent encode(byte[] body, Attributes attributes, String defaultContentType) {
    specVersion(attributes);
    String givenSource = attributes.required("source", Attributes.OLDER_SOURCE);
    String givenType = attributes.required("type", Attributes.OLDER_TYPE);
    String type = givenType.strip();
    String givenId = attributes.text("id");
    String id = givenId.isEmpty() ? UUID.randomUUID().toString() : givenId;
    withoutControls("id", id);
    withoutControls("source", givenSource);
    withoutControls("type", type);
    String source = source(givenSource);

    ProtoWriter out = new ProtoWriter(body.length + 384);
    out.stringField(ID, id).stringField(SOURCE, source).raw(SPEC_VERSION_1_0);
    out.stringField(TYPE, type);
    writeTimes(out, attributes);
    String subject = attributes.text("subject").strip();
    if (!subject.isEmpty()) {
      out.raw(entry("subject", AttributeValue.string(subject)));
    }
    String dataSchema = UriReference.of("dataschema", attributes.text("dataschema").strip());
    if (!dataSchema.isEmpty()) {
      out.raw(entry("dataschema", AttributeValue.uri(dataSchema)));
    }
    String givenKey = attributes.text("idempotencykey");
    String key =
        givenKey.isEmpty()
            ? IdempotencyKey.of(keyPolicy, id, givenSource, givenType, body)
            : givenKey;
    out.raw(entry("idempotencykey", AttributeValue.string(key)));
    String contentType = writeContentType(out, attributes, defaultContentType);
    writeExtensions(out, attributes);
    if (body != NO_DATA) {
      DataContent.write(out, contentType, dataSchema, body);
    }
    Payload payload = Payload.wrap(out.toByteArray());
    return new EncodedEvent(
        new EventHeader(id, source, type),
        orderingKey.of(payload, source, type, subject, attributes.rest()));
  }

  private static String source(String given) {
    String source = UriReference.of("source", given);
    if (source.isEmpty()) {
      throw new InvalidEventException(
          "attribute 'source' is '"
              + ForeignText.oneLine(given, 32)
              + "', which names nothing; write one such as billing");
    }
    return source;
  }

  private static void specVersion(Attributes attributes) {
    String version = attributes.text("specversion");
    if (!version.isEmpty() && !version.equals("1.0")) {
      throw new InvalidEventException(
          "attribute 'specversion' is '"
              + ForeignText.oneLine(version, 32)
              + "'; only 1.0 is supported");
    }
  }

  /** As a Chip Ingress refuses them, which is too late: by then the event is stored. */
  private static void withoutControls(String name, String value) {
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw new InvalidEventException(
          "attribute '" + name + "' has a control character; leave such characters out");
    }
  }

  private void writeTimes(ProtoWriter out, Attributes attributes) {
    Instant recorded =
        attributes
            .take("recordedtime")
            .map(value -> time("recordedtime", value))
            .filter(value -> !value.equals(Instant.EPOCH))
            .orElseGet(clock::instant)
            .truncatedTo(ChronoUnit.MILLIS);
    out.raw(entry("recordedtime", AttributeValue.timestamp(recorded)));
    attributes
        .take("time")
        .ifPresent(value -> out.raw(entry("time", AttributeValue.timestamp(time("time", value)))));
  }

  private static Instant time(String name, Object value) {
    Object parsed = value;
    if (value instanceof String text) {
      try {
        parsed = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
      } catch (DateTimeParseException e) {
        throw new InvalidEventException(
            "attribute '" + name + "' is not an RFC 3339 time such as 2026-01-31T12:00:00Z");
      }
    }
    return AttributeValue.instant(name, parsed);
  }

  private static String writeContentType(
      ProtoWriter out, Attributes attributes, String defaultContentType) {
    String given = attributes.text("datacontenttype");
    String contentType = given.isEmpty() ? defaultContentType : given;
    if (contentType.equals(DataContent.PROTOBUF)) {
      out.raw(PROTOBUF_ENTRY);
    } else if (!contentType.isEmpty()) {
      out.raw(entry("datacontenttype", AttributeValue.string(contentType)));
    }
    return contentType;
  }

  private static void writeExtensions(ProtoWriter out, Attributes attributes) {
    if (!attributes.rest().containsKey("emitter")) {
      out.raw(EMITTER_ENTRY);
    }
    attributes
        .rest()
        .forEach(
            (name, value) -> {
              ExtensionName.check(name);
              out.raw(entry(name, AttributeValue.of(name, value)));
            });
  }

  /** An attribute, as it stands in the event's bytes. */
  static byte[] entry(String name, byte[] value) {
    byte[] entry =
        new ProtoWriter(name.length() + value.length + 12)
            .stringField(1, name)
            .bytesField(2, value)
            .toByteArray();
    return new ProtoWriter(entry.length + 6).bytesField(ATTRIBUTE, entry).toByteArray();
  }
}
