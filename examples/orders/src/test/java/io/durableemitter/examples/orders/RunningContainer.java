package io.durableemitter.examples.orders;

import com.example.orders.cdi.JtaOrders;
import com.example.orders.cdi.Settings;
import com.example.orders.cdi.TransactionalEvents;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.testkit.EmittedEvents;
import io.durableemitter.testkit.ScriptedTransport;
import jakarta.enterprise.inject.se.SeContainer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** The beans of the example with an emitter that hands over or does not send. */
final class RunningContainer implements AutoCloseable {

  private final SeContainer container;

  RunningContainer(Settings settings, Class<?> pool) {
    container =
        CdiApplication.container(settings)
            .addBeanClasses(
                pool,
                RecordedEmitter.class,
                Transactions.class,
                TransactionalEvents.class,
                JtaOrders.class)
            .initialize();
  }

  <T> T get(Class<T> bean) {
    return container.select(bean).get();
  }

  /** Those that were sent, and those that are stored. */
  EmittedEvents events() {
    return EmittedEvents.of(get(PgDurableEventStore.class), get(ScriptedTransport.class));
  }

  /** What a query says, with the connection of the transaction if there is one. */
  String ask(String query) throws SQLException {
    try (Connection connection = get(DataSource.class).getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  @Override
  public void close() {
    container.close();
  }
}
