package io.durableemitter.kafka;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Topics that there were not, a moment ago, so that the next transaction need not wait for one
 * again. The last 1,000 of them. Safe for concurrent use.
 */
final class UnknownTopics {

  private static final int MOST = 1_000;

  private record Known(Throwable reason, long nanos) {}

  private final long forNanos;
  private final Map<String, Known> topics =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > MOST;
        }
      };

  UnknownTopics(Duration time) {
    forNanos = TimeUnit.NANOSECONDS.convert(time);
  }

  synchronized void add(String topic, Throwable reason, long nowNanos) {
    topics.put(topic, new Known(reason, nowNanos));
  }

  /** What was wrong with the topic; null if nothing is known of it. */
  synchronized @Nullable Throwable reason(String topic, long nowNanos) {
    Known known = topics.get(topic);
    if (known != null && nowNanos - known.nanos() > forNanos) {
      topics.remove(topic);
      return null;
    }
    return known == null ? null : known.reason();
  }
}
