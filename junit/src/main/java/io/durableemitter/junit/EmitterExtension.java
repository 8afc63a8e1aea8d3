package io.durableemitter.junit;

import io.durableemitter.api.Payload;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.testkit.EmittedEvents;
import io.durableemitter.testkit.InMemoryEventStore;
import io.durableemitter.testkit.ScriptedTransport;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A {@link TestEmitter} for each test, closed after it.
 *
 * <pre>{@code
 * @RegisterExtension final EmitterExtension events = EmitterExtension.create();
 *
 * @Test
 * void aPaidInvoiceIsTold() {
 *   new Invoices(events.emitter()).pay("in-1");
 *   assertThat(events).emitted("invoice.paid").withSubject("in-1");
 * }
 * }</pre>
 *
 * <p>The field is not static: tests that run at once have one each.
 */
public final class EmitterExtension
    implements EmittedEvents, BeforeEachCallback, AfterEachCallback {

  private final UnaryOperator<EmitterConfig.Builder> change;
  private volatile @Nullable TestEmitter current;

  private EmitterExtension(UnaryOperator<EmitterConfig.Builder> change) {
    this.change = change;
  }

  /**
   * An extension.
   *
   * @return for a field with {@code @RegisterExtension}
   */
  public static EmitterExtension create() {
    return create(config -> config);
  }

  /**
   * An extension whose emitters have other settings.
   *
   * @param change as for {@link TestEmitter#start(UnaryOperator)}
   * @return for a field with {@code @RegisterExtension}
   */
  public static EmitterExtension create(UnaryOperator<EmitterConfig.Builder> change) {
    return new EmitterExtension(change);
  }

  /** Starts the test's emitter. */
  @Override
  public void beforeEach(ExtensionContext context) {
    current = TestEmitter.start(change);
  }

  /** Closes the test's emitter. */
  @Override
  public void afterEach(ExtensionContext context) {
    TestEmitter ended = current;
    current = null;
    if (ended != null) {
      ended.close();
    }
  }

  /** The test's emitter, for the code under test. */
  public DurableEmitter emitter() {
    return started().emitter();
  }

  /** Where the test's emitter delivers to: it takes the script of faults. */
  public ScriptedTransport transport() {
    return started().transport();
  }

  /** Where the test's emitter keeps events until they are delivered. */
  public InMemoryEventStore store() {
    return started().store();
  }

  /** Waits as {@link TestEmitter#awaitSettled()}. */
  public void awaitSettled() {
    started().awaitSettled();
  }

  @Override
  public List<Payload> payloads() {
    return started().payloads();
  }

  private TestEmitter started() {
    TestEmitter started = current;
    if (started == null) {
      throw new IllegalStateException(
          "there is no emitter outside of a test: put @RegisterExtension on the field, which must"
              + " not be static, and use it within a test or @BeforeEach");
    }
    return started;
  }
}
