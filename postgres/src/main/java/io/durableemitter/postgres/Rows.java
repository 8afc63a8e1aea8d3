package io.durableemitter.postgres;

import io.durableemitter.api.Payload;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an insert: ids that were taken ahead, and the payloads with their ordering keys,
 * which are asked for when there is a connection. The same rows however often the insert is tried.
 * By one thread.
 */
final class Rows {

  private final long[] idsAhead;
  private final Supplier<List<Payload>> departing;
  private Optional<List<Payload>> payloads = Optional.empty();

  Rows(long[] idsAhead, Supplier<List<Payload>> departing) {
    this.idsAhead = idsAhead;
    this.departing = departing;
  }

  /** There is a connection; false if there is nothing to insert. */
  boolean depart() {
    if (payloads.isEmpty()) {
      payloads = Optional.of(departing.get());
    }
    return !given().isEmpty();
  }

  private List<Payload> given() {
    return payloads.orElseThrow();
  }

  /** Whether there was a connection, so that they may have been sent. */
  boolean haveDeparted() {
    return payloads.isPresent();
  }

  /** Those that are used; of those taken ahead the others stay unused. */
  long[] ids() {
    int used = given().size();
    return used == idsAhead.length ? idsAhead : Arrays.copyOf(idsAhead, used);
  }

  boolean haveKeys() {
    return haveKeys(given());
  }

  static boolean haveKeys(List<Payload> payloads) {
    return payloads.stream().anyMatch(payload -> payload.orderingKey().isPresent());
  }

  byte[][] payloads() {
    return bytes(given());
  }

  @Nullable Long[] keys() {
    return keys(given());
  }

  static byte[][] bytes(List<Payload> payloads) {
    byte[][] bytes = new byte[payloads.size()][];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = payloads.get(i).unsafeBytes();
    }
    return bytes;
  }

  /** Their ordering keys; NULL for those that have none. */
  static @Nullable Long[] keys(List<Payload> payloads) {
    @Nullable Long[] keys = new @Nullable Long[payloads.size()];
    for (int i = 0; i < keys.length; i++) {
      OptionalLong key = payloads.get(i).orderingKey();
      keys[i] = key.isPresent() ? key.getAsLong() : null;
    }
    return keys;
  }
}
