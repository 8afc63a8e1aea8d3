package io.durableemitter.chaos.check;

import com.google.protobuf.Timestamp;
import io.cloudevents.v1.proto.CloudEvent;
import io.cloudevents.v1.proto.CloudEvent.CloudEventAttributeValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * SHA-256 over everything an event says: its attributes but the one that the transport appends, and
 * its data. Both ends compute it from what they hold themselves.
 */
public final class Fingerprint {

  private static final String APPENDED = "seqnum";

  private Fingerprint() {}

  /** Of an event before it is emitted; all attributes that the emitter would make are given. */
  public static String of(Map<String, String> attributes, byte[] data) {
    Map<String, String> all = new TreeMap<>(attributes);
    // what the emitter writes into each event
    all.put("emitter", "DurableEmitter");
    return digest(all, data);
  }

  /** Of an event that arrived. */
  public static String of(CloudEvent event) {
    Map<String, String> all = new TreeMap<>();
    event.getAttributesMap().forEach((name, value) -> all.put(name, text(value)));
    all.remove(APPENDED);
    all.put("id", event.getId());
    all.put("source", event.getSource());
    all.put("type", event.getType());
    return digest(all, event.getBinaryData().toByteArray());
  }

  private static String text(CloudEventAttributeValue value) {
    return switch (value.getAttrCase()) {
      case CE_STRING -> value.getCeString();
      case CE_TIMESTAMP -> text(value.getCeTimestamp());
      default -> value.getAttrCase() + " is not what was emitted";
    };
  }

  private static String text(Timestamp time) {
    long seconds = time.getSeconds();
    int nanos = time.getNanos();
    return Instant.ofEpochSecond(seconds, nanos).toString();
  }

  private static String digest(Map<String, String> attributes, byte[] data) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      attributes.forEach((name, value) -> digest.update(line(name, value)));
      return HexFormat.of().formatHex(digest.digest(data));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static byte[] line(String name, String value) {
    return (name + "=" + value.length() + ":" + value + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
