package io.durableemitter.benchmarks.peers.namastack;

import io.durableemitter.benchmarks.peers.work.Deliveries;
import io.namastack.outbox.handler.OutboxTypedHandler;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** What Spring finds: where events go. */
@SpringBootApplication(proxyBeanMethods = false)
class NamastackApplication {

  @Bean
  OutboxTypedHandler<StoredEvent> sink(Deliveries deliveries) {
    return new Sink(deliveries);
  }
}
