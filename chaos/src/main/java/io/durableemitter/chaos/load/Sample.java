package io.durableemitter.chaos.load;

import io.durableemitter.chaos.check.Fingerprint;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/**
 * An event whose every attribute is given, so that its fingerprint is known before it is emitted.
 * Its size and bytes follow from its id.
 */
public final class Sample {

  private static final int LARGEST_BODY = 2_048;
  private static final String TIME = "2026-01-31T12:00:00Z";

  private final String id;
  private final byte[] body;
  private final Map<String, String> attributes;

  private Sample(String id, byte[] body, Map<String, String> attributes) {
    this.id = id;
    this.body = body;
    this.attributes = attributes;
  }

  /** The event of an id. */
  public static Sample of(String id) {
    Random random = new Random(id.hashCode());
    return of(id, 1 + random.nextInt(LARGEST_BODY), random);
  }

  /** The event of an id with so many bytes of data. */
  public static Sample of(String id, int bytes) {
    return of(id, bytes, new Random(id.hashCode()));
  }

  /** The event of an id whose size is from 100 bytes to 900 kB; a small share is large. */
  public static Sample ofMixedSize(String id) {
    Random random = new Random(id.hashCode() * 0x9E3779B97F4A7C15L);
    double luck = random.nextDouble();
    int most = luck < 0.003 ? 900_000 : luck < 0.01 ? 64_000 : LARGEST_BODY;
    int least = luck < 0.003 ? 100_000 : 100;
    return of(id, least + random.nextInt(most - least), random);
  }

  /** The events of ids: with so many bytes of data, of {@code MIXED} sizes, or of any if 0. */
  public static Function<String, Sample> ofSize(String bytes) {
    return switch (bytes) {
      case "MIXED" -> Sample::ofMixedSize;
      case "0" -> Sample::of;
      default -> {
        int size = Integer.parseInt(bytes);
        yield id -> of(id, size);
      }
    };
  }

  /** This event with one attribute more. */
  public Sample with(String name, String value) {
    Map<String, String> more = new HashMap<>(attributes);
    more.put(name, value);
    return new Sample(id, body, Map.copyOf(more));
  }

  private static Sample of(String id, int bytes, Random random) {
    byte[] body = new byte[bytes];
    random.nextBytes(body);
    return new Sample(
        id,
        body,
        Map.of(
            "id",
            id,
            "source",
            "chaos",
            "type",
            "sample",
            "subject",
            "subject of " + id,
            "time",
            TIME,
            "recordedtime",
            TIME,
            "idempotencykey",
            "key-" + id,
            "datacontenttype",
            "application/octet-stream",
            "mark",
            "m"));
  }

  /** Its id. */
  public String id() {
    return id;
  }

  /** A copy of its data. */
  public byte[] body() {
    return body.clone();
  }

  /** All its attributes. */
  public Map<String, String> attributes() {
    return attributes;
  }

  /** What the other end must find. */
  public String fingerprint() {
    return Fingerprint.of(attributes, body);
  }
}
