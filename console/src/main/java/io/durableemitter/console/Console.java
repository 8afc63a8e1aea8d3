package io.durableemitter.console;

import com.sun.net.httpserver.HttpServer;
import io.durableemitter.spi.DurableEventStore;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;

/**
 * A web page that shows a queue as it is, and by which people act on it: what waits and since when,
 * rates and latencies, who works on it, dead letters; redrive, discard, pause. Everything is read
 * from the store, so it shows all processes of the queue, wherever it runs itself.
 *
 * <pre>{@code
 * try (Console console = Console.builder(store).port(8025).build().start()) {
 *   System.out.println(console.uri());
 *   ...
 * }
 * }</pre>
 *
 * <p>Listens on loopback unless {@link ConsoleBuilder#bindAddress} says otherwise, which needs a
 * token and TLS. Looks at the store every 2 s while somebody watches, and not at all if nobody has
 * for a minute. Safe for concurrent use.
 */
public final class Console implements AutoCloseable {

  private final HttpServer server;
  private final RequestThreads threads;
  private final Sampler sampler;
  private final String scheme;
  private final Optional<ShownCertificate> certificate;
  private boolean started; // guarded by this
  private boolean closed; // guarded by this

  Console(
      HttpServer server,
      RequestThreads threads,
      Sampler sampler,
      String scheme,
      Optional<ShownCertificate> certificate) {
    this.server = server;
    this.threads = threads;
    this.sampler = sampler;
    this.scheme = scheme;
    this.certificate = certificate;
  }

  /**
   * Begins to set a console up.
   *
   * @param store whose queue is shown; not closed by the console. It takes four connections of it
   *     at a time at most: one to look at the queue, three for what people ask
   * @return a builder with the defaults
   */
  public static ConsoleBuilder builder(DurableEventStore store) {
    return new ConsoleBuilder(store);
  }

  /**
   * Begins to answer. Does nothing if it has begun already.
   *
   * @return this
   * @throws IllegalStateException if it was closed
   */
  public synchronized Console start() {
    if (closed) {
      throw new IllegalStateException("this console was closed; build another one");
    }
    if (!started) {
      started = true;
      sampler.start();
      server.start();
    }
    return this;
  }

  /**
   * The port that it listens on.
   *
   * @return the port, the one that was found free if 0 was asked for
   */
  public int port() {
    return server.getAddress().getPort();
  }

  /**
   * Where the page is, as seen from this machine.
   *
   * @return the address for a browser
   */
  public URI uri() {
    InetSocketAddress bound = server.getAddress();
    return URI.create(
        scheme + "://" + OwnNames.reaching(bound.getAddress()) + ":" + bound.getPort() + "/");
  }

  /** Ends: connections are closed, and the store is asked no more. Again does nothing. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      certificate.ifPresent(ShownCertificate::close);
      sampler.close();
      threads.close();
      if (started) {
        server.stop(0);
      } else {
        // one that never ran waits for nothing either
        server.start();
        server.stop(0);
      }
    }
  }

  /** Whether it leaves the store alone, since nobody watches. */
  boolean isIdle() {
    return sampler.isIdle();
  }
}
