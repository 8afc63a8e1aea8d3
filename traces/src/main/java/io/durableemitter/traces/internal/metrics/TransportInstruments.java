package io.durableemitter.traces.internal.metrics;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The instruments of one transport: all have the attribute {@code client_name}, and what may fail
 * has {@code status}. Made by one thread; what is recorded may come from any.
 */
public final class TransportInstruments implements AutoCloseable {

  private static final AttributeKey<String> CLIENT_NAME = AttributeKey.stringKey("client_name");
  private static final AttributeKey<String> STATUS = AttributeKey.stringKey("status");

  private final InstrumentSet instruments;
  private final Attributes client;
  private final Attributes success;
  private final Attributes failure;

  /**
   * Of a transport.
   *
   * @param instruments where they are made
   * @param clientName as the transport is called
   */
  public TransportInstruments(InstrumentSet instruments, String clientName) {
    this.instruments = instruments;
    client = Attributes.of(CLIENT_NAME, clientName);
    success = status("success");
    failure = status("failure");
  }

  /** The attributes of all, to add others to. */
  public AttributesBuilder client() {
    return client.toBuilder();
  }

  private Attributes status(String value) {
    return client.toBuilder().put(STATUS, value).build();
  }

  /** A counter. */
  public void counter(String name, String unit, LongAdder count) {
    instruments.counter(name, unit, out -> out.record(count.sum(), client));
  }

  /** What went well, and what did not. */
  public void calls(String name, LongAdder successes, LongAdder failures) {
    instruments.counter(
        name,
        "{request}",
        out -> {
          out.record(successes.sum(), success);
          out.record(failures.sum(), failure);
        });
  }

  /** What became of events. */
  public void events(LongAdder delivered, LongAdder rejected, LongAdder failed) {
    Attributes deliveries = status("delivered");
    Attributes rejections = status("rejected");
    Attributes failures = status("failed");
    instruments.counter(
        "events_total",
        "{event}",
        out -> {
          out.record(delivered.sum(), deliveries);
          out.record(rejected.sum(), rejections);
          out.record(failed.sum(), failures);
        });
  }

  /** A gauge. */
  public void gauge(String name, String unit, LongSupplier value) {
    instruments.longGauge(name, unit, out -> out.record(value.getAsLong(), client));
  }

  /** Always 1, with the settings as attributes. */
  public void configuration(Consumer<AttributesBuilder> settings) {
    AttributesBuilder builder = client();
    settings.accept(builder);
    Attributes all = builder.build();
    instruments.longGauge("config.info", "{info}", out -> out.record(1, all));
  }

  /** Sizes with the attributes of the client. */
  public Sizes sizes(String name, String unit, List<Long> boundaries) {
    return instruments.sizes(name, unit, boundaries, client);
  }

  /** Sizes with attributes of their own. */
  public Sizes sizes(String name, String unit, List<Long> boundaries, Attributes attributes) {
    return instruments.sizes(name, unit, boundaries, attributes);
  }

  /** How long calls take, by whether they went well. */
  public Latency latency(String name) {
    return instruments.latency(name, success, failure);
  }

  @Override
  public void close() {
    instruments.close();
  }
}
