package io.durableemitter.spring;

import io.durableemitter.core.DurableEmitter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Health where its API is since Boot 4. */
@AutoConfiguration(after = DurableEmitterAutoConfiguration.class)
@ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
@ConditionalOnBean(DurableEmitter.class)
@ConditionalOnProperty(
    prefix = "management.health.durableemitter",
    name = "enabled",
    matchIfMissing = true)
class DurableEmitterHealthAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean(name = "durableEmitterHealthIndicator")
  HealthIndicator durableEmitterHealthIndicator(DurableEmitter emitter) {
    return () -> {
      EmitterHealth health = EmitterHealth.of(emitter);
      return (health.up() ? Health.up() : Health.down()).withDetails(health.details()).build();
    };
  }
}
