package io.durableemitter.traces.internal;

import io.durableemitter.api.DeliveryResult;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.List;
import java.util.function.Supplier;

/**
 * One call in the traces of its events. It ends with the first end it is told; what comes later is
 * ignored. Never throws.
 */
public interface SendSpan {

  /** Of a transport that makes no traces. */
  SendSpan NONE =
      new SendSpan() {
        @Override
        public <C> void writeTo(C carrier, TextMapSetter<C> setter) {}

        @Override
        public <T> void set(AttributeKey<T> key, T value) {}

        @Override
        public void answered(List<? extends SentEvent> events, List<DeliveryResult> results) {}

        @Override
        public void failed(String type, Supplier<String> why) {}

        @Override
        public void failed(DeliveryResult result) {}
      };

  /** Lets the other end continue the trace. */
  <C> void writeTo(C carrier, TextMapSetter<C> setter);

  /** What the answer says besides results. */
  <T> void set(AttributeKey<T> key, T value);

  /** The call was answered, with a result for each event. */
  void answered(List<? extends SentEvent> events, List<DeliveryResult> results);

  /**
   * The call has failed.
   *
   * @param type one of a few, such as the name of a status
   * @param why the status's description
   */
  void failed(String type, Supplier<String> why);

  /** The call has ended without an answer. */
  void failed(DeliveryResult result);
}
