package io.durableemitter.ingress.auth;

import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The Ed25519 public keys that may sign, as 64 hex digits, each for any source or, written {@code
 * KEY=pattern,pattern}, for some; given or from a file that may change: one key per line, {@code #}
 * begins a comment. A file that has become unreadable or wrong leaves the keys as they were; one
 * that is gone allows none. Safe for concurrent use: while one thread reads the file, others go on
 * with what was read before.
 */
final class AllowedKeys {

  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MAX_FILE_BYTES = 1 << 20;

  private final Map<String, AllowedSources> given;
  private final Optional<Path> file;
  private final LongSupplier ticker;
  private final ThrottledLog log;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile Map<String, AllowedSources> ofFile = Map.of();
  private volatile long lastLookNanos;
  private Optional<String> lastVersion = Optional.empty();

  AllowedKeys(Collection<String> given, Optional<Path> file, LongSupplier ticker) {
    this.given = checked("the list of allowed keys", given);
    this.file = file;
    this.ticker = ticker;
    this.log = new LogThrottle(ticker).log(AllowedKeys.class);
    this.lastLookNanos = ticker.getAsLong();
    file.ifPresent(this::loadFirst);
  }

  /** What a key may publish; empty if it may not sign. */
  Optional<AllowedSources> sources(String keyHex) {
    file.ifPresent(this::look);
    AllowedSources sources = given.get(keyHex);
    return Optional.ofNullable(sources == null ? ofFile.get(keyHex) : sources);
  }

  private void loadFirst(Path path) {
    try {
      load(path);
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalArgumentException("key file " + path + " cannot be read: " + e, e);
    }
  }

  private void look(Path path) {
    if (ticker.getAsLong() - lastLookNanos < LOOK_NANOS || !reading.tryLock()) {
      return;
    }
    try {
      lastLookNanos = ticker.getAsLong();
      load(path);
    } catch (NoSuchFileException e) {
      if (!ofFile.isEmpty()) {
        log.warnOfChange(
            "keys gone", "key file {} is gone; its keys are not allowed any more", path);
      }
      ofFile = Map.of();
      lastVersion = Optional.empty();
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      log.warn(
          "keys",
          "{}; the keys that were read before stay allowed",
          e instanceof IllegalArgumentException
              ? e.getMessage()
              : "key file " + path + " cannot be read: " + e);
    } finally {
      reading.unlock();
    }
  }

  private void load(Path path) throws IOException {
    BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
    if (!now.isRegularFile() || now.size() > MAX_FILE_BYTES) {
      // a pipe would not end
      throw new IllegalArgumentException(
          "key file " + path + " is not a file of at most " + MAX_FILE_BYTES + " bytes");
    }
    Optional<String> version =
        Optional.of(now.lastModifiedTime() + " " + now.size() + " " + now.fileKey());
    if (version.equals(lastVersion)) {
      return;
    }
    List<String> keys =
        Files.readAllLines(path).stream()
            .map(line -> line.replaceFirst("#.*", "").strip())
            .filter(line -> !line.isEmpty())
            .toList();
    ofFile = checked("key file " + path, keys);
    lastVersion = version;
  }

  private static Map<String, AllowedSources> checked(String where, Collection<String> entries) {
    Map<String, AllowedSources> checked = new LinkedHashMap<>();
    for (String entry : entries) {
      String[] parts = entry.split("=", 2);
      String key = parts[0].strip().toLowerCase(Locale.ROOT);
      if (!key.matches("[0-9a-f]{64}")) {
        throw new IllegalArgumentException(
            where
                + " has an entry of "
                + parts[0].length()
                + " characters that is not an Ed25519 public key of 64 hex digits, as"
                + " 'durable-emitter keygen' prints it");
      }
      checked.put(key, parts.length == 1 ? AllowedSources.ANY : AllowedSources.of(parts[1]));
    }
    return Map.copyOf(checked);
  }
}
