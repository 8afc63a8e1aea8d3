package io.durableemitter.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.durableemitter.chaos.check.Emits;
import io.durableemitter.chaos.check.Verdict;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a run has shown.
 *
 * @param seed its seed
 * @param cycles how many cycles there were
 * @param faults how often each fault happened
 * @param skipped how often a fault came up that this system cannot have
 * @param emits what callers did and were told
 * @param verdict what became of their events
 * @param keys how many ordering keys came
 * @param outOfOrder events that came after a later one of their key
 * @param corruptRows rows of nonsense that were put into the queue
 * @param died emitter processes that ended by themselves
 * @param stuck what did not recover by itself, if something did not
 * @param hungCloses emitter processes that did not end when told to
 * @param drain how long it took from the end of the faults until nothing was pending
 * @param elapsed how long the run took in all
 */
record ChaosReport(
    long seed,
    int cycles,
    Map<Fault, Integer> faults,
    Map<Fault, Integer> skipped,
    Emits emits,
    Verdict verdict,
    long keys,
    Set<String> outOfOrder,
    int corruptRows,
    int died,
    Optional<String> stuck,
    int hungCloses,
    Duration drain,
    Duration elapsed) {

  /** Whether every promise was kept and everything came to rest. */
  boolean holds() {
    return verdict.holds()
        && outOfOrder.isEmpty()
        && verdict.pending() == 0
        && died == 0
        && stuck.isEmpty()
        && emits.missingThreads().isEmpty()
        && hungCloses == 0;
  }

  /** One line. */
  String toJson() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("seed", seed).put("cycles", cycles);
    put(json.putObject("faults"), faults);
    put(json.putObject("skipped"), skipped);
    return json.put("attempted", emits.attempted().size())
        .put("acknowledged", verdict.acknowledged())
        .put("rejected", emits.rejected().size())
        .put("unknown", emits.unknown().size())
        .put("recovered", verdict.recovered())
        .put("delivered", verdict.delivered())
        .put("deadLettered", verdict.deadLettered())
        .put("pending", verdict.pending())
        .put("lost", verdict.lost().size())
        .put("duplicates", verdict.duplicates())
        .put("needlessDuplicates", verdict.needlessRepeats().size())
        .put("needlessDeadLetters", verdict.needlessDead().size())
        .put("deliveredAndDead", verdict.both().size())
        .put("deliveredAndDeadWithoutReason", verdict.bothWithoutReason().size())
        .put("needlessUnknown", verdict.needlessUnknown())
        .put("unexpected", verdict.unexpected().size())
        .put("altered", verdict.altered().size())
        .put("rejectedButKept", verdict.denied().size())
        .put("orderingKeys", keys)
        .put("outOfOrder", outOfOrder.size())
        .put("corruptRows", corruptRows)
        .put("died", died)
        .put("stuck", stuck.orElse(""))
        .put("missingThreads", String.join(",", emits.missingThreads()))
        .put("hungCloses", hungCloses)
        .put("maxHeapBytes", emits.maxHeapBytes())
        .put("drainMillis", drain.toMillis())
        .put("seconds", elapsed.toSeconds())
        .toString();
  }

  private static void put(ObjectNode json, Map<Fault, Integer> counts) {
    counts.forEach((fault, count) -> json.put(fault.name(), count));
  }
}
