package com.example.shop;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * For {@code examples/run} only: says where the shop listens, and ends with the process that
 * started it, which holds the other end of its standard input.
 */
@Component
@ConditionalOnProperty("shop.overseen")
class Overseen {

  private final Environment environment;

  Overseen(Environment environment) {
    this.environment = environment;
  }

  @EventListener(ApplicationReadyEvent.class)
  void ready() {
    Thread watch = new Thread(Overseen::endWithInput, "overseen");
    watch.setDaemon(true);
    watch.start();
    System.out.println("shop: port " + environment.getRequiredProperty("local.server.port"));
  }

  private static void endWithInput() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      Runtime.getRuntime().halt(1);
    }
  }
}
