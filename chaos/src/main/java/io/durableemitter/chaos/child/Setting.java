package io.durableemitter.chaos.child;

/** What an {@link EmitterMain} is told when it starts. */
public enum Setting {
  /** Begins the ids of its events, and is the name of its client. */
  NAME("emitter"),
  /** The queue. */
  TABLE(""),
  /** Port of the ingress on this machine. */
  INGRESS(""),
  /** File in which callers write what they do; without one they only measure. */
  JOURNAL(""),
  /** A {@link Tuning}. */
  TUNING("DEFAULTS"),
  /** Threads that emit. */
  CALLERS("0"),
  /** Between two emits of a caller that writes a journal. */
  PAUSE_MILLIS("3"),
  /** Of each caller that writes a journal; 0 for no end. */
  EVENTS("0"),
  /**
   * Bytes of an event; 0 for sizes that follow from its id, MIXED for those of which some are
   * large.
   */
  BYTES("0"),
  /** Events per second of callers that only measure; 0 for as many as they can. */
  RATE("0"),
  /** Ordering keys of each caller that writes a journal; 0 for events without. */
  KEYS("0"),
  /** Whether it runs the maintenance; a plugin process does not. */
  MAINTENANCE("true"),
  /** Whether it has a meter and an exporter. */
  METRICS("false"),
  /** A {@link io.durableemitter.chaos.sabotage.Sabotage}. */
  SABOTAGE("NONE"),
  /** A {@link io.durableemitter.chaos.crash.CrashStep}. */
  CRASH_AT("NOWHERE");

  private final String byDefault;

  Setting(String byDefault) {
    this.byDefault = byDefault;
  }

  String byDefault() {
    return byDefault;
  }
}
