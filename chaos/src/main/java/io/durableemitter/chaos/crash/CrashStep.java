package io.durableemitter.chaos.crash;

/** A place on the walk of an event at which its process can die. */
public enum CrashStep {
  /** It lives on. */
  NOWHERE(0),
  /** S1: while its attributes are read. */
  READING_ATTRIBUTES(3),
  /** S2: others are being inserted, ours are in the queue. */
  QUEUED(3),
  /** S3: before the insert. */
  BEFORE_INSERT(3),
  /** S4: committed; the reply was not read. */
  COMMITTED(0),
  /** S5: the reply was read; no caller was told. */
  CALLERS_NOT_TOLD(3),
  /** S6: before the transport gets it. */
  BEFORE_HAND_OVER(10),
  /** S7: with the transport. */
  HANDED_OVER(10),
  /** S8: the call is on its way; the ingress has not accepted it. */
  SENT(0),
  /** S9: accepted, not answered. */
  ACCEPTED(0),
  /** S10: answered; nobody here knows. */
  ANSWERED(10),
  /** S11: before it is removed. */
  BEFORE_MARK(3),
  /** S11: removed; nobody here knows. */
  MARKED(3),
  /** S12: all is over. */
  OVER(3);

  private final int times;

  CrashStep(int times) {
    this.times = times;
  }

  /** The process dies when it is here for the n-th time; 0 if it is killed from outside. */
  int times() {
    return times;
  }
}
