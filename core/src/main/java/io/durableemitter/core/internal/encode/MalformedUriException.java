package io.durableemitter.core.internal.encode;

import java.io.Serial;

/** A text is no URI reference; the message says why, as the end of a sentence. */
final class MalformedUriException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  MalformedUriException(String why) {
    super(why);
  }
}
