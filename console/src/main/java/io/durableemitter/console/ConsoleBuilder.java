package io.durableemitter.console;

import com.sun.net.httpserver.HttpServer;
import io.durableemitter.api.internal.config.Ranges;
import io.durableemitter.core.config.ExpireConfig;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.HostRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** Sets a {@link Console} up. For one thread. */
public final class ConsoleBuilder {

  private static final Duration LONGEST_IO = Duration.ofSeconds(10);
  private static final Duration RELOAD = Duration.ofSeconds(10);
  // for requests that are no streams
  private static final int REQUESTS_AT_ONCE = 12;

  private final DurableEventStore store;
  private String bindAddress = "127.0.0.1";
  private int port = 8025;
  private String queueName = "";
  private Duration ttl = ExpireConfig.ofDefaults().ttl();
  private int maxViewers = 20;
  private boolean readOnly;
  private boolean insecure;
  private Optional<ShownCertificate.Source> tls = Optional.empty();
  private final Tokens tokens = new Tokens();
  private final Set<String> names = new HashSet<>();
  private Duration longestIo = LONGEST_IO;
  private Duration reloadInterval = RELOAD;
  private LongSupplier ticker = System::nanoTime;
  private History history = new History();
  private Clock clock = Clock.systemUTC();

  ConsoleBuilder(DurableEventStore store) {
    this.store = store;
  }

  /**
   * Where it listens. Anything but loopback needs {@link #token} and {@link #tls}, or {@link
   * #insecure}.
   *
   * @param address of this machine; default 127.0.0.1
   * @return this
   */
  public ConsoleBuilder bindAddress(String address) {
    bindAddress = address;
    return this;
  }

  /**
   * The port.
   *
   * @param number 0 to 65535, 0 for any free one; default 8025
   * @return this
   */
  public ConsoleBuilder port(int number) {
    Ranges.between("port", number, 0, 65_535);
    port = number;
    return this;
  }

  /**
   * What the page calls the queue.
   *
   * @param name such as that of its table; default none
   * @return this
   */
  public ConsoleBuilder queueName(String name) {
    queueName = name;
    return this;
  }

  /**
   * The age at which events expire, as the emitters have it: what is left of it is shown.
   *
   * @param time longer than zero; default that of {@link ExpireConfig}
   * @return this
   */
  public ConsoleBuilder ttl(Duration time) {
    Ranges.positive("ttl", time);
    ttl = time;
    return this;
  }

  /**
   * How many pages may watch at a time; the next is told so.
   *
   * @param number 1 to 1,000; default 20
   * @return this
   */
  public ConsoleBuilder maxViewers(int number) {
    Ranges.between("maxViewers", number, 1, 1_000);
    maxViewers = number;
    return this;
  }

  /**
   * Lets whoever shows this token look and act. With a token, nobody gets in without one.
   *
   * @param name whose it is, as the log of actions will tell
   * @param secret at least 16 characters
   * @return this
   * @throws IllegalArgumentException if one of them is not as it must be
   */
  public ConsoleBuilder token(String name, String secret) {
    tokens.add(name, secret, false);
    return this;
  }

  /**
   * Lets whoever shows this token look.
   *
   * @param name whose it is
   * @param secret at least 16 characters
   * @return this
   * @throws IllegalArgumentException if one of them is not as it must be
   */
  public ConsoleBuilder readOnlyToken(String name, String secret) {
    tokens.add(name, secret, true);
    return this;
  }

  /**
   * Nobody may act, whatever token he has.
   *
   * @return this
   */
  public ConsoleBuilder readOnly() {
    readOnly = true;
    return this;
  }

  /**
   * Speaks TLS. The files are read by {@link #build()}, and again when they change: a new
   * certificate serves the next connections, a broken one is reported and the last good one goes
   * on.
   *
   * @param certificate a chain in PEM form
   * @param key its private key: PKCS#8 in PEM form, not encrypted
   * @return this
   */
  public ConsoleBuilder tls(Path certificate, Path key) {
    tls = Optional.of(new ShownCertificate.Source(certificate, key));
    return this;
  }

  /**
   * Lets it listen elsewhere than on loopback without TLS: somebody in front of it speaks TLS. A
   * token is still needed, on loopback too, since requests from elsewhere arrive there.
   *
   * @return this
   */
  public ConsoleBuilder insecure() {
    insecure = true;
    return this;
  }

  /**
   * A name under which browsers reach it, besides its address: requests for any other are refused.
   *
   * @param host without scheme and port, such as {@code console.example.org}
   * @return this
   * @throws IllegalArgumentException if it is no name of a host
   */
  public ConsoleBuilder name(String host) {
    names.add(OwnNames.checked(host));
    return this;
  }

  /** How long reading a request, or writing an answer, may take. */
  ConsoleBuilder longestIo(Duration time) {
    longestIo = time;
    return this;
  }

  /** How often the files of the certificate are looked at. */
  ConsoleBuilder reloadInterval(Duration time) {
    reloadInterval = time;
    return this;
  }

  ConsoleBuilder ticker(LongSupplier nanos) {
    ticker = nanos;
    return this;
  }

  /** What was seen before it began, and what time it is. */
  ConsoleBuilder history(History seen, Clock now) {
    history = seen;
    clock = now;
    return this;
  }

  /**
   * Makes the console, which takes its port at once and answers when it is started.
   *
   * @return a console
   * @throws IllegalArgumentException if settings do not fit together; says what would be right
   * @throws IllegalStateException if it cannot listen there
   */
  public Console build() {
    InetAddress address = address();
    requireSafe(address);
    Optional<ShownCertificate> certificate =
        tls.map(source -> ShownCertificate.open(source, reloadInterval));
    HttpServer server = Listener.open(new InetSocketAddress(address, port), certificate);
    RequestThreads threads = new RequestThreads(maxViewers + REQUESTS_AT_ONCE, longestIo);
    server.setExecutor(threads);
    boolean secureCookie = certificate.isPresent() || insecure || !address.isLoopbackAddress();
    Access access = new Access(tokens, readOnly, secureCookie, ticker);
    Optional<HostRegistry> registry = store.hosts();

    StatusView status = new StatusView(queueName, ttl);
    Viewers viewers = new Viewers(maxViewers);
    EventStream stream = new EventStream(threads, longestIo, viewers, history, status);
    QueueLook look = new QueueLook(store, ttl, clock, ticker);
    Sampler sampler = new Sampler(look, ticker, viewers::any, stream::tell);
    status.onWake(sampler::wake);
    Audit audit = new Audit(registry, sampler::lookSoon);

    Routes routes = new Routes(access);
    new QueueRoutes(sampler, status, registry, audit).addTo(routes);
    new PendingRoutes(store).addTo(routes);
    new DeadLetterRoutes(store, audit).addTo(routes);
    String scheme = certificate.isPresent() ? "https" : "http";
    OwnNames own = new OwnNames(Set.copyOf(names), scheme, insecure);
    server.createContext("/", new ConsoleHandler(threads, longestIo, own, routes, stream));
    return new Console(server, threads, sampler, scheme, certificate);
  }

  private InetAddress address() {
    try {
      return InetAddress.getByName(bindAddress);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "bindAddress must be an address of this machine but is '" + bindAddress + "'", e);
    }
  }

  private void requireSafe(InetAddress address) {
    if (insecure && tokens.isEmpty()) {
      throw new IllegalArgumentException(
          "insecure must come with a token, on loopback too: whoever reaches the proxy in front of it"
              + " could act on the queue; give a token");
    }
    if (address.isLoopbackAddress()) {
      return;
    }
    if (tokens.isEmpty()) {
      throw new IllegalArgumentException(
          "bindAddress must be loopback unless there is a token but is "
              + bindAddress
              + ": whoever reaches it could act on the queue; give a token");
    }
    if (tls.isEmpty() && !insecure) {
      throw new IllegalArgumentException(
          "bindAddress must be loopback unless there is a certificate but is "
              + bindAddress
              + ": tokens would go over the network as they are; give tls-cert and tls-key, or"
              + " insecure if a proxy in front of it speaks TLS");
    }
  }
}
