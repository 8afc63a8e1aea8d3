package io.durableemitter.spring;

import io.durableemitter.api.Hooks;
import io.durableemitter.chipingress.BatchClientConfig;
import io.durableemitter.chipingress.auth.AuthConfig;
import io.durableemitter.chipingress.auth.Signer;
import io.durableemitter.chipingress.tls.TlsConfig;
import io.durableemitter.core.DeadLetters;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.DurableEmitterBuilder;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.setup.DurableEmitterSetup;
import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.EventPublisher;
import java.util.Optional;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Fallback;
import org.springframework.core.env.Environment;

/**
 * An emitter of the properties {@code durable-emitter.*}, started and stopped with the application.
 * A bean of the application's own comes before the one that is made here: {@link EmitterConfig},
 * {@link BatchClientConfig}, {@link AuthConfig}, {@link TlsConfig}, {@link Signer}, {@link Hooks},
 * {@link DurableEventStore}, {@link BatchEmitter} with an {@link EventPublisher} as its fallback,
 * {@link DurableEmitter}, {@link DeadLetters}.
 */
@AutoConfiguration(
    after = DurableEmitterMetricsAutoConfiguration.class,
    // of Boot 3 and of Boot 4
    afterName = {
      "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
      "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
    })
@ConditionalOnProperty(
    prefix = DurableEmitterProperties.PREFIX,
    name = "enabled",
    matchIfMissing = true)
@EnableConfigurationProperties(DurableEmitterProperties.class)
public class DurableEmitterAutoConfiguration {

  /** Made by Spring. */
  public DurableEmitterAutoConfiguration() {}

  @Bean
  PropertyErrors durableEmitterPropertyErrors(Environment environment) {
    return new PropertyErrors(environment);
  }

  @Bean
  ApplicationDataSource durableEmitterApplicationDataSource(
      ListableBeanFactory beans, PropertyErrors errors) {
    return new ApplicationDataSource(beans, errors);
  }

  @Bean
  @ConditionalOnMissingBean
  EmitterConfig durableEmitterConfig(DurableEmitterProperties properties, PropertyErrors errors) {
    EmitterConfig.Builder config = EmitterConfig.builder().closeTimeout(properties.closeTimeout());
    config.insert(errors.in("insert", properties.insert()::toConfig));
    config.backlog(errors.in("backlog", properties.backlog()::toConfig));
    config.deliver(errors.in("deliver", properties.deliver()::toConfig));
    config.order(errors.in("order", properties.order()::toConfig));
    config.retransmit(errors.in("retransmit", properties.retransmit()::toConfig));
    config.expire(errors.in("expire", properties.expire()::toConfig));
    config.remove(errors.in("remove", properties.remove()::toConfig));
    config.metrics(errors.in("metrics", properties.metrics()::toConfig));
    return errors.in("", config::build);
  }

  @Bean
  @ConditionalOnMissingBean
  BatchClientConfig durableEmitterBatchClientConfig(
      DurableEmitterProperties properties, PropertyErrors errors) {
    return errors.in("transport", properties.transport()::toConfig);
  }

  @Bean
  @ConditionalOnMissingBean
  DeadLetters durableEmitterDeadLetters(DurableEventStore store) {
    return DeadLetters.of(store);
  }

  /** Others that are an EventEmitter come before it. */
  @Bean
  @Fallback
  @ConditionalOnMissingBean
  DurableEmitter durableEmitter(
      DurableEventStore store,
      EmitterConfig config,
      ObjectProvider<BatchEmitter> transport,
      ObjectProvider<EventPublisher> fallback,
      ObjectProvider<Hooks> hooks,
      ObjectProvider<EmitterMeter> meter,
      ChipIngressSettings chipIngress) {
    Hooks observer = hooks.getIfAvailable(() -> Hooks.NONE);
    EmitterMeter metrics = meter.getIfAvailable(() -> new EmitterMeter(Optional.empty()));
    BatchEmitter own = transport.getIfAvailable();
    if (own == null) {
      DurableEmitterSetup setup =
          DurableEmitterSetup.builder(store).emitter(config).hooks(observer);
      metrics.meter().ifPresent(setup::meter);
      return chipIngress.build(setup);
    }
    DurableEmitterBuilder emitter =
        DurableEmitter.builder().store(store).config(config).hooks(observer).transport(own);
    fallback.ifAvailable(emitter::fallback);
    metrics.meter().ifPresent(emitter::meter);
    return emitter.build();
  }

  @Bean
  ChipIngressSettings durableEmitterChipIngress(
      DurableEmitterProperties properties,
      PropertyErrors errors,
      BatchClientConfig batches,
      ObjectProvider<TlsConfig> tls,
      ObjectProvider<AuthConfig> auth,
      ObjectProvider<Signer> signer) {
    return new ChipIngressSettings(properties, errors, batches, tls, auth, signer);
  }

  @Bean
  EmitterLifecycle durableEmitterLifecycle(
      DurableEmitter emitter, ObjectProvider<Migrations> migrations) {
    return new EmitterLifecycle(emitter, () -> migrations.ifAvailable(Migrations::run));
  }
}
