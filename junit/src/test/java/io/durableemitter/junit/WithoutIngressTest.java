package io.durableemitter.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.Event;
import io.durableemitter.api.EventEmitter;
import io.durableemitter.testkit.EmittedEvents;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Where neither the ingress nor gRPC is on the class path. */
@Timeout(60)
class WithoutIngressTest {

  private static final ExtensionContext UNUSED =
      (ExtensionContext)
          Proxy.newProxyInstance(
              WithoutIngressTest.class.getClassLoader(),
              new Class<?>[] {ExtensionContext.class},
              (proxy, method, arguments) -> {
                throw new UnsupportedOperationException(method.getName());
              });

  private final ClassLoader loader = new Without("io.durableemitter.ingress.", "io.grpc.");

  @Test
  void theEmitterWorks() throws Exception {
    Class<?> type = loader.loadClass(TestEmitter.class.getName());
    assertThat(type).as("not the class of this test's own loader").isNotEqualTo(TestEmitter.class);
    try (AutoCloseable events = (AutoCloseable) type.getMethod("start").invoke(null)) {
      EventEmitter emitter = (EventEmitter) type.getMethod("emitter").invoke(events);
      emitter.emit(Event.of("billing", "invoice.paid"));
      assertThat((EmittedEvents) events).emitted("invoice.paid");
    }
  }

  @Test
  void theIngressSaysWhatIsMissing() throws Exception {
    BeforeEachCallback extension =
        (BeforeEachCallback)
            loader.loadClass(IngressExtension.class.getName()).getConstructor().newInstance();
    assertThatThrownBy(() -> extension.beforeEach(UNUSED))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("durable-emitter-ingress on the class path");
  }

  /** Loads the extensions anew, and does not find the classes of some packages. */
  private static final class Without extends ClassLoader {

    private final String[] hidden;

    Without(String... hidden) {
      super(WithoutIngressTest.class.getClassLoader());
      this.hidden = hidden;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      for (String prefix : hidden) {
        if (name.startsWith(prefix)) {
          throw new ClassNotFoundException(name);
        }
      }
      Class<?> known = findLoadedClass(name);
      if (known != null || !name.startsWith("io.durableemitter.junit.")) {
        return known == null ? super.loadClass(name, resolve) : known;
      }
      try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = file.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
