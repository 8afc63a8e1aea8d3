package io.durableemitter.core;

import io.durableemitter.api.IdempotencyKeyPolicy;
import io.durableemitter.api.Payload;
import io.durableemitter.core.internal.encode.EncodedEvent;
import io.durableemitter.core.internal.encode.EventAssembler;
import io.durableemitter.core.internal.encode.OrderingKey;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;

/** Events for tests. */
public final class Events {

  private static final EventAssembler ASSEMBLER =
      new EventAssembler(Clock.systemUTC(), IdempotencyKeyPolicy.CONTENT_HASH, OrderingKey.NONE);

  private Events() {}

  public static EncodedEvent encoded(String id) {
    return ASSEMBLER.assemble(
        id.getBytes(StandardCharsets.UTF_8), Map.of("source", "tests", "type", "sample", "id", id));
  }

  public static Payload payload(String id, byte[] body) {
    return ASSEMBLER
        .assemble(body, Map.of("source", "tests", "type", "sample", "id", id))
        .payload();
  }

  public static Payload payload(String id) {
    return encoded(id).payload();
  }
}
