package io.durableemitter.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.Event;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.ingress.FaultPlan;
import io.durableemitter.setup.DurableEmitterSetup;
import io.durableemitter.testkit.InMemoryEventStore;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class IngressExtensionTest {

  private static final Set<String> ENDPOINTS = ConcurrentHashMap.newKeySet();

  @RegisterExtension static final IngressExtension ingress = new IngressExtension();
  @RegisterExtension final IngressExtension own = new IngressExtension();

  private static DurableEmitter emitterTo(IngressExtension ingress) {
    DurableEmitter emitter =
        DurableEmitterSetup.builder(new InMemoryEventStore())
            .endpoint(ingress.endpoint())
            .plaintext()
            .emitter(
                EmitterConfig.builder()
                    .retransmit(
                        retransmit ->
                            retransmit
                                .after(Duration.ofMillis(100))
                                .interval(Duration.ofMillis(20)))
                    .build())
            .build();
    emitter.start();
    return emitter;
  }

  private static void emit(DurableEmitter emitter) {
    emitter.emit(Event.of("billing", "invoice.paid").json("{}").subject("in-1"));
  }

  @Test
  void whatIsSentOverASocketIsRecorded() {
    try (DurableEmitter emitter = emitterTo(ingress)) {
      emit(emitter);
      assertThat(ingress).emitted("invoice.paid").withSource("billing").withJson("{}").times(1);
      assertThat(own).emittedNothing();
    }
    ENDPOINTS.add(ingress.endpoint());
    assertThat(ENDPOINTS).as("one server for the class").hasSize(1);
  }

  @Test
  void eachTestBeginsAnew() {
    assertThat(ingress).emittedNothing();
    try (DurableEmitter emitter = emitterTo(ingress)) {
      emit(emitter);
      assertThat(ingress).hasEmitted(1);
    }
    ENDPOINTS.add(ingress.endpoint());
    assertThat(ENDPOINTS).as("one server for the class").hasSize(1);
  }

  @Test
  void faultsAreThoseOfTheServer() {
    own.setFaults(FaultPlan.builder().calls(2).status("UNAVAILABLE").build());
    try (DurableEmitter emitter = emitterTo(own)) {
      emit(emitter);
      assertThat(own).emitted("invoice.paid").withSubject("in-1");
      assertThat(emitter.stats().deliveryFailures()).isPositive();
    }
  }

  @Test
  void outsideOfATestItSaysWhatToDo() {
    assertThatThrownBy(() -> new IngressExtension().endpoint())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("@RegisterExtension");
  }
}
