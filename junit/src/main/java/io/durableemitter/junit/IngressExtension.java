package io.durableemitter.junit;

import io.durableemitter.api.Payload;
import io.durableemitter.ingress.FaultPlan;
import io.durableemitter.ingress.IngressServer;
import io.durableemitter.testkit.EmittedEvents;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real Chip Ingress server on a free port of loopback, in the JVM of the test: plaintext gRPC,
 * and faults by a {@link FaultPlan}. Needs {@code durable-emitter-ingress} on the class path of the
 * tests.
 *
 * <pre>{@code
 * @RegisterExtension static final IngressExtension ingress = new IngressExtension();
 * }</pre>
 *
 * <p>In a static field one server serves all tests of the class, on one port; what it recorded and
 * its faults are dropped before each test. Else each test has a server. As {@link EmittedEvents} it
 * has what the server accepted, also where the answer did not arrive. Safe for concurrent use.
 */
public final class IngressExtension
    implements EmittedEvents,
        BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback {

  private final List<Payload> accepted = new CopyOnWriteArrayList<>();
  private volatile @Nullable IngressServer server;
  private boolean forTheClass;

  /** An extension, for a field with {@code @RegisterExtension}. */
  public IngressExtension() {}

  /** Starts the server of a class. */
  @Override
  public void beforeAll(ExtensionContext context) {
    forTheClass = true;
    server = start();
  }

  /** Starts the server of a test, or begins anew with that of the class. */
  @Override
  public void beforeEach(ExtensionContext context) {
    if (forTheClass) {
      setFaults(FaultPlan.none());
    } else {
      server = start();
    }
    accepted.clear();
  }

  /** Stops the server of a test. */
  @Override
  public void afterEach(ExtensionContext context) {
    if (!forTheClass) {
      stop();
    }
  }

  /** Stops the server of a class. */
  @Override
  public void afterAll(ExtensionContext context) {
    stop();
  }

  private IngressServer start() {
    try {
      IngressServer started =
          IngressServer.builder()
              .observer(
                  events -> events.forEach(one -> accepted.add(Payload.wrap(one.toByteArray()))))
              .build();
      started.start();
      return started;
    } catch (NoClassDefFoundError e) {
      throw new IllegalStateException(
          "IngressExtension needs io.durableemitter:durable-emitter-ingress on the class path of the"
              + " tests",
          e);
    }
  }

  private void stop() {
    IngressServer ended = server;
    server = null;
    if (ended != null) {
      ended.close();
    }
  }

  /**
   * Where the server listens.
   *
   * @return host and port
   */
  public String endpoint() {
    return "127.0.0.1:" + started().port();
  }

  /**
   * Changes how the server misbehaves, from the next call on.
   *
   * @param plan the plan; {@link FaultPlan#none()} to end it
   */
  public void setFaults(FaultPlan plan) {
    started().setFaults(plan);
  }

  @Override
  public List<Payload> payloads() {
    return List.copyOf(accepted);
  }

  private IngressServer started() {
    IngressServer started = server;
    if (started == null) {
      throw new IllegalStateException(
          "the ingress has not been started: put @RegisterExtension on the field");
    }
    return started;
  }
}
