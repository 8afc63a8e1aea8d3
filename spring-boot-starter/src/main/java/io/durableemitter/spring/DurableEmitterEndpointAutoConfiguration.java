package io.durableemitter.spring;

import io.durableemitter.core.DeadLetters;
import io.durableemitter.core.DurableEmitter;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The endpoint of Actuator, where it is exposed. */
@AutoConfiguration(after = DurableEmitterAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(DurableEmitter.class)
class DurableEmitterEndpointAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnAvailableEndpoint
  DurableEmitterEndpoint durableEmitterEndpoint(DurableEmitter emitter, DeadLetters letters) {
    return new DurableEmitterEndpoint(emitter, letters);
  }
}
