package io.durableemitter.ingress;

import com.google.protobuf.CodedOutputStream;
import io.cloudevents.v1.proto.CloudEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The SHA-256 of an event as it was before the transport numbered it. */
final class EventHash {

  private EventHash() {}

  static String of(CloudEvent event) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      CodedOutputStream out =
          CodedOutputStream.newInstance(
              new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      // the order of a map is nobody's: without this equal events would have different bytes
      out.useDeterministicSerialization();
      event.toBuilder().removeAttributes("seqnum").build().writeTo(out);
      out.flush();
      return IngressJournal.hex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    } catch (IOException e) {
      throw new UncheckedIOException("nothing is written anywhere", e);
    }
  }
}
