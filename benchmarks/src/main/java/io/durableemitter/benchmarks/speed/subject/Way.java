package io.durableemitter.benchmarks.speed.subject;

/** What becomes of events after they are stored. */
public enum Way {
  /** Nothing: delivery is paused, and rows stay. */
  STORED,
  /** A transport says at once that it has delivered them, and they are removed. */
  REMOVED,
  /** They go to an ingress in another process, and are removed. */
  SENT
}
