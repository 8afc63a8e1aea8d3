package io.durableemitter.spi;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/**
 * What a process tells of itself. Immutable.
 *
 * <p>Figures are by name, so that processes of several versions can report side by side; whoever
 * reads them expects any to be missing. Those of an emitter: counts since its start {@value
 * #EMITTED}, {@value #EMIT_FAILURES}, {@value #DELIVERED}, {@value #DELIVERY_FAILURES}, {@value
 * #RETRANSMITTED}, {@value #DEAD_LETTERS}, {@value #EXPIRED}, and one beginning with {@value
 * #FAILED_BY_CODE} for each code with which deliveries have failed; per second since its last
 * report {@value #EMITTED_PER_SECOND}, {@value #DELIVERED_PER_SECOND}; now {@value #IN_FLIGHT},
 * {@value #INSERT_QUEUED}; and over the time since its last report, if there was anything to time,
 * {@value #STORE_MILLIS_P50}, {@value #STORE_MILLIS_P99}, {@value #DELIVER_MILLIS_P50}, {@value
 * #DELIVER_MILLIS_P99}.
 *
 * @param owner under which it claims rows; another one in each life of a process
 * @param name of the machine and the process, for people
 * @param version of this software
 * @param role {@code host} if it sends what waits, {@code emitter} if only what it has stored
 * @param uptime how long it has been running
 * @param gate {@code OPEN}, {@code CLOSED} or {@code PAUSED}
 * @param problem what is wrong with it; empty if nothing is
 * @param figures by name
 */
public record HostReport(
    UUID owner,
    String name,
    String version,
    String role,
    Duration uptime,
    String gate,
    String problem,
    Map<String, Double> figures) {

  /** Events stored. */
  public static final String EMITTED = "emitted";

  /** Emits that failed. */
  public static final String EMIT_FAILURES = "emitFailures";

  /** Events delivered. */
  public static final String DELIVERED = "delivered";

  /** Attempts to deliver an event that failed. */
  public static final String DELIVERY_FAILURES = "deliveryFailures";

  /** Events handed over again, from the store. */
  public static final String RETRANSMITTED = "retransmitted";

  /** Events that became dead letters. */
  public static final String DEAD_LETTERS = "deadLetters";

  /** Events taken out because they were too old. */
  public static final String EXPIRED = "expired";

  /** Events stored, per second. */
  public static final String EMITTED_PER_SECOND = "emittedPerSecond";

  /** Events delivered, per second. */
  public static final String DELIVERED_PER_SECOND = "deliveredPerSecond";

  /** Events with the transport, or delivered and not yet removed. */
  public static final String IN_FLIGHT = "inFlight";

  /** Events that wait for an insert. */
  public static final String INSERT_QUEUED = "insertQueued";

  /** How long an insert takes with its commit, in milliseconds: the middle one. */
  public static final String STORE_MILLIS_P50 = "storeMillisP50";

  /** The slowest of a hundred. */
  public static final String STORE_MILLIS_P99 = "storeMillisP99";

  /** From the hand-over of an event to its result, in milliseconds: the middle one. */
  public static final String DELIVER_MILLIS_P50 = "deliverMillisP50";

  /** The slowest of a hundred. */
  public static final String DELIVER_MILLIS_P99 = "deliverMillisP99";

  /** Begins the name of a count of failed deliveries; the code follows. */
  public static final String FAILED_BY_CODE = "failed.";

  /**
   * Keeps a copy.
   *
   * @param owner under which it claims rows; another one in each life of a process
   * @param name of the machine and the process, for people
   * @param version of this software
   * @param role {@code host} if it sends what waits, {@code emitter} if only what it has stored
   * @param uptime how long it has been running
   * @param gate {@code OPEN}, {@code CLOSED} or {@code PAUSED}
   * @param problem what is wrong with it; empty if nothing is
   * @param figures by name
   */
  public HostReport {
    figures = Map.copyOf(figures);
  }
}
