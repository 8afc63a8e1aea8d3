package io.durableemitter.spring;

import io.durableemitter.spring.internal.micrometer.MicrometerMeter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.MeterProvider;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Metrics go to the application's {@link OpenTelemetry}, if it collects any, and else into its
 * registry of Micrometer. One that is there for traces only collects none.
 */
@AutoConfiguration
class DurableEmitterMetricsAutoConfiguration {

  private static Optional<Meter> collecting(ObjectProvider<OpenTelemetry> openTelemetry) {
    Meter nowhere = MeterProvider.noop().get(EmitterMeter.SCOPE);
    return Stream.ofNullable(openTelemetry.getIfUnique())
        .map(api -> api.getMeter(EmitterMeter.SCOPE))
        .filter(meter -> meter.getClass() != nowhere.getClass())
        .findFirst();
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(MeterRegistry.class)
  static class WithMicrometer {

    @Bean
    EmitterMeter durableEmitterMeter(
        ObjectProvider<OpenTelemetry> openTelemetry, ObjectProvider<MeterRegistry> registry) {
      return new EmitterMeter(
          collecting(openTelemetry)
              .or(() -> Optional.ofNullable(registry.getIfUnique()).map(MicrometerMeter::over)));
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnMissingClass("io.micrometer.core.instrument.MeterRegistry")
  static class WithoutMicrometer {

    @Bean
    EmitterMeter durableEmitterMeter(ObjectProvider<OpenTelemetry> openTelemetry) {
      return new EmitterMeter(collecting(openTelemetry));
    }
  }
}
