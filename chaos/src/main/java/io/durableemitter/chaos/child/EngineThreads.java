package io.durableemitter.chaos.child;

import io.durableemitter.chaos.check.EmitJournal;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Counts the engine's threads by their kind. Whoever has fewer than before has lost some for good.
 * Safe for use by several threads.
 */
final class EngineThreads {

  private static final String PREFIX = "durable-emitter-";
  private static final Pattern ALL = Pattern.compile("durable[-_]emitter.*");

  // these end by themselves while there is nothing to do
  private static final Set<String> PASSING = Set.of(PREFIX + "log", PREFIX + "metrics");

  private final Map<String, Long> most = new TreeMap<>();
  private boolean closing;

  /** The names of all, in order, on one line. */
  static String names() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> ALL.matcher(name).matches())
        .sorted()
        .collect(Collectors.joining(" "));
  }

  /** From now on threads end because they should. */
  synchronized void closing() {
    closing = true;
  }

  /** Writes down which are missing; not if there is no memory to count them. */
  synchronized void look(EmitJournal journal) {
    try {
      if (!closing) {
        count(journal);
      }
    } catch (OutOfMemoryError e) {
      // the next look tells
      Thread.onSpinWait();
    }
  }

  private void count(EmitJournal journal) {
    Map<String, Long> now =
        Thread.getAllStackTraces().keySet().stream()
            .map(Thread::getName)
            .filter(name -> name.startsWith(PREFIX))
            .map(name -> name.replaceAll("-?\\d+$", ""))
            .filter(kind -> !PASSING.contains(kind))
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    now.forEach((kind, count) -> most.merge(kind, count, Math::max));
    most.forEach(
        (kind, count) -> {
          if (now.getOrDefault(kind, 0L) < count) {
            journal.missingThread(kind);
          }
        });
  }
}
