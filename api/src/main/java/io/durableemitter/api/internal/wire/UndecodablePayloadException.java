package io.durableemitter.api.internal.wire;

import java.io.Serial;

/** Stored bytes are not a CloudEvent; the message says in what way, without the bytes. */
public final class UndecodablePayloadException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private static final int UNKNOWN = -1;

  /** Which byte. */
  private final int at;

  /**
   * An exception.
   *
   * @param how what the payload does, such as "lacks an id"
   */
  public UndecodablePayloadException(String how) {
    this(how, UNKNOWN);
  }

  /**
   * An exception.
   *
   * @param how what the payload does, such as "lacks an id"
   * @param at at which of its bytes, from 0
   */
  public UndecodablePayloadException(String how, int at) {
    super("the stored payload is not a CloudEvent: it " + how);
    this.at = at;
  }

  /**
   * At which byte it shows.
   *
   * @return the byte, from 0; -1 if it does not show at a single one
   */
  public int at() {
    return at;
  }
}
