package io.durableemitter.cli;

import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where metrics go: to whoever scrapes a port, and to what OTEL_* of the environment says. */
final class TelemetryOptions {

  private static final String METRICS = "otel.metrics.exporter";
  private static final String TRACES = "otel.traces.exporter";
  private static final String NONE = "none";

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description = {
        "Serve metrics to Prometheus there. Default: nowhere.",
        "OTEL_METRICS_EXPORTER=otlp and the like work with and without it."
      })
  private Optional<Integer> port = Optional.empty();

  @Option(
      names = "--metrics-bind",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "The address for --metrics-port. Default ${DEFAULT-VALUE}.")
  private String bind = "";

  /** Fails if the options are wrong; asked before anything else is started. */
  void check() throws IOException {
    if (port.filter(value -> value < 1 || value > 65_535).isPresent()) {
      throw new CommandException(
          ExitCode.USAGE, "--metrics-port must be 1 to 65535 but is " + port.get());
    }
    BindAddress.check("--metrics-bind", bind);
  }

  /** Begins to export as the user of this service. */
  Telemetry start(String service) {
    return start(service, Optional.empty());
  }

  /** As {@link #start(String)}, with one more reader, for which alone there is telemetry, too. */
  Telemetry start(String service, Optional<MetricReader> reader) {
    if (port.isEmpty() && reader.isEmpty() && !asked(METRICS) && !asked(TRACES)) {
      return Telemetry.NONE;
    }
    port.ifPresent(this::requireFree);
    AutoConfiguredOpenTelemetrySdkBuilder builder =
        AutoConfiguredOpenTelemetrySdk.builder()
            .disableShutdownHook() // closed by the command, behind what it measures
            .addPropertiesSupplier(() -> defaults(service))
            .addPropertiesCustomizer(this::overrides);
    reader.ifPresent(
        more ->
            builder.addMeterProviderCustomizer(
                (provider, config) -> provider.registerMetricReader(more)));
    try {
      return new Telemetry(builder.build().getOpenTelemetrySdk(), asked(TRACES));
    } catch (ConfigurationException | IllegalStateException e) {
      throw new CommandException(
          ExitCode.USAGE, "the environment's OTEL_ settings are wrong: " + Errors.describe(e), e);
    }
  }

  /** Where metrics are served, to be told. */
  Optional<String> url() {
    return port.map(value -> "http://" + bind + ":" + value + "/metrics");
  }

  /** Whether the environment, or a property of the JVM, names an exporter. */
  private static boolean asked(String exporter) {
    String variable = exporter.replace('.', '_').toUpperCase(java.util.Locale.ROOT);
    String value = System.getProperty(exporter, System.getenv().getOrDefault(variable, NONE));
    return !value.isBlank() && !value.strip().equals(NONE);
  }

  /** What holds unless the environment says otherwise. */
  private static Map<String, String> defaults(String service) {
    return Map.of(
        METRICS,
        NONE,
        TRACES,
        NONE,
        "otel.logs.exporter",
        NONE,
        "otel.service.name",
        "durable-emitter-" + service,
        "otel.exporter.prometheus.host",
        "127.0.0.1",
        "otel.exporter.otlp.protocol",
        "http/protobuf");
  }

  private Map<String, String> overrides(ConfigProperties config) {
    Map<String, String> overrides = new HashMap<>();
    port.ifPresent(
        value -> {
          overrides.put(METRICS, withPrometheus(config.getString(METRICS, NONE)));
          overrides.put("otel.exporter.prometheus.host", bind);
          overrides.put("otel.exporter.prometheus.port", String.valueOf(value));
        });
    return overrides;
  }

  private static String withPrometheus(String exporters) {
    if (exporters.isBlank() || exporters.strip().equals(NONE)) {
      return "prometheus";
    }
    return exporters.contains("prometheus") ? exporters : exporters + ",prometheus";
  }

  /** The exporter's own words would not name the option. */
  private void requireFree(int value) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(bind, value));
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILED,
          "cannot listen on metrics port " + value + " of " + bind + ": " + Errors.message(e),
          e);
    }
  }
}
