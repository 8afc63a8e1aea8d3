package io.durableemitter.ingress.auth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Ed25519 public keys that may sign, as 64 lower-case hex digits, given or from a file that may
 * change: one key per line, {@code #} begins a comment. A file that has become unreadable or wrong
 * leaves the keys as they were. Safe for concurrent use.
 */
final class AllowedKeys {

  private static final Logger log = LoggerFactory.getLogger(AllowedKeys.class);
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Set<String> given;
  private final Optional<Path> file;
  private final LongSupplier ticker;
  private volatile Set<String> ofFile = Set.of();
  private volatile long lastLookNanos;
  private FileTime lastChange = FileTime.fromMillis(0);
  private long lastSize = -1;

  AllowedKeys(Collection<String> given, Optional<Path> file, LongSupplier ticker) {
    this.given = checked("the list of allowed keys", given);
    this.file = file;
    this.ticker = ticker;
    this.lastLookNanos = ticker.getAsLong();
    file.ifPresent(path -> load(path));
  }

  boolean contains(String keyHex) {
    file.ifPresent(this::look);
    return given.contains(keyHex) || ofFile.contains(keyHex);
  }

  private void look(Path path) {
    long now = ticker.getAsLong();
    if (now - lastLookNanos < LOOK_NANOS) {
      return;
    }
    synchronized (this) {
      if (now - lastLookNanos < LOOK_NANOS) {
        return;
      }
      lastLookNanos = now;
      try {
        load(path);
      } catch (IllegalArgumentException e) {
        log.warn("{}; the keys that were read before stay allowed", e.getMessage());
      }
    }
  }

  private synchronized void load(Path path) {
    try {
      FileTime change = Files.getLastModifiedTime(path);
      long size = Files.size(path);
      if (change.equals(lastChange) && size == lastSize) {
        return;
      }
      List<String> keys =
          Files.readAllLines(path).stream()
              .map(line -> line.replaceFirst("#.*", "").strip())
              .filter(line -> !line.isEmpty())
              .toList();
      ofFile = checked("key file " + path, keys);
      lastChange = change;
      lastSize = size;
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalArgumentException("key file " + path + " cannot be read: " + e, e);
    }
  }

  private static Set<String> checked(String where, Collection<String> keys) {
    Set<String> checked = new LinkedHashSet<>();
    for (String key : keys) {
      String lower = key.toLowerCase(Locale.ROOT);
      if (!lower.matches("[0-9a-f]{64}")) {
        throw new IllegalArgumentException(
            where
                + " has an entry of "
                + key.length()
                + " characters that is not an Ed25519 public key of 64 hex digits, as"
                + " 'durable-emitter keygen' prints it");
      }
      checked.add(lower);
    }
    return Set.copyOf(checked);
  }
}
