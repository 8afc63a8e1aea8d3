package io.durableemitter.examples.orders;

import com.example.orders.Orders;
import com.example.orders.hibernate.HibernateOrders;
import com.example.orders.hibernate.PlacedOrder;
import com.example.orders.jdbc.JdbcOrders;
import com.example.orders.jooq.JooqOrders;
import io.durableemitter.api.TransactionalEmitter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.cfg.JdbcSettings;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** What opens the transactions that emits are part of. */
enum Way {
  CDI,
  HIBERNATE,
  JDBC,
  JOOQ;

  static Optional<Way> named(String name) {
    return Arrays.stream(values()).filter(way -> way.toString().equals(name)).findFirst();
  }

  Application start(Services services) {
    return this == CDI
        ? CdiApplication.start(services)
        : new ApplicationByHand(services, this::orders);
  }

  /** What takes the orders, where no container makes it. */
  Orders orders(DataSource dataSource, TransactionalEmitter emitter) {
    return switch (this) {
      case HIBERNATE -> new HibernateOrders(sessions(dataSource), emitter);
      case JDBC -> new JdbcOrders(dataSource, emitter);
      case JOOQ -> new JooqOrders(DSL.using(dataSource, SQLDialect.POSTGRES), emitter);
      case CDI -> throw new IllegalStateException("its container makes them");
    };
  }

  private static SessionFactory sessions(DataSource dataSource) {
    Configuration configuration = new Configuration().addAnnotatedClass(PlacedOrder.class);
    configuration.getProperties().put(JdbcSettings.JAKARTA_NON_JTA_DATASOURCE, dataSource);
    return configuration.buildSessionFactory();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
