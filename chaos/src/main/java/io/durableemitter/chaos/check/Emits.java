package io.durableemitter.chaos.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What all callers did and were told.
 *
 * @param attempted fingerprint of each event by its id
 * @param acknowledged ids whose emit returned
 * @param rejected ids whose emit said: certainly not stored
 * @param unknown ids whose emit could not tell
 * @param maxHeapBytes the most heap that any emitter was seen to use
 * @param missingThreads kinds of threads that an emitter has lost
 */
public record Emits(
    Map<String, String> attempted,
    Set<String> acknowledged,
    Set<String> rejected,
    Set<String> unknown,
    long maxHeapBytes,
    Set<String> missingThreads) {

  /** Reads journals; a last line without its end counts as not written. */
  public static Emits read(List<Path> journals) {
    Map<String, String> attempted = new HashMap<>();
    Set<String> acknowledged = new HashSet<>();
    Set<String> rejected = new HashSet<>();
    Set<String> unknown = new HashSet<>();
    Set<String> missing = new HashSet<>();
    long heap = 0;
    for (Path journal : journals) {
      for (String line : wholeLines(journal)) {
        String[] words = line.split(" ", -1);
        switch (words[0]) {
          case "ATTEMPT" -> attempted.put(words[1], words[2]);
          case "ACK" -> acknowledged.add(words[1]);
          case "REJECT" -> rejected.add(words[1]);
          case "UNKNOWN" -> unknown.add(words[1]);
          case "HEAP" -> heap = Math.max(heap, Long.parseLong(words[1]));
          case "MISSING" -> missing.add(words[1]);
          default -> throw new IllegalStateException("not a line of a journal: " + line);
        }
      }
    }
    return new Emits(attempted, acknowledged, rejected, unknown, heap, missing);
  }

  private static List<String> wholeLines(Path journal) {
    try {
      String text =
          Files.exists(journal) ? Files.readString(journal, StandardCharsets.US_ASCII) : "";
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
