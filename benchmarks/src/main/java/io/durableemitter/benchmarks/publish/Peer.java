package io.durableemitter.benchmarks.publish;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One of the libraries that do the same work.
 *
 * @param name of the library
 * @param version of it; empty if unknown
 * @param settings that it was measured with
 * @param note what else one has to know of it; empty if nothing
 * @param endToEndPerSecond events delivered in a second; empty if it failed
 * @param ratio how many times as fast this project is
 * @param p50Millis how long a producer waited
 * @param left events that were not delivered when the measurement ended
 */
record Peer(
    String name,
    String version,
    String settings,
    String note,
    OptionalDouble endToEndPerSecond,
    OptionalDouble ratio,
    OptionalDouble p50Millis,
    OptionalLong left) {

  static Peer of(JsonNode node) {
    JsonNode left = node.path("left");
    return new Peer(
        node.path("name").asText(),
        node.path("version").asText(),
        node.path("settings").asText(),
        node.path("note").asText(),
        number(node.path("endToEndPerSecond")),
        // peers-run says whose it is
        number(node.path(node.has("ratio") ? "ratio" : "oursRatio")),
        number(node.path("p50Millis")),
        left.isNumber() ? OptionalLong.of(left.longValue()) : OptionalLong.empty());
  }

  private static OptionalDouble number(JsonNode node) {
    return node.isNumber() ? OptionalDouble.of(node.doubleValue()) : OptionalDouble.empty();
  }
}
