package io.durableemitter.postgres;

import io.durableemitter.api.Payload;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The rows of an insert: ids that were taken ahead, and the payloads, which are asked for when
 * there is a connection. The same rows however often the insert is tried. By one thread.
 */
final class Rows {

  private final long[] idsAhead;
  private final Supplier<List<Payload>> departing;
  private Optional<byte[][]> payloads = Optional.empty();

  Rows(long[] idsAhead, Supplier<List<Payload>> departing) {
    this.idsAhead = idsAhead;
    this.departing = departing;
  }

  /** There is a connection; false if there is nothing to insert. */
  boolean depart() {
    if (payloads.isEmpty()) {
      List<Payload> given = departing.get();
      byte[][] bytes = new byte[given.size()][];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = given.get(i).unsafeBytes();
      }
      payloads = Optional.of(bytes);
    }
    return payloads().length > 0;
  }

  /** Whether there was a connection, so that they may have been sent. */
  boolean haveDeparted() {
    return payloads.isPresent();
  }

  /** Those that are used; of those taken ahead the others stay unused. */
  long[] ids() {
    int used = payloads().length;
    return used == idsAhead.length ? idsAhead : Arrays.copyOf(idsAhead, used);
  }

  byte[][] payloads() {
    return payloads.orElseThrow();
  }
}
