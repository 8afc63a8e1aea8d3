package io.durableemitter.console;

/** A request that is not done; the message says why, and what would be right. */
final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;

  Refusal(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  static Refusal badRequest(String message) {
    return new Refusal(400, message);
  }

  /** Of HTTP. */
  int status() {
    return status;
  }
}
