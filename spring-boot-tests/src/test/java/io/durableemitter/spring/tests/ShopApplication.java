package io.durableemitter.spring.tests;

import io.durableemitter.api.Event;
import io.durableemitter.api.EventEmitter;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/** An application as they are: JPA, jOOQ and plain JDBC on one DataSource, and its emitter. */
@SpringBootApplication
class ShopApplication {

  /** Told to listeners, within the process. */
  record OrderPlaced(String id) {}

  @Bean
  @Primary
  JpaTransactionManager transactionManager(EntityManagerFactory entities) {
    return new JpaTransactionManager(entities);
  }

  @Bean
  JdbcTransactionManager jdbcTransactionManager(DataSource dataSource) {
    return new JdbcTransactionManager(dataSource);
  }

  /** Emits when Spring calls back after a commit. */
  @Component
  static class AfterCommit {

    private final EventEmitter emitter;
    final List<String> emitted = new CopyOnWriteArrayList<>();

    AfterCommit(EventEmitter emitter) {
      this.emitter = emitter;
    }

    @TransactionalEventListener
    void placed(OrderPlaced order) {
      emitted.add(
          emitter
              .emit(Event.of("shop", "order.announced").json("{}").subject(order.id()))
              .eventId());
    }
  }
}
