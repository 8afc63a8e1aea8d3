package io.durableemitter.benchmarks.peers.work;

import java.util.Locale;

/**
 * What one run has measured. Rates are events per second.
 *
 * @param name of the outbox
 * @param version of its library
 * @param settings in words
 * @param producers threads that persisted
 * @param persistedPerSecond while they did
 * @param deliveredPerSecond meanwhile
 * @param endToEndPerSecond delivered from the first one persisted until all are, and removed, or
 *     the time for it was over
 * @param left events that it had not delivered, or not removed, by then
 * @param duplicates deliveries of an event that had been delivered
 * @param missing events that were persisted, and are neither delivered nor left
 * @param p50Millis the median time of one call that persists
 * @param p99Millis what one of a hundred of those exceeds
 * @param processorMicrosPerEvent processor time of this process for an event that was delivered
 */
public record Figures(
    String name,
    String version,
    String settings,
    int producers,
    double persistedPerSecond,
    double deliveredPerSecond,
    double endToEndPerSecond,
    long left,
    long duplicates,
    long missing,
    double p50Millis,
    double p99Millis,
    double processorMicrosPerEvent) {

  /** One JSON object in one line; by hand, since each outbox brings a JSON library of its own. */
  String json() {
    return String.format(
        Locale.ROOT,
        "{\"name\":%s,\"version\":%s,\"settings\":%s,\"producers\":%d,"
            + "\"persistedPerSecond\":%.1f,\"deliveredPerSecond\":%.1f,\"endToEndPerSecond\":%.1f,"
            + "\"left\":%d,\"duplicates\":%d,\"missing\":%d,"
            + "\"p50Millis\":%.3f,\"p99Millis\":%.3f,\"processorMicrosPerEvent\":%.1f}",
        quoted(name),
        quoted(version),
        quoted(settings),
        producers,
        persistedPerSecond,
        deliveredPerSecond,
        endToEndPerSecond,
        left,
        duplicates,
        missing,
        p50Millis,
        p99Millis,
        processorMicrosPerEvent);
  }

  private static String quoted(String text) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("not text of one line: " + text);
    }
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
