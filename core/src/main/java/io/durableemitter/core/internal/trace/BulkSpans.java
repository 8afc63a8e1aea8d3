package io.durableemitter.core.internal.trace;

import io.durableemitter.api.EmitResult;
import java.util.Arrays;
import java.util.function.ObjIntConsumer;

/**
 * The spans of a list of emits, each let go of when its result is known. An event whose turn never
 * came has one, too, which begins and ends with its result. Used by the calling thread only.
 */
public final class BulkSpans implements ObjIntConsumer<EmitResult> {

  private static final EmitSpan[] NOT_MADE = {};

  private final EmitTraces traces;
  private final EmitSpan[] spans;

  /**
   * Of a list.
   *
   * @param traces makes the spans
   * @param events how many there are
   */
  public BulkSpans(EmitTraces traces, int events) {
    this.traces = traces;
    this.spans = traces == EmitTraces.OFF ? NOT_MADE : new EmitSpan[events];
    Arrays.fill(spans, EmitSpan.NONE);
  }

  /**
   * An event's turn has come.
   *
   * @param place its place in the list
   * @return its span
   */
  public EmitSpan begin(int place) {
    EmitSpan span = traces.begin();
    if (span != EmitSpan.NONE) {
      spans[place] = span;
    }
    return span;
  }

  /** All events are stored. */
  public void stored() {
    for (EmitSpan span : spans) {
      span.stored();
    }
  }

  /** No event is stored, those whose turn did not come among them. */
  public void failed(Throwable error) {
    for (EmitSpan span : spans) {
      EmitSpan ending = span == EmitSpan.NONE ? traces.begin() : span;
      ending.failed(error);
    }
  }

  @Override
  public void accept(EmitResult result, int place) {
    if (traces == EmitTraces.OFF) {
      return;
    }
    EmitSpan span = spans[place] == EmitSpan.NONE ? traces.begin() : spans[place];
    spans[place] = EmitSpan.NONE;
    if (result instanceof EmitResult.Failed failed) {
      span.failed(failed.failure());
    } else {
      span.stored();
    }
  }
}
