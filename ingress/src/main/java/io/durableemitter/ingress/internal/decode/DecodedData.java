package io.durableemitter.ingress.internal.decode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.durableemitter.api.internal.text.JsonLines;
import io.durableemitter.api.internal.wire.DataView;
import io.durableemitter.api.internal.wire.DataView.Kind;
import io.durableemitter.api.internal.wire.StoredEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
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
  public static DecodedData of(StoredEvent event, Optional<MessageTypes> messages) {
    byte[] data = event.dataOrEmpty();
    if (data.length > 0 && messages.isPresent()) {
      Object fields = messages.get().fields(event);
      return new DecodedData(Kind.MESSAGE, fields, lines(fields));
    }
    DataView view = DataView.of(event, Integer.MAX_VALUE);
    Object json =
        switch (view.kind()) {
          case EMPTY -> "";
          case JSON -> document(data);
          case TEXT -> new String(data, StandardCharsets.UTF_8);
          case MESSAGE, FIELDS -> view.lines();
          case BYTES -> Base64.getEncoder().encodeToString(data);
        };
    return new DecodedData(view.kind(), json, view.lines());
  }

  /** As a text if it is more than the library takes, such as a name of a megabyte. */
  private static JsonNode document(byte[] data) {
    try {
      return JsonEvents.JSON.readTree(data);
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(new String(data, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // of bytes in memory
    }
  }

  private static List<String> lines(Object fields) {
    try {
      byte[] json = JsonEvents.JSON.writeValueAsBytes(fields);
      return JsonLines.of(json, Long.MAX_VALUE)
          .orElseGet(() -> List.of(new String(json, StandardCharsets.UTF_8)));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // of what was read a moment ago
    }
  }
}
