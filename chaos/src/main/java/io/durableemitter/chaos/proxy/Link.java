package io.durableemitter.chaos.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One connection through the proxy: a socket to the client, one to the server, two pumps. */
final class Link {

  private static final int CHUNK = 16 << 10;

  private final TcpProxy proxy;
  private final Socket client;
  private final Socket server;
  private volatile boolean harmed;
  private volatile boolean serverGone;
  private boolean oneEnded;
  private NetworkFault counted = NetworkFault.NONE;
  private long passed;

  Link(TcpProxy proxy, Socket client, Socket server) throws IOException {
    this.proxy = proxy;
    this.client = client;
    this.server = server;
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
  }

  /** Whether bytes were lost, so that what comes later would make no sense. */
  boolean isHarmed() {
    return harmed;
  }

  void passRequests() {
    pump(client, server);
  }

  void passReplies() {
    pump(server, client);
  }

  private void pump(Socket from, Socket to) {
    byte[] chunk = new byte[CHUNK];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        pass(chunk, n, from, out);
        if (from == client) {
          proxy.requested(n);
        }
      }
      ended(from, to);
    } catch (IOException e) {
      // one side is gone: so is the connection, unless the other must not hear of it
      if (!serverGone) {
        reset();
      }
    }
  }

  private void ended(Socket from, Socket to) throws IOException {
    if (serverGone) {
      return;
    }
    if (swallows(proxy.fault(), from)) {
      harmed = true;
      return;
    }
    to.shutdownOutput();
    synchronized (this) {
      if (!oneEnded) {
        oneEnded = true;
        return;
      }
    }
    client.close();
    server.close();
    proxy.ended(this);
  }

  private void pass(byte[] chunk, int length, Socket from, OutputStream out) throws IOException {
    NetworkFault fault = proxy.fault();
    if (fault.latencyMillis() > 0) {
      pause(fault.latencyMillis());
      fault = proxy.fault();
    }
    if (serverGone || swallows(fault, from)) {
      harmed = true;
      return;
    }
    int allowed = allowed(fault, length);
    int slice = fault.sliceBytes() > 0 ? fault.sliceBytes() : length;
    for (int at = 0; at < allowed; at += slice) {
      out.write(chunk, at, Math.min(slice, allowed - at));
    }
    if (allowed < length) {
      reset();
    }
  }

  private boolean swallows(NetworkFault fault, Socket from) {
    return switch (fault.swallows()) {
      case NOTHING -> false;
      case REPLIES -> from == server;
      case EVERYTHING -> true;
    };
  }

  /** How many of these bytes may pass before the connection is cut. */
  private synchronized int allowed(NetworkFault fault, int length) {
    if (!fault.equals(counted)) {
      counted = fault;
      passed = 0;
    }
    passed += length;
    long surplus = fault.cutAfterBytes() == 0 ? 0 : passed - fault.cutAfterBytes();
    return (int) Math.max(0, Math.min(length, length - surplus));
  }

  void loseServer() {
    serverGone = true;
    harmed = true;
    try {
      reset(server);
    } catch (UncheckedIOException e) {
      reset();
    }
  }

  void reset() {
    reset(client);
    reset(server);
    proxy.ended(this);
  }

  static void reset(Socket socket) {
    try {
      if (!socket.isClosed()) {
        socket.setSoLinger(true, 0);
      }
      socket.close();
    } catch (IOException e) {
      // it was closed by its other pump meanwhile, which is what is wanted
      if (!socket.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void pause(int millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
