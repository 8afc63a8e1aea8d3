package io.durableemitter.chaos;

import io.durableemitter.chaos.check.Checker;
import io.durableemitter.chaos.check.Emits;
import io.durableemitter.chaos.check.KeyedIds;
import io.durableemitter.chaos.check.OrderChecker;
import io.durableemitter.chaos.check.Period;
import io.durableemitter.chaos.check.Repeat;
import io.durableemitter.chaos.check.Verdict;
import io.durableemitter.chaos.child.Order;
import io.durableemitter.chaos.proxy.Pooler;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One run: cycles of faults under load, then peace until everything has come to rest, then a look.
 */
final class ChaosRun {

  private static final Duration FIRST_EMITS = Duration.ofSeconds(60);
  private static final int FIRST_ACKS = 100;
  private static final Duration DRAIN = Duration.ofMinutes(3);
  private static final Duration BREATH = Duration.ofMillis(100);
  private static final int MOST_NAMED = 10;
  private static final Duration CALM = Duration.ofSeconds(2);

  private final ChaosOptions options;
  private final ChaosEnvironment environment;
  private final PrintStream progress;
  private final DatabaseFaults databaseFaults;
  private final HostFaults hostFaults;
  private final IngressFaults ingressFaults;
  private final NetworkFaults networkFaults;
  private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
  private final Map<Fault, Integer> skipped = new EnumMap<>(Fault.class);
  private final CallerWatch callers;
  private final Settling settling;
  private final List<Period> periods = new ArrayList<>();
  private final long begin = System.nanoTime();
  private Optional<String> stuck = Optional.empty();
  private int cycles;
  private int died;

  ChaosRun(ChaosOptions options, ChaosEnvironment environment, PrintStream progress) {
    this.options = options;
    this.environment = environment;
    this.progress = progress;
    databaseFaults = new DatabaseFaults(environment.database());
    hostFaults = new HostFaults(environment.hosts());
    ingressFaults = new IngressFaults(environment.ingress());
    networkFaults = new NetworkFaults(environment.toDatabase(), environment.toIngress());
    callers = new CallerWatch(environment.hosts());
    settling = new Settling(environment.database(), databaseFaults.corruptRows(), callers);
  }

  ChaosReport run() throws IOException, SQLException, InterruptedException {
    awaitFirstEmits();
    if (environment.pooler().isEmpty()) {
      progress.println("no pooler: PgBouncer is not there, or its fault is not asked for");
    }
    start();
    Schedule schedule = new Schedule(options.seed(), options.kinds());
    while (cycles < options.cycles()
        && stuck.isEmpty()
        && elapsed().compareTo(options.limit()) < 0) {
      cycles++;
      cycle(schedule.next());
    }
    progress.printf("%d cycles are over; closing all hosts%n", cycles);
    for (Host host : environment.hosts()) {
      host.terminate();
    }
    int hung = 0;
    for (Host host : environment.hosts()) {
      hung += host.ended() ? 0 : 1;
      host.kill();
    }
    Duration drain = drain();
    Emits emits = Emits.read(environment.journals());
    Set<String> dead = environment.database().deadIds();
    Verdict verdict =
        Checker.check(
            emits,
            environment.ingress().deliveries(),
            environment.database().pendingIds(),
            dead,
            periods);
    List<String> inOrder = environment.ingress().deliveries().inOrder();
    OrderChecker order = new OrderChecker(new KeyedIds(options.keysOfEach()));
    long keys = options.isOrdered() ? order.keys(inOrder) : 0;
    Set<String> outOfOrder =
        options.isOrdered() ? order.outOfOrder(emits, inOrder, dead) : Set.of();
    outOfOrder.stream()
        .limit(MOST_NAMED)
        .forEach(id -> progress.printf("%s came after a later one of its key%n", id));
    verdict.needlessRepeats().stream().limit(MOST_NAMED).forEach(this::reportRepeat);
    return new ChaosReport(
        options.seed(),
        cycles,
        faults,
        skipped,
        emits,
        verdict,
        keys,
        outOfOrder,
        databaseFaults.corruptRows().size(),
        died,
        stuck,
        hostFaults.hungCloses() + hung,
        drain,
        elapsed());
  }

  /** Processes that have just begun may be slower than their leases; that is not judged. */
  private void start() throws SQLException {
    stuck = settling.await();
    stuck.ifPresent(this::reportStuck);
    long now = System.nanoTime();
    long accepted = environment.ingress().deliveries().acceptedBetween(begin, now);
    periods.add(new Period("start", begin, now, accepted, 0, callers.unknown()));
  }

  private void cycle(List<Step> steps) throws IOException, SQLException, InterruptedException {
    long begun = System.nanoTime();
    List<String> before = environment.hosts().stream().map(Host::ids).toList();
    int repeatsBefore = environment.ingress().deliveries().repeats().size();
    Allowance allowance =
        new Allowance(
            steps,
            environment.database(),
            environment.ingress().deliveries(),
            callers,
            environment.mostCutEmits());
    progress.printf("cycle %d: %s%n", cycles, steps.isEmpty() ? "calm" : steps);
    Deque<Healing> healings = new ArrayDeque<>();
    for (Step step : steps) {
      Optional<Healing> healing = injector(step.fault().site()).inject(step);
      (healing.isPresent() ? faults : skipped).merge(step.fault(), 1, Integer::sum);
      healing.ifPresent(healings::push);
    }
    // what a process has sent that is gone now may still arrive
    pause(BREATH);
    allowance.look();
    pause(longest(steps));
    for (Healing healing : healings) {
      healing.heal();
    }
    allowance.look();
    lookAfterHosts();
    stuck = settling.await();
    stuck.ifPresent(this::reportStuck);
    for (Host host : environment.hosts()) {
      host.order(Order.LOOK_FOR_MISSING_THREADS);
    }
    Period period = allowance.end("cycle " + cycles);
    periods.add(period);
    environment.hosts().stream()
        .map(Host::ids)
        .filter(ids -> !before.contains(ids))
        .forEach(ids -> periods.add(startOf(ids, begun)));
    progress.printf(
        "cycle %d: %d came again, at most %d may; %d unknown, at most %d may be%n",
        cycles,
        environment.ingress().deliveries().repeats().size() - repeatsBefore,
        period.mayRepeat(),
        period.unknown(),
        period.mayBeUnknown());
  }

  /** As {@link #start}, of one that was started again. */
  private Period startOf(String ids, long begun) {
    long accepted = environment.ingress().deliveries().distinct(ids);
    return new Period("start of " + ids, begun, System.nanoTime(), accepted, 0, 0, ids);
  }

  private static Duration longest(List<Step> steps) {
    return steps.stream().map(Step::length).max(Duration::compareTo).orElse(CALM);
  }

  private void reportRepeat(Repeat repeat) {
    progress.printf(
        "%s was accepted after %d ms of the run, and came again %d ms later for no reason%n",
        repeat.id(),
        TimeUnit.NANOSECONDS.toMillis(repeat.acceptedNanos() - begin),
        TimeUnit.NANOSECONDS.toMillis(repeat.nanos() - repeat.acceptedNanos()));
  }

  private void reportStuck(String what) {
    progress.printf("cycle %d does not settle: %s%n", cycles, what);
    for (Host host : environment.hosts()) {
      host.dumpThreads();
      progress.printf("%s says: %s%n", host.name(), host.lastWords());
    }
  }

  private Injector injector(Fault.Site site) {
    return switch (site) {
      case HOST -> hostFaults;
      case DATABASE -> databaseFaults;
      case INGRESS -> ingressFaults;
      case NETWORK -> networkFaults;
      case POOLER -> this::killPooler;
    };
  }

  private Optional<Healing> killPooler(Step step) {
    environment.pooler().ifPresent(Pooler::kill);
    return environment.pooler().map(pooler -> pooler::restart);
  }

  private void lookAfterHosts() throws IOException {
    for (Host host : environment.hosts()) {
      if (host.diedByItself()) {
        died++;
        progress.printf("%s has ended by itself: %s%n", host.name(), host.lastWords());
        host.restart();
      }
    }
  }

  private void awaitFirstEmits() {
    long deadline = System.nanoTime() + FIRST_EMITS.toNanos();
    while (environment.hosts().stream().anyMatch(host -> !hasEmitted(host))) {
      if (System.nanoTime() - deadline > 0) {
        List<String> words = new ArrayList<>();
        environment.hosts().forEach(host -> words.add(host.lastWords()));
        throw new IllegalStateException(
            "not every host emits within " + FIRST_EMITS + ": " + words);
      }
      pause(Duration.ofMillis(50));
    }
    progress.printf("%d hosts emit%n", environment.hosts().size());
  }

  private static boolean hasEmitted(Host host) {
    return Emits.read(List.of(host.journal())).acknowledged().size() >= FIRST_ACKS;
  }

  private Duration drain() throws IOException, SQLException {
    long start = System.nanoTime();
    environment.startDrainer();
    long left = environment.database().pendingBut(databaseFaults.corruptRows());
    progress.printf("%d events are pending%n", left);
    while (left > 0 && System.nanoTime() - start < DRAIN.toNanos()) {
      pause(Duration.ofMillis(100));
      left = environment.database().pendingBut(databaseFaults.corruptRows());
    }
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    progress.printf("%d are pending after %d ms%n", left, taken.toMillis());
    return taken;
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private static void pause(Duration length) {
    long end = System.nanoTime() + length.toNanos();
    for (long left = length.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
