package io.durableemitter.chaos.check;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Follows a journal as it grows. Callers emit one event after the other, so the last one of each
 * tells whether it is in an emit. Not safe for use by several threads.
 */
public final class JournalReader {

  private final Path journal;
  private final Map<String, String> underWay = new HashMap<>();
  private long offset;
  private long attempted;
  private long acknowledged;
  private long unknown;

  /** Reads a journal, which may not be there yet, from its beginning. */
  public JournalReader(Path journal) {
    this.journal = journal;
  }

  /** Reads what has been written since the last time. */
  public void readOn() {
    for (String line : newText().lines().toList()) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "ATTEMPT" -> {
          attempted++;
          underWay.put(callerOf(words[1]), words[1]);
        }
        case "ACK" -> {
          acknowledged++;
          underWay.remove(callerOf(words[1]), words[1]);
        }
        case "UNKNOWN" -> {
          unknown++;
          underWay.remove(callerOf(words[1]), words[1]);
        }
        case "REJECT" -> underWay.remove(callerOf(words[1]), words[1]);
        default -> {
          // how large the heap is says nothing of emits
        }
      }
    }
  }

  private static String callerOf(String id) {
    return id.substring(0, Math.max(0, id.lastIndexOf('-')));
  }

  private String newText() {
    if (!Files.exists(journal)) {
      return "";
    }
    try (RandomAccessFile file = new RandomAccessFile(journal.toFile(), "r")) {
      byte[] bytes = new byte[Math.toIntExact(file.length() - offset)];
      file.seek(offset);
      file.readFully(bytes);
      String text = new String(bytes, StandardCharsets.US_ASCII);
      String whole = text.substring(0, text.lastIndexOf('\n') + 1);
      offset += whole.length();
      return whole;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many emits have begun. */
  public long attempted() {
    return attempted;
  }

  /** How many have returned. */
  public long acknowledged() {
    return acknowledged;
  }

  /** How many could not tell. */
  public long unknown() {
    return unknown;
  }

  /** The events whose emits have neither returned nor thrown; those of dead processes never do. */
  public Set<String> underWay() {
    return new HashSet<>(underWay.values());
  }
}
