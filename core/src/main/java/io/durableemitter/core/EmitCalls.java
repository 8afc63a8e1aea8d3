package io.durableemitter.core;

import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitException.Outcome;
import io.durableemitter.api.EmitException.Reason;
import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.EmitResult;
import io.durableemitter.api.TransactionalEmit;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.core.internal.encode.EncodedEvent;
import io.durableemitter.core.internal.encode.InvalidEventException;
import io.durableemitter.core.internal.metrics.Timings;
import io.durableemitter.core.internal.trace.BulkSpans;
import io.durableemitter.core.internal.trace.EmitSpan;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What all ways to emit have in common: the emitter is open, the event is encoded and not too
 * large, and its time is taken. Safe for concurrent use.
 */
final class EmitCalls {

  private final Life life;
  private final EventPipeline pipeline;
  private final EmitterConfig config;

  EmitCalls(Life life, EventPipeline pipeline, EmitterConfig config) {
    this.life = life;
    this.pipeline = pipeline;
    this.config = config;
  }

  EmitReceipt write(Supplier<EncodedEvent> assembly) {
    EmitSpan span = pipeline.traces().begin();
    try {
      EmitReceipt receipt = write(assembly, span);
      span.stored();
      return receipt;
    } catch (Throwable error) {
      span.failed(error);
      throw error;
    }
  }

  private EmitReceipt write(Supplier<EncodedEvent> assembly, EmitSpan span) {
    return timed(
        () -> encoded(assembly, span),
        event -> pipeline.writer().write(event, config.insert().timeout()));
  }

  /** Times an emit as a whole, and from the moment on in which it is encoded. */
  private <A, R> R timed(Supplier<A> encoding, Function<A, R> storing) {
    life.requireStarted();
    long begin = System.nanoTime();
    try {
      A encoded = encoding.get();
      long handedOver = System.nanoTime();
      boolean error = true;
      try {
        R stored = storing.apply(encoded);
        error = false;
        return stored;
      } finally {
        pipeline.timings().emit(System.nanoTime() - handedOver, error);
      }
    } finally {
      pipeline.timings().emitTotal(System.nanoTime() - begin);
    }
  }

  List<EmitResult> writeAll(List<Supplier<EncodedEvent>> assemblies) {
    try {
      life.requireStarted();
    } catch (EmitException refused) {
      assemblies.forEach(event -> pipeline.traces().begin().failed(refused));
      return assemblies.stream().<EmitResult>map(event -> new EmitResult.Failed(refused)).toList();
    }
    long begin = System.nanoTime();
    Timings timings = pipeline.timings();
    BulkSpans spans = new BulkSpans(pipeline.traces(), assemblies.size());
    List<Supplier<EncodedEvent>> events = new ArrayList<>(assemblies.size());
    for (Supplier<EncodedEvent> assembly : assemblies) {
      int place = events.size();
      events.add(() -> encoded(assembly, spans.begin(place)));
    }
    List<EmitResult> results =
        pipeline.writer().writeAll(events, config.insert().timeout(), timings, spans);
    if (timings.enabled()) {
      long nanos = System.nanoTime() - begin;
      results.forEach(result -> timings.emitTotal(nanos));
    }
    return results;
  }

  CompletableFuture<EmitReceipt> writeAsync(Supplier<EncodedEvent> assembly) {
    EmitSpan span = pipeline.traces().begin();
    try {
      life.requireStarted();
      long begin = System.nanoTime();
      EncodedEvent event = encoded(assembly, span);
      return traced(timed(pipeline.writer().writeAsync(event), begin, System.nanoTime()), span);
    } catch (EmitException refused) {
      span.failed(refused);
      return CompletableFuture.failedFuture(refused);
    } catch (Throwable error) {
      span.failed(error);
      throw error;
    }
  }

  /** The same future, as {@link #timed}. */
  private static CompletableFuture<EmitReceipt> traced(
      CompletableFuture<EmitReceipt> emit, EmitSpan span) {
    if (span != EmitSpan.NONE) {
      var unused =
          emit.whenComplete(
              (receipt, error) -> {
                if (error == null) {
                  span.stored();
                } else {
                  span.failed(error);
                }
              });
    }
    return emit;
  }

  TransactionalEmit writeInTransaction(
      Connection connection, List<Supplier<EncodedEvent>> assemblies) {
    BulkSpans spans = new BulkSpans(pipeline.traces(), assemblies.size());
    try {
      TransactionalEmit emit = writeInTransaction(connection, assemblies, spans);
      spans.stored();
      return emit;
    } catch (Throwable error) {
      spans.failed(error);
      throw error;
    }
  }

  private TransactionalEmit writeInTransaction(
      Connection connection, List<Supplier<EncodedEvent>> assemblies, BulkSpans spans) {
    return timed(
        () -> encoded(assemblies, spans),
        events -> pipeline.transactionalWriter().write(connection, events));
  }

  private List<EncodedEvent> encoded(List<Supplier<EncodedEvent>> assemblies, BulkSpans spans) {
    List<EncodedEvent> events = new ArrayList<>(assemblies.size());
    for (Supplier<EncodedEvent> assembly : assemblies) {
      events.add(encoded(assembly, spans.begin(events.size())));
    }
    return events;
  }

  /** The same future: a cancellation of another one would not reach the queue. */
  private CompletableFuture<EmitReceipt> timed(
      CompletableFuture<EmitReceipt> emit, long begin, long handedOver) {
    Timings timings = pipeline.timings();
    if (timings.enabled()) {
      var unused =
          emit.whenComplete(
              (receipt, error) -> {
                long now = System.nanoTime();
                timings.emit(now - handedOver, error != null);
                timings.emitTotal(now - begin);
              });
    }
    return emit;
  }

  private EncodedEvent encoded(Supplier<EncodedEvent> assembly, EmitSpan span) {
    EncodedEvent event;
    try {
      event = span.encoded(assembly.get());
    } catch (InvalidEventException e) {
      throw refused(Reason.INVALID_EVENT, e.getMessage() + "; the event was not stored");
    }
    int size = event.payload().size();
    if (size > config.insert().maxEventBytes()) {
      throw refused(
          Reason.TOO_LARGE,
          "the event is too large: "
              + size
              + " bytes encoded, but insert.maxEventBytes is "
              + config.insert().maxEventBytes()
              + "; the event was not stored");
    }
    return event;
  }

  private EmitException refused(Reason reason, String message) {
    pipeline.counters().emitFailed();
    return new EmitException(Outcome.REJECTED, reason, message);
  }
}
