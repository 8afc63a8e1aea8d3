package io.durableemitter.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.kafka.EventRule;
import io.durableemitter.kafka.KafkaConfig;
import io.durableemitter.testkit.InMemoryEventStore;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KafkaSetupTest {

  private static KafkaSetup setup(String topic) {
    return DurableEmitterSetup.kafka(new InMemoryEventStore(), "localhost:9092", topic);
  }

  @Test
  void anEmitterIsMadeWithoutConnecting() {
    try (DurableEmitter emitter = setup("orders").key(EventRule.attribute("customer")).build()) {
      assertThat(emitter.isReady()).isFalse();
    }
  }

  @Test
  void whatCannotBeRightIsNamed() {
    assertThatThrownBy(() -> setup("orders.{Type}")).hasMessageContaining("'Type'");
    assertThatThrownBy(() -> setup("orders/eu").build()).hasMessageContaining("'orders/eu'");
    assertThatThrownBy(
            () ->
                DurableEmitterSetup.kafka(new InMemoryEventStore(), "localhost", "orders").build())
        .hasMessageContaining("host:port");
  }

  @Test
  void settingsOfEngineAndTransportMustFit() {
    assertThatThrownBy(
            () ->
                setup("orders")
                    .emitter(
                        EmitterConfig.builder()
                            .deliver(deliver -> deliver.inFlightTimeout(Duration.ofSeconds(40)))
                            .build())
                    .build())
        .hasMessageContaining("deliver.inFlightTimeout (PT40S) must be longer");
    assertThatThrownBy(
            () ->
                setup("orders")
                    .transport(KafkaConfig.builder().maxRequestBytes(1 << 20).build())
                    .build())
        .hasMessageContaining("insert.maxEventBytes (10000000) must not be larger");
  }

  /** As for users who did not add it: classes of this project, without the transport. */
  @Test
  void withoutTheTransportTheErrorSaysWhatIsMissingAndTheRestWorks() throws Exception {
    try (URLClassLoader without = new URLClassLoader(classPathWithoutKafka(), null)) {
      Class<?> setup = without.loadClass(DurableEmitterSetup.class.getName());
      // as a framework does that looks at a bean
      assertThat(setup.getMethods()).extracting(Method::getName).contains("kafka", "endpoint");
      Method kafka =
          setup.getMethod(
              "kafka",
              without.loadClass("io.durableemitter.spi.DurableEventStore"),
              String.class,
              String.class);
      assertThatThrownBy(() -> kafka.invoke(null, null, "localhost:9092", "orders"))
          .isInstanceOf(InvocationTargetException.class)
          .hasRootCauseInstanceOf(ClassNotFoundException.class)
          .cause()
          .hasMessageContaining("needs io.durableemitter:durable-emitter-kafka");
    }
  }

  private static URL[] classPathWithoutKafka() throws IOException {
    List<URL> urls = new ArrayList<>();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    for (String entry : classPath.split(java.io.File.pathSeparator, -1)) {
      if (!entry.contains("kafka/target") && !entry.contains("durable-emitter-kafka")) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    return urls.toArray(URL[]::new);
  }
}
