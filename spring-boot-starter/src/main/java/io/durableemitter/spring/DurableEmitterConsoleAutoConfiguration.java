package io.durableemitter.spring;

import io.durableemitter.console.Console;
import io.durableemitter.console.ConsoleBuilder;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.spi.DurableEventStore;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** The console, where its artifact is there and it is asked for. */
@AutoConfiguration(after = DurableEmitterAutoConfiguration.class)
@ConditionalOnClass(Console.class)
@ConditionalOnBean(DurableEmitter.class)
@ConditionalOnProperty(prefix = DurableEmitterProperties.PREFIX, name = "console.enabled")
class DurableEmitterConsoleAutoConfiguration {

  @Bean(destroyMethod = "close")
  @ConditionalOnMissingBean
  Console durableEmitterConsole(
      DurableEventStore store,
      EmitterConfig config,
      DurableEmitterProperties properties,
      PropertyErrors errors) {
    ConsoleProperties console = properties.console();
    return errors.in(
        "console",
        () ->
            builder(Console.builder(store), console)
                .queueName(properties.store().table())
                .ttl(config.expire().ttl())
                .build());
  }

  private static ConsoleBuilder builder(ConsoleBuilder builder, ConsoleProperties console) {
    builder
        .bindAddress(console.bindAddress())
        .port(console.port())
        .maxViewers(console.maxViewers());
    console.names().forEach(builder::name);
    console.tokens().forEach(builder::token);
    console.readOnlyTokens().forEach(builder::readOnlyToken);
    if (console.tlsCert() != null && console.tlsKey() != null) {
      builder.tls(console.tlsCert(), console.tlsKey());
    } else if (console.tlsCert() != null || console.tlsKey() != null) {
      throw new IllegalArgumentException(
          "tlsCert must be given together with tlsKey: a certificate needs its key");
    }
    if (console.insecure()) {
      builder.insecure();
    }
    return console.readOnly() ? builder.readOnly() : builder;
  }

  @Bean
  ConsoleLifecycle durableEmitterConsoleLifecycle(Console console) {
    return new ConsoleLifecycle(console);
  }
}
