package io.durableemitter.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds a free port. PostgreSQL cannot ask the system for one. Taken from below the range that
 * outgoing connections use, or a client that tries to reconnect to a stopped server could take it.
 */
final class Port {
  private static final Logger LOG = LoggerFactory.getLogger(Port.class);
  private static final int FIRST = 15_000;
  private static final int LAST = 32_000;
  private static final int ATTEMPTS = 200;
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private Port() {}

  static int free() {
    for (int i = 0; i < ATTEMPTS; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      if (isFree(port)) {
        return port;
      }
    }
    throw new EmbeddedPostgresException("no free port between " + FIRST + " and " + LAST);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByAddress(LOOPBACK))) {
      return socket.isBound();
    } catch (IOException e) {
      LOG.trace("port {} is taken", port, e);
      return false;
    }
  }
}
