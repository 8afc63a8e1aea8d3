package io.durableemitter.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds free ports. Taken from below the range that outgoing connections use, or a client that
 * tries to reconnect to a stopped broker could take its port.
 */
final class FreePorts {
  private static final Logger LOG = LoggerFactory.getLogger(FreePorts.class);
  private static final int FIRST = 15_000;
  private static final int LAST = 32_000;
  private static final int ATTEMPTS = 200;
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private FreePorts() {}

  static List<Integer> find(int count) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < ATTEMPTS && held.size() < count; i++) {
        hold(held);
      }
      if (held.size() < count) {
        throw new KafkaBrokersException("too few free ports between " + FIRST + " and " + LAST);
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      held.forEach(FreePorts::release);
    }
  }

  private static void hold(List<ServerSocket> held) {
    int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
    try {
      held.add(new ServerSocket(port, 1, InetAddress.getByAddress(LOOPBACK)));
    } catch (IOException e) {
      LOG.trace("port {} is taken", port, e);
    }
  }

  private static void release(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("cannot close {}", socket, e);
    }
  }
}
