package io.durableemitter.ingress.internal.decode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * What an event carries, as far as it can be read.
 *
 * @param kind what it is taken for
 * @param json as JSON values: the document itself, the fields of a message, a text
 * @param lines for people; not escaped
 */
public record DecodedData(Kind kind, Object json, List<String> lines) {

  /** What data is taken for. */
  public enum Kind {
    /** There is none. */
    EMPTY,
    /** A JSON document. */
    JSON,
    /** Text. */
    TEXT,
    /** A message whose fields have names, by a set of descriptors. */
    MESSAGE,
    /** Bytes that could be a message, whose fields have numbers only. */
    FIELDS,
    /** Bytes. */
    BYTES
  }

  /** Keeps a copy. */
  public DecodedData {
    lines = List.copyOf(lines);
  }

  /**
   * Reads data.
   *
   * @param event whose data it is
   * @param messages by which messages are read; empty if there is no set of descriptors
   * @return what it is, never an exception for what it is not
   * @throws UndecodableInputException if there are messages and it is none of them
   */
  public static DecodedData of(EventParts event, Optional<MessageTypes> messages) {
    ByteString data = event.data();
    if (data.isEmpty()) {
      return new DecodedData(Kind.EMPTY, "", List.of());
    }
    if (messages.isPresent()) {
      Object fields = messages.get().fields(event);
      return new DecodedData(Kind.MESSAGE, fields, pretty(fields));
    }
    boolean message = !event.messageType().isEmpty() || event.contentType().contains("protobuf");
    if (!message) {
      Optional<JsonNode> document = json(data);
      if (document.isPresent()) {
        return new DecodedData(Kind.JSON, document.get(), pretty(document.get()));
      }
      if (isText(data)) {
        String text = data.toStringUtf8();
        return new DecodedData(Kind.TEXT, text, List.of(text.split("\r?\n", -1)));
      }
    }
    return WireListing.of(data.toByteArray())
        .map(lines -> new DecodedData(Kind.FIELDS, lines, lines))
        .orElseGet(() -> new DecodedData(Kind.BYTES, HexDump.base64(data), List.of()));
  }

  private static boolean isText(ByteString data) {
    return data.isValidUtf8()
        && data.toStringUtf8()
            .chars()
            .allMatch(c -> (c >= ' ' && c != 0x7f) || c == '\n' || c == '\r' || c == '\t');
  }

  private static Optional<JsonNode> json(ByteString data) {
    try {
      JsonNode node =
          JsonEvents.JSON
              .reader()
              .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
              .readTree(data.toByteArray());
      return node.isMissingNode() ? Optional.empty() : Optional.of(node);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // of bytes in memory
    }
  }

  private static List<String> pretty(Object value) {
    try {
      String text = JsonEvents.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value);
      return List.of(text.split("\r?\n", -1));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // of what was read a moment ago
    }
  }
}
