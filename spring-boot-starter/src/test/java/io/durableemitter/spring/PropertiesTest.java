package io.durableemitter.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.chipingress.BatchClientConfig;
import io.durableemitter.core.config.EmitterConfig;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** What the properties become. */
class PropertiesTest {

  private static DurableEmitterProperties bind(Map<String, String> properties) {
    return new Binder(new MapConfigurationPropertySource(properties))
        .bindOrCreate(DurableEmitterProperties.PREFIX, DurableEmitterProperties.class);
  }

  private static EmitterConfig config(Map<String, String> properties) {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(new MapPropertySource("test", Map.<String, Object>copyOf(properties)));
    return new DurableEmitterAutoConfiguration()
        .durableEmitterConfig(bind(properties), new PropertyErrors(environment));
  }

  @Test
  void defaultsAreThoseOfTheBuilders() {
    assertThat(config(Map.of())).usingRecursiveComparison().isEqualTo(EmitterConfig.ofDefaults());
    assertThat(bind(Map.of()).transport().toConfig())
        .usingRecursiveComparison()
        .isEqualTo(BatchClientConfig.ofDefaults());
  }

  @Test
  void everySettingHasAPropertyWithMetadata() throws Exception {
    Set<String> names = new TreeSet<>();
    collect("", EmitterConfig.ofDefaults(), names);
    collect("transport.", BatchClientConfig.ofDefaults(), names);
    names.removeAll(Set.of("remove.batching.batch-bytes", "remove.batching.queue-bytes"));
    assertThat(names).hasSizeGreaterThan(45);
    String metadata = metadata();
    assertThat(names)
        .allSatisfy(
            name -> assertThat(metadata).contains("\"name\": \"durable-emitter." + name + "\""));
  }

  private static String metadata() throws IOException {
    try (InputStream file =
        PropertiesTest.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void collect(String prefix, Object config, Set<String> names)
      throws ReflectiveOperationException {
    Class<?> builder = Class.forName(config.getClass().getName() + "$Builder");
    for (Method setter : builder.getMethods()) {
      if (setter.getDeclaringClass() == builder
          && setter.getParameterCount() == 1
          && setter.getParameterTypes()[0] != UnaryOperator.class) {
        Object value = config.getClass().getMethod(setter.getName()).invoke(config);
        String name =
            prefix
                + setter.getName().replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
        if (Arrays.stream(value.getClass().getClasses())
            .anyMatch(nested -> nested.getSimpleName().equals("Builder"))) {
          collect(name + ".", value, names);
        } else {
          names.add(name);
        }
      }
    }
  }

  @Test
  void whatIsGivenIsWhatIsMade() {
    EmitterConfig config =
        config(
            Map.of(
                "durable-emitter.insert.timeout", "7s",
                "durable-emitter.insert.max-event-bytes", "2MB",
                "durable-emitter.insert.idempotency-key-policy", "content-hash",
                "durable-emitter.insert.batching.workers", "2",
                "durable-emitter.backlog.max-rows", "1000",
                "durable-emitter.deliver.max-attempts", "9",
                "durable-emitter.deliver.gate.failures-to-close", "3",
                "durable-emitter.retransmit.enabled", "false",
                "durable-emitter.expire.ttl", "2d",
                "durable-emitter.close-timeout", "3s"));

    assertThat(config.insert().timeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(config.insert().maxEventBytes()).isEqualTo(2 << 20);
    assertThat(config.insert().idempotencyKeyPolicy()).hasToString("CONTENT_HASH");
    assertThat(config.insert().batching().workers()).isEqualTo(2);
    assertThat(config.backlog().maxRows()).hasValue(1000);
    assertThat(config.deliver().maxAttempts()).hasValue(9);
    assertThat(config.deliver().gate().failuresToClose()).isEqualTo(3);
    assertThat(config.retransmit().enabled()).isFalse();
    assertThat(config.expire().ttl()).isEqualTo(Duration.ofDays(2));
    assertThat(config.closeTimeout()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void whatIsWrongIsNamed() {
    isWrong("insert.timeout", "0s", "must be longer than zero");
    isWrong("insert.batching.workers", "0", "must be at least 1 but is 0");
    isWrong("insert.batching.queue-bytes", "1MB", "must be at least insert.maxEventBytes");
    isWrong("insert.max-event-bytes", "3GB", "must be 0 to 2147483647");
    isWrong("expire.ttl", "5s", "must be longer than retransmit.after");
    isWrong("close-timeout", "-1s", "must not be negative");
    isWrong("backlog.max-bytes", "0B", "must be at least 1");
  }

  private static void isWrong(String name, String value, String rule) {
    String property = "durable-emitter." + name;
    assertThatThrownBy(() -> config(Map.of(property, value)))
        .isInstanceOfSatisfying(
            InvalidConfigurationPropertyValueException.class,
            e -> {
              assertThat(e.getName()).isEqualTo(property);
              assertThat(e.getValue()).isEqualTo(value);
              assertThat(e.getReason()).contains(rule);
            });
  }

  @Test
  void credentialsAreOfOneKindAndNeverShown() {
    DurableEmitterProperties both =
        bind(
            Map.of(
                "durable-emitter.ingress.auth.user", "shop",
                "durable-emitter.ingress.auth.password", "s3cret",
                "durable-emitter.ingress.auth.headers.x-key", "t0ken",
                "durable-emitter.pool.password", "p4ss"));

    assertThatThrownBy(() -> both.ingress().auth().toConfig(Optional.empty()))
        .hasMessageContaining("only one of headers, user, key-file and public-key");
    assertThat(both.toString()).doesNotContain("s3cret", "t0ken", "p4ss");
    AuthProperties basic =
        bind(Map.of(
                "durable-emitter.ingress.auth.user", "shop",
                "durable-emitter.ingress.auth.password", "s3cret"))
            .ingress()
            .auth();
    assertThat(basic.toConfig(Optional.empty()).isNone()).isFalse();
    assertThat(bind(Map.of()).ingress().auth().toConfig(Optional.empty()).isNone()).isTrue();
  }

  @Test
  void aCertificateComesWithItsKey() {
    assertThatThrownBy(
            () ->
                bind(Map.of("durable-emitter.ingress.tls.private-key", "/etc/tls/key.pem"))
                    .ingress()
                    .tls()
                    .toConfig())
        .hasMessageContaining("certificateChain must be given with privateKey");
    assertThat(
            bind(Map.of(
                    "durable-emitter.ingress.tls.private-key", "/etc/tls/key.pem",
                    "durable-emitter.ingress.tls.certificate-chain", "/etc/tls/chain.pem"))
                .ingress()
                .tls()
                .toConfig()
                .identity())
        .isPresent();
  }
}
