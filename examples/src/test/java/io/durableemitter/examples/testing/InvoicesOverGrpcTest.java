package io.durableemitter.examples.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.core.DurableEmitter;
import io.durableemitter.examples.Invoices;
import io.durableemitter.ingress.FaultPlan;
import io.durableemitter.junit.IngressExtension;
import io.durableemitter.setup.DurableEmitterSetup;
import io.durableemitter.testkit.InMemoryEventStore;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What docs/testing.md shows of a test that goes over a socket. */
class InvoicesOverGrpcTest {

  @RegisterExtension static final IngressExtension ingress = new IngressExtension();

  private DurableEmitter emitter;

  @BeforeEach
  void start() {
    emitter =
        DurableEmitterSetup.builder(new InMemoryEventStore())
            .endpoint(ingress.endpoint())
            .plaintext()
            .build();
    emitter.start();
  }

  @AfterEach
  void stop() {
    emitter.close();
  }

  @Test
  void aPaidInvoiceArrives() {
    new Invoices(emitter).pay("in-1", 4200);
    assertThat(ingress).emitted("invoice.paid").withSubject("in-1").withExtension("tenant", "acme");
  }

  @Test
  void itArrivesAfterAnOutage() {
    ingress.setFaults(FaultPlan.builder().calls(1).status("UNAVAILABLE").build());
    new Invoices(emitter).pay("in-1", 4200);
    ingress.setFaults(FaultPlan.none());
    assertThat(ingress).within(Duration.ofSeconds(30)).emitted("invoice.paid").withSubject("in-1");
  }
}
