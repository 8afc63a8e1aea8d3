package io.durableemitter.acceptance;

import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.api.Event;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.setup.DurableEmitterSetup;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.PrintStream;
import java.util.Collection;

/**
 * A process that emits three events within one span, exports its spans as lines, and then does
 * nothing until it is killed.
 */
final class TracedEmitter {

  private TracedEmitter() {}

  /** With the URL of the database, the table and the endpoint. */
  public static void main(String[] arguments) throws Exception {
    HikariDataSource dataSource = new HikariDataSource();
    dataSource.setJdbcUrl(arguments[0]);
    OpenTelemetrySdk sdk = sdk(new Lines(System.out));
    DurableEmitter emitter =
        DurableEmitterSetup.builder(
                PgDurableEventStore.builder(dataSource).table(arguments[1]).build())
            .endpoint(arguments[2])
            .plaintext()
            .emitter(
                EmitterConfig.builder().retransmit(retransmit -> retransmit.enabled(false)).build())
            .openTelemetry(sdk)
            .build();
    emitter.start();
    Span caller = sdk.getTracer("test").spanBuilder("checkout").startSpan();
    Runnable emits =
        () -> {
          for (int i = 0; i < 3; i++) {
            emitter.emit(Event.of("shop", "order.placed").json("{}"));
          }
        };
    Context.root().with(caller).wrap(emits).run();
    caller.end();
    System.out.println("stored");
    Thread.currentThread().join();
  }

  static OpenTelemetrySdk sdk(SpanExporter exporter) {
    return OpenTelemetrySdk.builder()
        .setTracerProvider(
            SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                .build())
        .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
        .build();
  }

  /** An exporter of a line for each span. */
  private record Lines(PrintStream out) implements SpanExporter {

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      spans.forEach(
          span ->
              out.println(
                  "span "
                      + span.getName().replace(' ', '_')
                      + " "
                      + span.getTraceId()
                      + " "
                      + span.getSpanId()
                      + " "
                      + span.getParentSpanId()
                      + " "
                      + span.getStatus().getStatusCode()));
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
