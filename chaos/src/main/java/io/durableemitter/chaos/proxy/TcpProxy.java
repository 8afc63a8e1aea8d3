package io.durableemitter.chaos.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Listens on a loopback port and passes connections on to another one, with faults on demand. The
 * target may come and go: a connection that cannot be passed on is reset. At most 512 connections
 * at once. Safe for use by several threads.
 */
public final class TcpProxy implements AutoCloseable {

  private static final int MOST_LINKS = 512;

  private final ServerSocket listener;
  private volatile int target;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong requestBytes = new AtomicLong();
  private volatile NetworkFault fault = NetworkFault.NONE;

  private TcpProxy(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
  }

  /** Starts a proxy before a loopback port. */
  public static TcpProxy to(int target) throws IOException {
    TcpProxy proxy = new TcpProxy(target);
    daemon("proxy-accept", proxy::acceptAll);
    return proxy;
  }

  /** Where clients connect. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Passes connections that come from now on to another port, as a balancer in front of hosts. */
  public void turnTo(int port) {
    target = port;
  }

  /** How many connections are open now. */
  public int open() {
    return links.size();
  }

  /** How many connections have come so far. */
  public long accepted() {
    return accepted.get();
  }

  /** Harms all connections, those to come too, from now on. */
  public void become(NetworkFault next) {
    fault = next;
  }

  /** Ends all faults. Connections that have lost bytes cannot go on: they are reset. */
  public void heal() {
    fault = NetworkFault.NONE;
    links.stream().filter(Link::isHarmed).forEach(Link::reset);
  }

  /** Resets all connections (RST to both sides); new ones are passed on. */
  public void resetAll() {
    links.forEach(Link::reset);
  }

  /** Takes the server away from all connections without telling their clients, until healed. */
  public void halfOpen() {
    links.forEach(Link::loseServer);
  }

  /** How many bytes clients have sent so far. */
  public long requestBytes() {
    return requestBytes.get();
  }

  void requested(int bytes) {
    requestBytes.addAndGet(bytes);
  }

  NetworkFault fault() {
    return fault;
  }

  void ended(Link link) {
    links.remove(link);
  }

  private void acceptAll() {
    boolean open = true;
    while (open) {
      try {
        serve(listener.accept());
      } catch (IOException e) {
        // a client that went away at once is no reason to stop; a closed listener is
        open = !listener.isClosed();
      }
    }
  }

  private void serve(Socket client) throws IOException {
    accepted.incrementAndGet();
    Socket server = new Socket();
    try {
      if (links.size() >= MOST_LINKS) {
        throw new IOException("more than " + MOST_LINKS + " connections");
      }
      server = new Socket(InetAddress.getLoopbackAddress(), target);
      Link link = new Link(this, client, server);
      links.add(link);
      daemon("proxy-up", link::passRequests);
      daemon("proxy-down", link::passReplies);
    } catch (IOException e) {
      server.close();
      Link.reset(client);
    }
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    resetAll();
  }
}
