package io.durableemitter.chipingress;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** A TCP hop on loopback that misbehaves on request. */
final class BadNetwork implements AutoCloseable {

  private final ServerSocket listener;
  private final List<Link> links = new CopyOnWriteArrayList<>();
  private volatile int target;
  private volatile int sliceBytes = 1 << 16;
  private volatile long cutUpAfter = Long.MAX_VALUE;
  private volatile long cutDownAfter = Long.MAX_VALUE;

  BadNetwork(int target) throws IOException {
    this.target = target;
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    thread(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Where the next connections lead. */
  void leadTo(int port) {
    target = port;
  }

  /** The next connections carry at most so many bytes at once. */
  void slice(int bytes) {
    sliceBytes = bytes;
  }

  /** The next connections are reset after so many bytes to the server, or from it. */
  void cut(long up, long down) {
    cutUpAfter = up;
    cutDownAfter = down;
  }

  /** The next connections are whole, fast and open. */
  void heal() {
    cut(Long.MAX_VALUE, Long.MAX_VALUE);
    sliceBytes = 1 << 16;
  }

  /** From now on the connections there are swallow everything, in both directions. */
  void blackhole() {
    links.forEach(link -> link.swallow = true);
  }

  /** The connections there have been, open or not. */
  List<Link> links() {
    return links;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        open(listener.accept());
      } catch (IOException e) {
        // closed, or a backend that is away: the next client is served all the same
      }
    }
  }

  private void open(Socket client) throws IOException {
    Socket server;
    try {
      server = new Socket(InetAddress.getLoopbackAddress(), target);
    } catch (IOException away) {
      client.close();
      throw away;
    }
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
    links.add(new Link(client, server));
  }

  private static void thread(Runnable work) {
    Thread thread = new Thread(work, "bad-network");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    links.forEach(Link::reset);
  }

  /** One connection through the hop. */
  final class Link {
    private final Socket client;
    private final Socket server;
    private final int slice = sliceBytes;
    private final AtomicLong up = new AtomicLong(cutUpAfter);
    private final AtomicLong down = new AtomicLong(cutDownAfter);
    private final CountDownLatch clientGone = new CountDownLatch(1);
    private volatile boolean swallow;

    Link(Socket client, Socket server) {
      this.client = client;
      this.server = server;
      thread(() -> pump(client, server, up, clientGone));
      thread(() -> pump(server, client, down, new CountDownLatch(1)));
    }

    /** Waits until the client has closed its end; the test's own timeout is the bound. */
    void awaitClientGone() throws InterruptedException {
      clientGone.await();
    }

    private void pump(Socket from, Socket to, AtomicLong left, CountDownLatch ended) {
      byte[] buffer = new byte[slice];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          if (swallow) {
            continue;
          }
          long allowed = Math.min(read, left.getAndAdd(-read));
          if (allowed > 0) {
            out.write(buffer, 0, (int) allowed);
          }
          if (allowed < read) {
            reset();
            return;
          }
        }
        if (!swallow) {
          to.shutdownOutput();
        }
      } catch (IOException e) {
        // one end is gone, so the other goes too
        reset();
      } finally {
        ended.countDown();
      }
    }

    void reset() {
      for (Socket socket : List.of(client, server)) {
        try {
          socket.setSoLinger(true, 0);
          socket.close();
        } catch (IOException e) {
          // it is closed already
        }
      }
    }
  }
}
