package io.durableemitter.ingress;

import io.durableemitter.api.internal.config.Ranges;
import io.durableemitter.chipingress.tls.TlsConfig;
import io.durableemitter.ingress.auth.TokenPolicy;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** Builds an {@link IngressServer}. Not safe for concurrent use. */
public final class IngressServerBuilder {

  String bindAddress = "127.0.0.1";
  int port;
  OptionalInt controlPort = OptionalInt.empty();
  boolean insecure;
  EventSink sink = new InMemorySink(InMemorySink.DEFAULT_CAPACITY);
  SchemaStore schemas = new InMemorySchemaStore();
  Optional<EventChecker> checker = Optional.empty();
  IngressLimits limits = IngressLimits.ofDefaults();
  Optional<Path> journal = Optional.empty();
  EventObserver observer = events -> {};
  Optional<TokenPolicy> tokens = Optional.empty();
  Optional<TlsConfig> tls = Optional.empty();
  Optional<OpenTelemetry> openTelemetry = Optional.empty();
  Optional<Meter> meter = Optional.empty();

  IngressServerBuilder() {}

  /**
   * The address to listen on; 127.0.0.1 if not given. One that others reach needs TLS, and tokens
   * or client certificates, or {@link #insecure()}.
   */
  public IngressServerBuilder bindAddress(String address) {
    bindAddress = address;
    return this;
  }

  /** The port to listen on, 0 to 65535; 0, any free one, if not given. */
  public IngressServerBuilder port(int value) {
    Ranges.between("port", value, 0, 65_535);
    port = value;
    return this;
  }

  /** The port of the control plane, 0 for any free one; no control plane if not given. */
  public IngressServerBuilder controlPort(int value) {
    Ranges.between("controlPort", value, 0, 65_535);
    controlPort = OptionalInt.of(value);
    return this;
  }

  /**
   * Where accepted events go; an {@link InMemorySink} of the default capacity if not given. The
   * server starts and closes it.
   */
  public IngressServerBuilder sink(EventSink value) {
    sink = value;
    return this;
  }

  /**
   * Where registered schemas are kept; an {@link InMemorySchemaStore} if not given. The server
   * starts and closes it.
   */
  public IngressServerBuilder schemas(SchemaStore value) {
    schemas = value;
    return this;
  }

  /** What looks at events before the sink gets them; nothing if not given. */
  public IngressServerBuilder checker(EventChecker value) {
    checker = Optional.of(value);
    return this;
  }

  /** How much of everything the server takes; {@link IngressLimits#ofDefaults()} if not given. */
  public IngressServerBuilder limits(IngressLimits value) {
    limits = value;
    return this;
  }

  /**
   * Where to record each accepted event before its call is answered, see {@link IngressJournal}; an
   * existing journal is continued. No journal if not given.
   */
  public IngressServerBuilder journal(Path file) {
    journal = Optional.of(file);
    return this;
  }

  /**
   * Told of the events of each call after the sink has taken them and before the answer, and of
   * those that are refused; nobody if not given.
   */
  public IngressServerBuilder observer(EventObserver value) {
    observer = value;
    return this;
  }

  /** Which tokens to ask for on each call; none if not given. */
  public IngressServerBuilder tokens(TokenPolicy policy) {
    tokens = Optional.of(policy);
    return this;
  }

  /**
   * Speaks TLS with this identity, and asks clients for a certificate (mTLS) if there is anyone to
   * trust; plaintext if not given.
   */
  public IngressServerBuilder tls(TlsConfig config) {
    if (config.identity().isEmpty()) {
      throw new IllegalArgumentException("a TLS server needs a certificate and its key");
    }
    tls = Optional.of(config);
    return this;
  }

  /**
   * Where the traces of calls go, as docs/traces.md says: a span for each call that was let in,
   * which continues the trace of its client. No traces if not given.
   */
  public IngressServerBuilder openTelemetry(OpenTelemetry value) {
    openTelemetry = Optional.of(value);
    return this;
  }

  /** Where the metrics of the server go, as docs/metrics.md lists them; nowhere if not given. */
  public IngressServerBuilder meter(Meter value) {
    meter = Optional.of(value);
    return this;
  }

  /** Listens on any address without TLS or without asking who calls. */
  public IngressServerBuilder insecure() {
    insecure = true;
    return this;
  }

  private void checkOpenness() {
    boolean asks =
        tokens.isPresent() || tls.filter(config -> config.trusted().isPresent()).isPresent();
    if (insecure || (tls.isPresent() && asks) || isLoopback()) {
      return;
    }
    throw new IllegalArgumentException(
        "bindAddress "
            + bindAddress
            + " can be reached by others, but "
            + (tls.isEmpty() ? "there is no TLS" + (asks ? "" : ", and ") : "")
            + (asks ? "" : "neither tokens nor client certificates are asked for")
            + "; give --tls-cert and --tls-key, and --allow-key or --tls-client-ca, or say"
            + " --insecure");
  }

  private boolean isLoopback() {
    try {
      return InetAddress.getByName(bindAddress).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("bindAddress: host " + bindAddress + " is unknown", e);
    }
  }

  /**
   * Makes the server; {@link IngressServer#start()} comes next.
   *
   * @return the server
   * @throws IllegalArgumentException if the address is unknown or open to others without
   *     protection, or if an allowed key is none, or a file of keys, of TLS or the journal cannot
   *     be used; the message names it
   */
  public IngressServer build() {
    checkOpenness();
    return new IngressServer(this);
  }
}
