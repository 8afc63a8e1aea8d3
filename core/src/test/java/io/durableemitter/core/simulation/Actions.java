package io.durableemitter.core.simulation;

import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.core.internal.maintain.ExpiryGuard;
import io.durableemitter.core.internal.maintain.Pass;
import io.durableemitter.core.internal.maintain.Retransmitter;
import io.durableemitter.spi.StoreException;
import java.time.Duration;
import java.util.List;

/** What may happen in a world, by chance. */
final class Actions {

  private static final int LENGTH = 300;
  private static final int MOST_HOSTS = 3;

  private final World world;
  private final Chance chance;
  private final boolean stormy;

  private Actions(World world) {
    this.world = world;
    this.chance = world.chance;
    this.stormy = world.weather == Weather.STORMY;
  }

  /** The whole life of a world, up to the end of its faults. */
  static void live(World world) {
    Actions actions = new Actions(world);
    for (int i = 0; i < LENGTH; i++) {
      actions.one(false);
      world.check();
    }
  }

  /** A few actions while something else is under way. */
  static void within(World world) {
    Actions actions = new Actions(world);
    if (world.chance.is(0.5)) {
      world.acting().ifPresent(actions::otherThreads);
    }
    for (int i = world.chance.below(6); i > 0; i--) {
      actions.one(true);
    }
  }

  private void one(boolean within) {
    int draw = chance.below(100);
    if (draw < 18) {
      emit();
    } else if (draw < 34) {
      duty();
    } else if (draw < 50) {
      rooms();
    } else if (draw < 72) {
      calls();
    } else if (draw < 86) {
      time();
    } else if (draw < 90) {
      ingress();
    } else if (draw < 92) {
      storeFaults();
    } else if (draw < 95) {
      transactions();
    } else if (draw < 96) {
      redrive();
    } else if (draw < 98) {
      lives(within);
    } else {
      storm(within);
    }
  }

  private void emit() {
    world
        .anyHost()
        .ifPresent(
            host -> {
              int count = chance.is(0.02) ? 60 : chance.is(0.1) ? 10 : 1;
              for (int i = 0; i < count; i++) {
                world.emitters.emit(host);
              }
            });
    if (chance.is(0.05)) {
      world.emitters.withdraw();
    }
  }

  private void duty() {
    world.anyHost().ifPresent(this::duty);
  }

  // those of the very host whose thread is between two steps
  private void otherThreads(SimulatedHost host) {
    int unused = chance.is(0.5) ? host.stepFailedRows() : 0;
    duty(host);
  }

  private void duty(SimulatedHost host) {
    List<Pass> duties = host.duties.all();
    if (!duties.isEmpty() && !host.isClosing() && !host.isDead()) {
      Pass pass = chance.pick(duties);
      if (pass instanceof Retransmitter && host.isWritingFailures()) {
        return; // it would wait for that
      }
      Duration pause = world.run(host, "duty", pass);
      world.trace.add(pass.getClass().getSimpleName() + " of " + host + ", then " + pause);
    }
  }

  private void rooms() {
    world
        .anyHost()
        .ifPresent(
            host -> {
              int draw = chance.below(4);
              if (draw < 2) {
                world.trace.add("insert on " + host + ": " + host.stepWriter());
                world.emitters.tell();
              } else if (draw == 2) {
                world.trace.add("write failed rows of " + host + ": " + host.stepFailedRows());
              } else {
                world.trace.add("mark on " + host);
                host.stepMarker();
              }
            });
  }

  private void calls() {
    if (chance.is(0.2)) {
      world
          .ingress
          .any(call -> !call.hasArrived())
          .ifPresent(
              call -> {
                world.ingress.arrive(call);
                world.trace.add("arrives: " + call);
              });
      return;
    }
    for (int i = chance.is(0.3) ? 20 : 2; i > 0; i--) {
      world
          .ingress
          .any(call -> !call.host.stalled)
          .ifPresent(
              call -> {
                world.trace.add("answer: " + call);
                world.ingress.answer(call);
              });
    }
  }

  private void time() {
    int draw = chance.below(10);
    Duration time =
        draw < 5
            ? Duration.ofMillis(chance.between(1, 500))
            : draw < 9
                ? Duration.ofMillis(chance.between(500, 12_000))
                : Duration.ofSeconds(chance.between(15, 400));
    world.trace.add("time passes: " + time);
    world.advance(time);
  }

  private void ingress() {
    SimulatedIngress.Mode mode =
        chance.is(0.5)
            ? SimulatedIngress.Mode.UP
            : chance.pick(List.of(SimulatedIngress.Mode.values()));
    world.trace.add("the ingress is " + mode);
    world.ingress.become(mode);
    if (chance.is(0.1)) {
      world.trace.add("it is mended");
      world.ingress.mend();
    }
    if (chance.is(0.5)) {
      world.throwing(chance.pick(List.of(0.0, 0.0, 0.05, 0.5)));
      world.trace.add("transports throw at " + world.throwing());
    }
  }

  private void storeFaults() {
    // in a storm also while a host closes
    boolean may =
        stormy
            || (world.weather.hasStoreFaults()
                && world.hosts.stream().noneMatch(SimulatedHost::isClosing));
    if (!may || chance.is(0.4)) {
      world.faults.end();
    } else {
      double share = chance.pick(List.of(0.1, 0.3, 0.9));
      world.trace.add("the store fails at " + share);
      world.faults.become(share);
    }
  }

  private void transactions() {
    if (chance.is(0.5)) {
      world.emitters.begin();
    } else {
      world.emitters.end(chance.is(0.8));
    }
  }

  private void redrive() {
    try {
      int count = world.store.redrive(DeadLetterFilter.ALL, 1 + chance.below(5));
      world.trace.add("redrive " + count);
    } catch (StoreException failure) {
      world.trace.add("redrive fails");
    }
    if (chance.is(0.3)) {
      world.hosts.forEach(host -> host.duties.guard().ifPresent(guard -> confirm(host, guard)));
    }
  }

  private void confirm(SimulatedHost host, ExpiryGuard guard) {
    world.trace.add("expiry is confirmed on " + host);
    guard.confirm();
    host.confirmed();
  }

  private void lives(boolean within) {
    if (within || (world.hosts.size() < MOST_HOSTS && chance.is(0.5))) {
      if (world.hosts.size() < MOST_HOSTS) {
        world.start(chance.is(0.6));
      }
      return;
    }
    if (chance.is(0.5)) {
      world.anyHost().ifPresent(world::close);
    } else {
      pauseDelivery();
    }
  }

  private void pauseDelivery() {
    world
        .anyHost()
        .ifPresent(
            host -> {
              if (chance.is(0.3)) {
                world.trace.add("delivery of " + host + " is paused");
                host.gate.pause();
              } else {
                host.gate.resume();
              }
            });
  }

  private void storm(boolean within) {
    if (!stormy) {
      return;
    }
    switch (chance.below(7)) {
      case 0 -> world.anyHost().ifPresent(world::crash);
      case 1 -> world.anyHost().ifPresent(world::stall);
      case 2, 3 -> goOn();
      case 4 -> world.ingress.lose(chance.pick(List.of(0.0, 0.2, 0.8)));
      case 5 -> world.ingress.any(call -> true).ifPresent(this::forget);
      default -> {
        if (chance.is(0.6)) {
          look();
          int most = chance.is(0.5) ? 900 : 7_200;
          world.jump(Duration.ofSeconds(chance.between(-most, most)));
        } else if (!within) {
          world.start(chance.is(0.6));
        }
      }
    }
  }

  // as each of them does every minute
  private void look() {
    for (SimulatedHost host : List.copyOf(world.hosts)) {
      if (!host.stalled && !host.isClosing()) {
        host.duties.expirer().ifPresent(pass -> world.run(host, "look", pass));
      }
    }
  }

  private void forget(Call call) {
    world.trace.add("forgotten: " + call);
    world.ingress.forget(call);
  }

  private void goOn() {
    for (SimulatedHost host : world.hosts) {
      if (host.stalled) {
        world.trace.add("goes on: " + host);
        host.stalled = false;
      }
    }
  }
}
