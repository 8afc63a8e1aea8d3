package io.durableemitter.api;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * The encoded bytes of one event: a serialized {@code io.cloudevents.v1.CloudEvent} (<a
 * href="https://github.com/cloudevents/spec/blob/main/cloudevents/formats/protobuf-format.md">CloudEvents
 * protobuf format</a>), exactly as it is stored and sent.
 *
 * <p>Immutable and safe for concurrent use, as long as nobody writes to an array that was given to
 * {@link #wrap} or taken from {@link #unsafeBytes}. It may have an ordering key, which is stored
 * beside the bytes: payloads with the same key are delivered one after the other. Two payloads are
 * equal when their bytes and keys are.
 */
public final class Payload {

  private final byte[] bytes;
  private final boolean ordered;
  private final long key;

  private Payload(byte[] bytes, boolean ordered, long key) {
    this.bytes = bytes;
    this.ordered = ordered;
    this.key = key;
  }

  /**
   * Takes ownership of an array without copying it.
   *
   * @param bytes the encoded event; the caller must not write to it again
   * @return the payload
   */
  public static Payload wrap(byte[] bytes) {
    return new Payload(bytes, false, 0);
  }

  /**
   * Copies an array.
   *
   * @param bytes the encoded event
   * @return the payload
   */
  public static Payload copyOf(byte[] bytes) {
    return new Payload(bytes.clone(), false, 0);
  }

  /**
   * The same bytes, to be delivered in order with others of a key.
   *
   * @param orderingKey the key
   * @return a payload with this key
   */
  public Payload ordered(long orderingKey) {
    return new Payload(bytes, true, orderingKey);
  }

  /**
   * The key of those that are delivered one after the other.
   *
   * @return empty if it may be delivered in any order
   */
  public OptionalLong orderingKey() {
    return ordered ? OptionalLong.of(key) : OptionalLong.empty();
  }

  /**
   * The length in bytes.
   *
   * @return 0 or more
   */
  public int size() {
    return bytes.length;
  }

  /**
   * A copy of the bytes.
   *
   * @return a new array
   */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  /**
   * Writes the bytes to a stream.
   *
   * @param out where to write
   * @throws IOException if the stream throws it
   */
  public void writeTo(OutputStream out) throws IOException {
    out.write(bytes);
  }

  /**
   * The bytes themselves, for stores and transports on the hot path that only read them. Writing to
   * the array breaks the promise that what is delivered is what was emitted.
   *
   * @return the array behind this payload, not a copy
   */
  public byte[] unsafeBytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Payload that
        && ordered == that.ordered
        && key == that.key
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The size only: payloads do not belong in logs. */
  @Override
  public String toString() {
    return "Payload[" + bytes.length + " bytes]";
  }
}
