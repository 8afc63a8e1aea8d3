package io.durableemitter.spring.tests;

import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.ingress.FaultPlan;
import io.durableemitter.ingress.InMemorySink;
import io.durableemitter.ingress.IngressServer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** A real PostgreSQL and a real ingress, for all tests of a run; they end with the process. */
final class Services {

  static final InMemorySink SINK = new InMemorySink(100_000);

  private static final EmbeddedPostgresServer DATABASE = EmbeddedPostgresServer.temporary();
  private static final IngressServer INGRESS = IngressServer.builder().port(0).sink(SINK).build();

  static {
    INGRESS.start();
  }

  private Services() {}

  /** What an application is told to find them. */
  static Map<String, Object> properties() {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("spring.datasource.url", DATABASE.jdbcUrl());
    properties.put("durable-emitter.ingress.endpoint", "127.0.0.1:" + INGRESS.port());
    properties.put("durable-emitter.ingress.plaintext", "true");
    return properties;
  }

  /** Looks at the database from outside of the application. */
  static JdbcTemplate outside() {
    return new JdbcTemplate(DATABASE.dataSource());
  }

  static void faults(FaultPlan plan) {
    INGRESS.setFaults(plan);
  }
}
