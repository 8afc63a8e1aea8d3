package io.durableemitter.chipingress;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How large requests should be: as configured, or smaller once the server found one too large. It
 * never grows again in the life of a client. Safe for concurrent use.
 */
final class SizeLimit {

  private static final Logger log = LoggerFactory.getLogger(SizeLimit.class);

  /** One huge event must not make all other requests tiny. */
  private static final long FLOOR = 16 << 10;

  private final Endpoint endpoint;
  private final AtomicLong bytes;

  SizeLimit(Endpoint endpoint, long bytes) {
    this.endpoint = endpoint;
    this.bytes = new AtomicLong(bytes);
  }

  long bytes() {
    return bytes.get();
  }

  /** The server takes no request with these events. */
  void foundTooLarge(List<StampedMessage> request) {
    long size = request.stream().mapToLong(event -> event.message().wireSize()).sum();
    long half = Math.max(FLOOR, size / 2);
    if (bytes.getAndAccumulate(half, Math::min) > half) {
      log.warn(
          "{} found a request of about {} bytes too large; requests have at most {} from now on",
          endpoint,
          size,
          half);
    }
  }
}
