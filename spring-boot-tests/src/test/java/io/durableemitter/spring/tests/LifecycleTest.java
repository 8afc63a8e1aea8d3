package io.durableemitter.spring.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.EmitException;
import io.durableemitter.api.Event;
import io.durableemitter.api.EventEmitter;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.ingress.FaultPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Starts and stops, each of an application of its own. */
@ExtendWith(OutputCaptureExtension.class)
class LifecycleTest {

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Plain {}

  @AfterEach
  void noFaults() {
    Services.faults(FaultPlan.none());
  }

  private static ConfigurableApplicationContext start(String... properties) {
    Map<String, Object> all = new LinkedHashMap<>(Services.properties());
    all.put("spring.jpa.hibernate.ddl-auto", "none");
    for (String property : properties) {
      int equals = property.indexOf('=');
      all.put(property.substring(0, equals), property.substring(equals + 1));
    }
    List<String> arguments = new ArrayList<>();
    all.forEach((name, value) -> arguments.add("--" + name + "=" + value));
    return new SpringApplicationBuilder(Plain.class)
        .web(WebApplicationType.NONE)
        .run(arguments.toArray(String[]::new));
  }

  private static Event paid() {
    return Event.of("shop", "order.paid").json("{}");
  }

  @Test
  void aStopDrains() {
    List<String> ids = new ArrayList<>();
    DurableEmitter emitter;
    try (ConfigurableApplicationContext application = start()) {
      emitter = application.getBean(DurableEmitter.class);
      Services.faults(FaultPlan.builder().latencyMillis(100).build());
      EventEmitter events = application.getBean(EventEmitter.class);
      List<CompletableFuture<?>> stored = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        stored.add(
            events
                .emitAsync(paid())
                .thenAccept(
                    receipt -> {
                      synchronized (ids) {
                        ids.add(receipt.eventId());
                      }
                    }));
      }
      stored.forEach(CompletableFuture::join);
    }
    assertThat(ids).hasSize(2_000).allMatch(Services.SINK::contains);
    assertThatThrownBy(() -> emitter.emit(paid()))
        .isInstanceOfSatisfying(
            EmitException.class,
            e -> assertThat(e.reason()).isEqualTo(EmitException.Reason.CLOSED));
  }

  @Test
  void migrationsRunAtTheStartOrNotAtAll() {
    String table = "durable-emitter.store.table=by_hand.events";
    try (ConfigurableApplicationContext application =
        start(table, "durable-emitter.migrate=false")) {
      assertThatThrownBy(() -> application.getBean(EventEmitter.class).emit(paid()))
          .isInstanceOf(EmitException.class);
      assertThat(exists("by_hand.events")).isFalse();
    }
    try (ConfigurableApplicationContext application = start(table)) {
      assertThat(exists("by_hand.events")).isTrue();
      assertThat(application.getBean(EventEmitter.class).emit(paid()).rowId()).isPositive();
    }
  }

  private static boolean exists(String table) {
    return Services.outside().queryForObject("SELECT to_regclass(?)", Object.class, table) != null;
  }

  @Test
  void joiningCanBeSwitchedOff() {
    try (ConfigurableApplicationContext application =
        start("durable-emitter.join-transactions=false")) {
      EventEmitter emitter = application.getBean(EventEmitter.class);
      assertThat(emitter).isInstanceOf(DurableEmitter.class);
      TransactionTemplate transaction =
          new TransactionTemplate(application.getBean(PlatformTransactionManager.class));
      long row =
          transaction.execute(
              status -> {
                status.setRollbackOnly();
                return emitter.emit(paid()).rowId();
              });
      assertThat(row).isPositive();
    }
  }

  @Test
  void aWrongPropertyEndsTheStartAndIsNamed(CapturedOutput output) {
    assertThatThrownBy(() -> start("durable-emitter.insert.batching.workers=0"))
        .hasRootCauseMessage(
            "Property durable-emitter.insert.batching.workers with value '0' is invalid:"
                + " batching.workers must be at least 1 but is 0");
    assertThat(output)
        .contains("APPLICATION FAILED TO START", "durable-emitter.insert.batching.workers");
    assertThatThrownBy(() -> start("durable-emitter.insert.timeout=soon"))
        .hasStackTraceContaining("durable-emitter.insert.timeout");
  }
}
