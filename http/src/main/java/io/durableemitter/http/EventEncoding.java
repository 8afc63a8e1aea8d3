package io.durableemitter.http;

import io.durableemitter.api.internal.wire.StoredEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How events become requests in a {@link ContentMode}. Safe for concurrent use. */
enum EventEncoding {
  BATCH {
    @Override
    EncodedEvent encode(Outgoing event, StoredEvent stored) {
      return new EncodedEvent(event, BATCH_HEADERS, JsonEvents.write(stored));
    }

    @Override
    byte[] body(List<EncodedEvent> events) {
      return JsonEvents.array(events.stream().map(EncodedEvent::body).toList());
    }
  },

  STRUCTURED {
    @Override
    EncodedEvent encode(Outgoing event, StoredEvent stored) {
      return new EncodedEvent(event, STRUCTURED_HEADERS, JsonEvents.write(stored));
    }
  },

  BINARY {
    @Override
    EncodedEvent encode(Outgoing event, StoredEvent stored) throws MalformedEventException {
      Map<String, String> headers = new LinkedHashMap<>();
      for (Map.Entry<String, Object> attribute : stored.attributes().entrySet()) {
        String value = attribute.getValue().toString();
        if (attribute.getKey().equals(StoredEvent.CONTENT_TYPE)) {
          headers.put("content-type", HeaderText.checkedContentType(value));
        } else {
          headers.put("ce-" + attribute.getKey(), HeaderText.encoded(value));
        }
      }
      byte[] data = stored.data();
      return new EncodedEvent(event, headers, data == null ? NONE : data);
    }
  };

  /** Around the events of a batch, and between two. */
  static final int FRAMING_BYTES = 2;

  private static final byte[] NONE = {};
  private static final Map<String, String> BATCH_HEADERS =
      Map.of("content-type", "application/cloudevents-batch+json; charset=UTF-8");
  private static final Map<String, String> STRUCTURED_HEADERS =
      Map.of("content-type", "application/cloudevents+json; charset=UTF-8");

  static EventEncoding of(ContentMode mode) {
    return switch (mode) {
      case BATCH -> BATCH;
      case STRUCTURED -> STRUCTURED;
      case BINARY -> BINARY;
    };
  }

  abstract EncodedEvent encode(Outgoing event, StoredEvent stored) throws MalformedEventException;

  /** The body of a request of these events; one, unless there is an array of them. */
  byte[] body(List<EncodedEvent> events) {
    return events.get(0).body();
  }
}
