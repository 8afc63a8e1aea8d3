package io.durableemitter.ingress;

import io.durableemitter.chipingress.tls.TlsFiles;
import io.durableemitter.ingress.auth.Identity;
import io.durableemitter.ingress.auth.TokenInterceptor;
import io.durableemitter.ingress.internal.http.HttpPort;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A ChipIngress server. Plaintext, open to everyone and on loopback unless told otherwise. Safe for
 * concurrent use; {@link #close()} is legal at any time and idempotent.
 */
public final class IngressServer implements AutoCloseable {

  private static final int CALL_THREADS = 4;

  private final IngressServerBuilder settings;
  private final Readiness readiness = new Readiness();
  private final Faults faults = new Faults(plan -> readiness.outage(plan.outage));
  private final IngressCounters counters = new IngressCounters();
  private final ScheduledExecutorService delays =
      Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "ingress-delays"));
  private final ExecutorService calls =
      Executors.newFixedThreadPool(CALL_THREADS, work -> daemon(work, "ingress-call"));
  private final Optional<ServerInterceptor> tokens;
  private final Optional<TlsFiles> tlsFiles;
  private final Optional<JournalWriter> journal;
  private final Optional<CallSpans> spans;
  private int boundPort;
  private Optional<IngressMetrics> metrics = Optional.empty();
  private @Nullable IngressTransport transport;
  private @Nullable HttpPort controlPlane;

  IngressServer(IngressServerBuilder builder) {
    this.settings = builder;
    this.tokens =
        builder.tokens.map(
            policy ->
                new TokenInterceptor(
                    policy, Clock.systemUTC(), counters.unauthenticated::increment));
    this.tlsFiles = builder.tls.map(TlsFiles::open);
    this.journal = builder.journal.map(JournalWriter::open);
    this.spans = builder.openTelemetry.map(CallSpans::new);
  }

  /**
   * Begins to build a server.
   *
   * @return a builder with defaults
   */
  public static IngressServerBuilder builder() {
    return new IngressServerBuilder();
  }

  /**
   * Starts listening.
   *
   * @throws IllegalStateException if a port cannot be had; the message names it
   * @throws IllegalArgumentException if the sink cannot work with its settings; the message says
   *     why
   * @throws SchemaStoreException if the store of schemas cannot be reached
   */
  public synchronized void start() {
    if (transport != null) {
      return;
    }
    settings.sink.start();
    settings.schemas.start();
    ReadBudget budget =
        new ReadBudget(
            settings.limits.maxBytesInFlight(), settings.limits.request().maxRequestBytes());
    metrics = settings.meter.map(meter -> new IngressMetrics(meter, counters, budget::bytes));
    CallStatus statuses = new CallStatus(settings.sink, readiness);
    IngressService service =
        new IngressService(
            new Publishing(
                metrics
                    .<EventSink>map(used -> new MeteredSink(settings.sink, used))
                    .orElse(settings.sink),
                settings.checker,
                settings.observer,
                journal,
                counters,
                spans,
                settings.limits,
                this::onCallThread),
            faults,
            counters,
            statuses,
            delays,
            settings.schemas);
    ServerServiceDefinition guarded =
        new RequestGuard(settings.limits, counters).guard(service.bindService());
    try {
      transport =
          IngressTransport.start(
              new InetSocketAddress(settings.bindAddress, settings.port),
              tlsFiles
                  .map(TlsFiles::serverCredentials)
                  .orElseGet(InsecureServerCredentials::create),
              List.of(
                  ServerInterceptors.interceptForward(guarded, interceptors()),
                  readiness.service()),
              calls,
              settings.limits,
              budget);
    } catch (IOException e) {
      throw unavailable("port", settings.port, e);
    }
    boundPort = transport.port();
    startControlPlane();
    watchSink(statuses);
    readiness.started();
  }

  private List<ServerInterceptor> interceptors() {
    List<ServerInterceptor> interceptors = new ArrayList<>();
    interceptors.add(tokens.orElseGet(Identity::byAddress));
    interceptors.add(CallTracer.lettingIn());
    // last: who is not let in must not fill anybody's traces
    spans.ifPresent(interceptors::add);
    return interceptors;
  }

  private void onCallThread(Runnable work) {
    try {
      calls.execute(work);
    } catch (RejectedExecutionException closing) {
      work.run();
    }
  }

  private void watchSink(CallStatus statuses) {
    var unused =
        delays.scheduleWithFixedDelay(
            () -> {
              counters.tick();
              statuses.lookAtSink();
            },
            1,
            1,
            TimeUnit.SECONDS);
  }

  private void startControlPlane() {
    if (settings.controlPort.isEmpty()) {
      return;
    }
    try {
      controlPlane =
          HttpPort.start(
              new InetSocketAddress(
                  InetAddress.getLoopbackAddress(), settings.controlPort.getAsInt()),
              "ingress-control",
              new ControlRoutes(settings.sink, faults, counters, readiness)::answer);
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
    if (transport == null) {
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
   * Where accepted events go, if they stay in memory.
   *
   * @return the sink
   * @throws IllegalStateException if the server was given a sink of another kind
   */
  public InMemorySink sink() {
    if (settings.sink instanceof InMemorySink memory) {
      return memory;
    }
    throw new IllegalStateException(
        "the sink of this server keeps no events in memory: " + settings.sink.description());
  }

  /** Stops listening, gives calls under way 5 s to end, then ends them; closes the sink. */
  @Override
  public synchronized void close() {
    readiness.closing();
    if (controlPlane != null) {
      controlPlane.close();
    }
    if (transport != null) {
      transport.close();
    }
    delays.shutdownNow();
    metrics.ifPresent(IngressMetrics::close);
    settings.schemas.close();
    settings.sink.close();
    calls.shutdown();
    journal.ifPresent(JournalWriter::close);
    tlsFiles.ifPresent(TlsFiles::close);
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }
}
