package io.durableemitter.benchmarks.peers.gruelbox;

import java.util.Base64;
import java.util.function.Consumer;

/** Where events go; public, and not final, since gruelbox makes a subclass of it. */
public class Sink {

  private final Consumer<byte[]> consumer;

  /** For the subclass, of which gruelbox makes an object for each call, and which delivers none. */
  public Sink() {
    this(body -> {});
  }

  Sink(Consumer<byte[]> consumer) {
    this.consumer = consumer;
  }

  /** Takes an event, which is text since gruelbox stores calls as JSON. */
  public void deliver(String body) {
    consumer.accept(Base64.getDecoder().decode(body));
  }
}
