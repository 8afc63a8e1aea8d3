package io.durableemitter.core.internal.trace;

import io.durableemitter.core.internal.encode.EncodedEvent;

/** One emit in its caller's trace. Told each thing once at most, the end last; never throws. */
public interface EmitSpan {

  /** Of an emitter that makes no traces. */
  EmitSpan NONE =
      new EmitSpan() {
        @Override
        public EncodedEvent encoded(EncodedEvent event) {
          return event;
        }

        @Override
        public void stored() {}

        @Override
        public void failed(Throwable error) {}
      };

  /**
   * The event is encoded; called on the thread of the caller.
   *
   * @param event the event
   * @return the event that is stored, which says what trace it belongs to
   */
  EncodedEvent encoded(EncodedEvent event);

  /** The event is stored. */
  void stored();

  /**
   * The event is not stored, or it is unknown whether it is.
   *
   * @param error why
   */
  void failed(Throwable error);
}
