package io.durableemitter.ingress.internal.decode;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.api.Payload;
import io.durableemitter.api.internal.wire.HeaderReader;
import io.durableemitter.api.internal.wire.StoredEvent;
import io.durableemitter.api.internal.wire.StoredEventReader;
import io.durableemitter.api.internal.wire.UndecodablePayloadException;
import io.durableemitter.proto.CloudEventBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Reads events as somebody has them at hand: the bytes of a row or of a batch, those in hex (also
 * as psql shows them) or base64, one or one a line, or the CloudEvents JSON format: one, an array,
 * or one a line.
 */
public final class EventInput {

  /** The most bytes of input. */
  public static final int LONGEST = 10 << 20;

  private static final Pattern HEX = Pattern.compile("(?:\\\\?\\\\x|0x)?((?:[0-9a-fA-F]{2})+)");
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]+={0,2}");

  private EventInput() {}

  /**
   * Reads all events of an input.
   *
   * @param input up to {@link #LONGEST} bytes
   * @return at least one
   * @throws UndecodableInputException if it is longer, or is none of these
   */
  public static List<StoredEvent> read(byte[] input) {
    if (input.length > LONGEST) {
      throw new UndecodableInputException(
          "the input has more than " + LONGEST + " bytes (10 MiB); give a part of it");
    }
    if (!isPrintable(input)) {
      return binary(input);
    }
    String text = new String(input, StandardCharsets.US_ASCII).strip();
    if (text.isEmpty()) {
      throw new UndecodableInputException("the input is empty");
    }
    char first = text.charAt(0);
    if (first == '{' || first == '[') {
      return JsonEvents.read(input);
    }
    List<StoredEvent> events = new ArrayList<>();
    long offset = 0;
    for (String line : text.split("\n", -1)) {
      if (!line.isBlank()) {
        events.addAll(encoded(line.strip(), offset));
      }
      offset += line.length() + 1;
    }
    return events;
  }

  /** Reads the payload of a row. */
  public static StoredEvent ofPayload(byte[] payload) {
    try {
      return event(payload);
    } catch (UndecodablePayloadException e) {
      throw undecodable("the payload is no CloudEvent", e);
    }
  }

  // JSON may hold characters that are no ASCII; what is encoded does not
  private static boolean isPrintable(byte[] input) {
    boolean json = false;
    boolean begun = false;
    for (byte one : input) {
      boolean space = one == ' ' || one == '\n' || one == '\r' || one == '\t';
      if (!begun && !space) {
        begun = true;
        json = one == '{' || one == '[';
      }
      if (!space && ((one >= 0 && one < ' ') || one == 0x7f || (one < 0 && !json))) {
        return false;
      }
    }
    return true;
  }

  private static List<StoredEvent> encoded(String line, long offset) {
    var hex = HEX.matcher(line);
    if (hex.matches()) {
      return binary(HexFormat.of().parseHex(hex.group(1).toLowerCase(Locale.ROOT)));
    }
    if (BASE64.matcher(line).matches()) {
      byte[] bytes;
      try {
        bytes = Base64.getDecoder().decode(line.replace('-', '+').replace('_', '/'));
      } catch (IllegalArgumentException e) {
        throw new UndecodableInputException(
            "the line that begins at byte " + offset + " is neither hex nor whole base64");
      }
      return binary(bytes);
    }
    throw new UndecodableInputException(
        "the line that begins at byte "
            + offset
            + " is neither JSON nor hex nor base64; bytes of protobuf are read, too");
  }

  private static List<StoredEvent> binary(byte[] bytes) {
    try {
      return List.of(event(bytes));
    } catch (UndecodablePayloadException e) {
      List<StoredEvent> batch = batch(bytes);
      if (batch.isEmpty()) {
        throw undecodable("the bytes are neither a CloudEvent nor a batch of them", e);
      }
      return batch;
    }
  }

  private static UndecodableInputException undecodable(
      String what, UndecodablePayloadException cause) {
    String how = String.valueOf(cause.getMessage()).replaceFirst(".*: it ", "it ");
    return new UndecodableInputException(
        what + ": " + how + (cause.at() < 0 ? "" : ", at byte " + cause.at()));
  }

  private static StoredEvent event(byte[] bytes) {
    Payload payload = Payload.wrap(bytes);
    HeaderReader.read(payload); // an event without id and type is none
    return StoredEventReader.readForPeople(payload);
  }

  /** The events of a batch; empty if it is none. */
  private static List<StoredEvent> batch(byte[] bytes) {
    try {
      List<CloudEvent> events = CloudEventBatch.parseFrom(bytes).getEventsList();
      boolean real =
          events.stream().noneMatch(event -> event.getId().isEmpty() || event.getType().isEmpty());
      return real
          ? events.stream()
              .map(event -> StoredEventReader.readForPeople(Payload.wrap(event.toByteArray())))
              .toList()
          : List.of();
    } catch (InvalidProtocolBufferException e) {
      return List.of(); // the caller says what is wrong
    }
  }
}
