package io.durableemitter.benchmarks.speed.subject;

/**
 * What a process with an emitter has measured.
 *
 * @param emitted events stored
 * @param failed events that were not
 * @param seconds how long callers emitted
 * @param delivered events delivered and removed while they emitted
 * @param drainedSeconds how long it took, from the begin, until all were delivered and removed
 * @param emitMillis how long callers waited; from the moment that the schedule says, if there is
 *     one
 * @param acknowledgedMillis from the commit until it is acknowledged
 * @param processorMicros processor time of the process for an event
 * @param allocatedBytes memory that the process asked for, for an event; not a number if the JVM
 *     cannot tell
 */
public record Answer(
    long emitted,
    long failed,
    double seconds,
    long delivered,
    double drainedSeconds,
    Percentiles emitMillis,
    Percentiles acknowledgedMillis,
    double processorMicros,
    double allocatedBytes) {

  /** Events stored in a second. */
  public double emittedPerSecond() {
    return emitted / seconds;
  }

  /** Events delivered in a second, until the last one was. */
  public double endToEndPerSecond() {
    return emitted / drainedSeconds;
  }
}
