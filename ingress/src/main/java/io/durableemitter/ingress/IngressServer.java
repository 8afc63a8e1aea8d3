package io.durableemitter.ingress;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A ChipIngress server. Plaintext, and on loopback unless told otherwise. Safe for concurrent use;
 * {@link #close()} is legal at any time and idempotent.
 */
public final class IngressServer implements AutoCloseable {

  private static final int GRACE_SECONDS = 5;
  private static final int MAX_CALLS_PER_CONNECTION = 100;
  private static final int MAX_HEADER_BYTES = 8 << 10;
  private static final int MAX_RESETS_PER_WINDOW = 200;
  private static final int RESET_WINDOW_SECONDS = 10;
  private static final int CALL_THREADS = 4;

  private final Builder settings;
  private final Faults faults = new Faults();
  private final IngressCounters counters = new IngressCounters();
  private final ScheduledExecutorService delays =
      Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "ingress-delays"));
  private final ExecutorService calls =
      Executors.newFixedThreadPool(CALL_THREADS, work -> daemon(work, "ingress-call"));
  private int boundPort;
  private @Nullable Server server;
  private @Nullable ControlPlane controlPlane;

  private IngressServer(Builder builder) {
    this.settings = builder;
  }

  /**
   * Begins to build a server.
   *
   * @return a builder with defaults
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Starts listening.
   *
   * @throws IllegalStateException if a port cannot be had; the message names it
   */
  public synchronized void start() {
    if (server != null) {
      return;
    }
    IngressService service = new IngressService(settings.sink, faults, counters, delays);
    try {
      server =
          NettyServerBuilder.forAddress(new InetSocketAddress(settings.bindAddress, settings.port))
              .addService(service)
              .executor(calls)
              .maxInboundMessageSize(settings.maxInboundMessageBytes)
              .maxInboundMetadataSize(MAX_HEADER_BYTES)
              .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
              .maxRstFramesPerWindow(MAX_RESETS_PER_WINDOW, RESET_WINDOW_SECONDS)
              // the reference client pings every 10 s, also without calls
              .permitKeepAliveTime(5, TimeUnit.SECONDS)
              .permitKeepAliveWithoutCalls(true)
              .build()
              .start();
    } catch (IOException e) {
      throw unavailable("port", settings.port, e);
    }
    boundPort = server.getPort();
    startControlPlane();
  }

  private void startControlPlane() {
    if (settings.controlPort.isEmpty()) {
      return;
    }
    try {
      controlPlane =
          ControlPlane.start(settings.controlPort.getAsInt(), settings.sink, faults, counters);
    } catch (IOException e) {
      close();
      throw unavailable("control port", settings.controlPort.getAsInt(), e);
    }
  }

  private IllegalStateException unavailable(String what, int port, IOException cause) {
    Throwable root = cause.getCause() == null ? cause : cause.getCause();
    return new IllegalStateException(
        "cannot listen on "
            + what
            + " "
            + port
            + " of "
            + settings.bindAddress
            + ": "
            + root.getMessage()
            + "; choose another one, or 0 for any free one",
        new UncheckedIOException(cause));
  }

  /**
   * Where clients connect, or did before the server was closed.
   *
   * @return the port
   * @throws IllegalStateException if the server has not been started
   */
  public synchronized int port() {
    if (server == null) {
      throw new IllegalStateException("the server has not been started");
    }
    return boundPort;
  }

  /**
   * Where the HTTP control plane listens, on loopback.
   *
   * @return the port; empty if there is no control plane
   */
  public synchronized OptionalInt controlPort() {
    return controlPlane == null ? OptionalInt.empty() : OptionalInt.of(controlPlane.port());
  }

  /**
   * Changes how the server misbehaves, from the next call on.
   *
   * @param plan the plan
   */
  public void setFaults(FaultPlan plan) {
    faults.set(plan);
  }

  /**
   * Where accepted events go.
   *
   * @return the sink
   */
  public InMemorySink sink() {
    return settings.sink;
  }

  /** Stops listening, gives calls under way 5 s to end, then ends them. */
  @Override
  public synchronized void close() {
    if (controlPlane != null) {
      controlPlane.close();
    }
    if (server != null) {
      server.shutdown();
      try {
        if (!server.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
          server.shutdownNow();
        }
      } catch (InterruptedException e) {
        server.shutdownNow();
        Thread.currentThread().interrupt();
      }
    }
    delays.shutdownNow();
    calls.shutdown();
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Builds an {@link IngressServer}. Not safe for concurrent use. */
  public static final class Builder {

    private String bindAddress = "127.0.0.1";
    private int port;
    private OptionalInt controlPort = OptionalInt.empty();
    private InMemorySink sink = new InMemorySink(InMemorySink.DEFAULT_CAPACITY);
    private int maxInboundMessageBytes = 4 << 20;

    private Builder() {}

    /** The address to listen on; 127.0.0.1 if not given. */
    public Builder bindAddress(String address) {
      bindAddress = address;
      return this;
    }

    /** The port to listen on, 0 to 65535; 0, any free one, if not given. */
    public Builder port(int value) {
      port = checked("port", value);
      return this;
    }

    /** The port of the control plane, 0 for any free one; no control plane if not given. */
    public Builder controlPort(int value) {
      controlPort = OptionalInt.of(checked("controlPort", value));
      return this;
    }

    /** Where accepted events go; a sink of the default capacity if not given. */
    public Builder sink(InMemorySink value) {
      sink = value;
      return this;
    }

    /** The largest request, at least 1024 bytes; 4 MiB if not given. */
    public Builder maxInboundMessageBytes(int value) {
      if (value < 1024) {
        throw new IllegalArgumentException(
            "maxInboundMessageBytes must be at least 1024 but is " + value);
      }
      maxInboundMessageBytes = value;
      return this;
    }

    private static int checked(String name, int value) {
      if (value < 0 || value > 65_535) {
        throw new IllegalArgumentException(name + " must be 0 to 65535 but is " + value);
      }
      return value;
    }

    /**
     * Makes the server; {@link IngressServer#start()} comes next.
     *
     * @return the server
     */
    public IngressServer build() {
      return new IngressServer(this);
    }
  }
}
