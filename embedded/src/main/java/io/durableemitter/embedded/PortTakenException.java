package io.durableemitter.embedded;

/** Another program listens on the port. */
final class PortTakenException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int port;

  PortTakenException(int port) {
    super("port " + port + " is taken");
    this.port = port;
  }

  EmbeddedPostgresException explained() {
    return new EmbeddedPostgresException(
        "port "
            + port
            + " is in use by another program; choose another one, or 0 for any that is free",
        this);
  }
}
