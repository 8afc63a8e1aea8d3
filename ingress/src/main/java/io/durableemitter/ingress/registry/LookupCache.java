package io.durableemitter.ingress.registry;

import io.durableemitter.ingress.SchemaIndex;
import io.durableemitter.ingress.StoredSchema;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What was looked up, for a while; several that ask for the same wait for one question. Bounded;
 * who was not asked for longest goes first. Safe for concurrent use.
 */
final class LookupCache {

  /**
   * A question.
   *
   * @param version empty for the newest
   */
  record Key(String subject, Optional<Integer> version) {}

  private record Entry(
      CompletableFuture<Optional<StoredSchema>> answer, long sinceNanos, long bytes) {}

  private static final int KEY_BYTES = 2_500;
  private static final long MOST_BYTES = 64L << 20;
  private static final Duration KEEP_VERSION = Duration.ofMinutes(10);
  private static final Duration KEEP_LATEST = Duration.ofSeconds(30);
  private static final Duration KEEP_MISSING = Duration.ofSeconds(5);

  private final Map<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private final LongSupplier nanos;
  private long bytes;

  LookupCache(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** The answer, of the question that is given unless there is one. */
  CompletableFuture<Optional<StoredSchema>> get(
      Key key, Supplier<CompletableFuture<Optional<StoredSchema>>> question) {
    CompletableFuture<Optional<StoredSchema>> answer;
    synchronized (this) {
      Entry known = entries.get(key);
      if (known != null && isFresh(key, known)) {
        return known.answer().copy();
      }
      answer = new CompletableFuture<>();
      put(key, new Entry(answer, nanos.getAsLong(), KEY_BYTES));
    }
    var unused =
        question
            .get()
            .whenComplete(
                (found, error) -> {
                  if (error == null) {
                    answered(key, answer, found);
                    answer.complete(found);
                  } else {
                    forget(key, answer);
                    answer.completeExceptionally(error);
                  }
                });
    return answer.copy();
  }

  private boolean isFresh(Key key, Entry entry) {
    if (!entry.answer().isDone()) {
      return true;
    }
    Duration keep =
        entry.answer().join().isEmpty()
            ? KEEP_MISSING
            : key.version().isPresent() ? KEEP_VERSION : KEEP_LATEST;
    return nanos.getAsLong() - entry.sinceNanos() < keep.toNanos();
  }

  private synchronized void answered(
      Key key, CompletableFuture<Optional<StoredSchema>> answer, Optional<StoredSchema> found) {
    Entry entry = entries.get(key);
    if (entry != null && entry.answer() == answer) {
      long size = found.map(one -> SchemaIndex.bytes(one.schema())).orElse(0L);
      put(key, new Entry(answer, nanos.getAsLong(), KEY_BYTES + size));
    }
  }

  private synchronized void forget(Key key, CompletableFuture<?> answer) {
    Entry entry = entries.get(key);
    if (entry != null && entry.answer() == answer) {
      entries.remove(key);
      bytes -= entry.bytes();
    }
  }

  /** The newest version of a subject may be another one now. */
  synchronized void changed(String subject) {
    Entry old = entries.remove(new Key(subject, Optional.empty()));
    bytes -= old == null ? 0 : old.bytes();
  }

  private void put(Key key, Entry entry) {
    Entry old = entries.put(key, entry);
    bytes += entry.bytes() - (old == null ? 0 : old.bytes());
    Iterator<Entry> eldest = entries.values().iterator();
    while (bytes > MOST_BYTES && eldest.hasNext()) {
      bytes -= eldest.next().bytes();
      eldest.remove();
    }
  }
}
