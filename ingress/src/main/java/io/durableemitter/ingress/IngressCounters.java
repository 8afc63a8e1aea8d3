package io.durableemitter.ingress;

import java.util.concurrent.atomic.LongAdder;

/** Counts what the server does. Safe for concurrent use. */
final class IngressCounters {

  final LongAdder calls = new LongAdder();
  final LongAdder received = new LongAdder();
  final LongAdder accepted = new LongAdder();
  final LongAdder rejected = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder unauthenticated = new LongAdder();
  private final long startNanos = System.nanoTime();

  double uptimeSeconds() {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  void reset() {
    calls.reset();
    received.reset();
    accepted.reset();
    rejected.reset();
    refused.reset();
    unauthenticated.reset();
  }
}
