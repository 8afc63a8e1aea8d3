package io.durableemitter.benchmarks.speed.subject;

/** Who emits. */
public enum CallerKind {
  /** Threads of the platform that wait for each event. */
  PLATFORM,
  /** Virtual threads that wait for each event; they need Java 21. */
  VIRTUAL,
  /** Threads that go on while up to 2,048 of their events each are under way. */
  ASYNC,
  /** Nobody: rows are there already. */
  NONE
}
