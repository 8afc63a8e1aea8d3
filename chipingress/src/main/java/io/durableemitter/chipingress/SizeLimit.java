package io.durableemitter.chipingress;

import io.durableemitter.api.log.LogThrottle;
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
  private final LogThrottle throttle;

  SizeLimit(Endpoint endpoint, long bytes, LogThrottle throttle) {
    this.endpoint = endpoint;
    this.bytes = new AtomicLong(bytes);
    this.throttle = throttle;
  }

  long bytes() {
    return bytes.get();
  }

  /** The server takes no request with these events. */
  void foundTooLarge(List<StampedMessage> request) {
    long size = request.stream().mapToLong(event -> event.message().wireSize()).sum();
    long half = Math.max(FLOOR, size / 2);
    if (bytes.getAndAccumulate(half, Math::min) > half) {
      throttle.changed(
          "size limit",
          leftOut ->
              log.warn(
                  "{} found a request of about {} bytes too large; requests have at most {} from"
                      + " now on",
                  endpoint,
                  size,
                  half));
    }
  }
}
