package io.durableemitter.api.internal.wire;

import java.io.Serial;

/** Stored bytes are not a CloudEvent; the message says in what way, without the bytes. */
public final class UndecodablePayloadException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * An exception.
   *
   * @param how what the payload does, such as "lacks an id"
   */
  public UndecodablePayloadException(String how) {
    super("the stored payload is not a CloudEvent: it " + how);
  }
}
