package io.durableemitter.core.internal.metrics;

import io.durableemitter.api.DeliveryResult;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts failed deliveries by the code that the other end gave, or by the kind of failure. Codes
 * come from elsewhere: beyond a number of them all others are counted as one. Safe for concurrent
 * use.
 */
public final class FailureCodes {

  private static final int MOST = 32;
  private static final int LONGEST = 60;
  private static final String OTHERS = "other";

  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  void add(DeliveryResult result) {
    if (result instanceof DeliveryResult.Rejected rejected) {
      add(rejected.code());
    } else if (result instanceof DeliveryResult.Failed failed) {
      add(failed.kind().name());
    }
  }

  private void add(String code) {
    String name = code.length() > LONGEST ? code.substring(0, LONGEST) : code;
    LongAdder known = counts.get(name);
    if (known == null) {
      known = counts.computeIfAbsent(counts.size() < MOST ? name : OTHERS, any -> new LongAdder());
    }
    known.increment();
  }

  /** The counts so far. */
  public Map<String, Long> counts() {
    Map<String, Long> copy = new HashMap<>();
    counts.forEach((code, count) -> copy.put(code, count.sum()));
    return copy;
  }
}
