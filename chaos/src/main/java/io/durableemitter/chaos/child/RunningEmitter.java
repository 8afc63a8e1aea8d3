package io.durableemitter.chaos.child;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.durableemitter.api.EmitterStats;
import io.durableemitter.chaos.check.EmitJournal;
import io.durableemitter.chaos.check.KeyedIds;
import io.durableemitter.chaos.exhaustion.ClassPath;
import io.durableemitter.chaos.exhaustion.Descriptors;
import io.durableemitter.chaos.exhaustion.MemoryPressure;
import io.durableemitter.chaos.exhaustion.Threads;
import io.durableemitter.chaos.exhaustion.Valve;
import io.durableemitter.chaos.exhaustion.ValvedExporter;
import io.durableemitter.chaos.load.Callers;
import io.durableemitter.chaos.load.Latencies;
import io.durableemitter.chaos.load.Load;
import io.durableemitter.chaos.load.Sample;
import io.durableemitter.chaos.load.TimedCallers;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** An emitter under load that obeys orders, one at a time. Closing is legal from any thread. */
final class RunningEmitter implements AutoCloseable {

  private static final int MOST_TIMES = 1_000_000;

  private final Valve log;
  private final Valve metrics;
  private final ValvedExporter exporter;
  private final EmitterParts parts;
  private final Optional<EmitJournal> journal;
  private final Latencies times;
  private final Load load;
  private final int callers;
  private final EngineThreads threads = new EngineThreads();
  private final HealthWatch health;
  private final HeapWatch heap;
  private final MemoryPressure memory = new MemoryPressure();
  private final Descriptors descriptors = new Descriptors();
  private final Threads takenThreads = new Threads();
  private long begin;
  private boolean closed;

  RunningEmitter(EmitterSettings settings, String url, Valve log, PrintStream answers) {
    this.log = log;
    metrics = new Valve("exporter", answers);
    exporter = new ValvedExporter(metrics);
    parts = new EmitterParts(settings, url, exporter);
    health = new HealthWatch(parts.emitter());
    callers = settings.number(Setting.CALLERS);
    String file = settings.text(Setting.JOURNAL);
    journal = file.isEmpty() ? Optional.empty() : Optional.of(new EmitJournal(Path.of(file)));
    heap = new HeapWatch(bytes -> journal.ifPresent(lines -> lines.heap(bytes)));
    times = new Latencies(journal.isEmpty() ? MOST_TIMES : 0);
    String name = settings.text(Setting.NAME);
    String bytes = settings.text(Setting.BYTES);
    load =
        journal.isEmpty()
            ? new TimedCallers(
                parts.front(), name, Integer.parseInt(bytes), settings.number(Setting.RATE), times)
            : new Callers(name, settings.number(Setting.PAUSE_MILLIS), parts.front(), journal.get())
                .of(samples(bytes, settings.number(Setting.KEYS)))
                .untilEach(settings.number(Setting.EVENTS));
  }

  private static Function<String, Sample> samples(String bytes, int keys) {
    Function<String, Sample> samples = Sample.ofSize(bytes);
    KeyedIds ids = new KeyedIds(keys);
    return keys == 0 ? samples : id -> samples.apply(id).with(EmitterParts.ORDERED_BY, ids.key(id));
  }

  void start() {
    parts.emitter().start();
    heap.start();
    memory.start();
    begin = System.nanoTime();
    load.start(callers);
  }

  /** Carries an order out, and returns the answer. */
  String obey(Order order) throws IOException, InterruptedException {
    switch (order) {
      case FILL_MEMORY -> memory.press();
      case STARVE -> {
        ClassPath.load();
        memory.starve();
      }
      case THROW -> parts.transport().become(true);
      case DO_NOT_THROW -> parts.transport().become(false);
      case LOOK_FOR_MISSING_THREADS -> journal.ifPresent(threads::look);
      case TAKE_DESCRIPTORS -> {
        ClassPath.load();
        descriptors.take();
      }
      case GIVE_DESCRIPTORS -> descriptors.give();
      case TAKE_THREADS -> {
        ClassPath.load();
        takenThreads.take();
      }
      case GIVE_THREADS -> takenThreads.give();
      case BLOCK_LOG -> log.close();
      case FREE_LOG -> log.open();
      case BLOCK_EXPORTER -> metrics.close();
      case FREE_EXPORTER -> metrics.open();
      case WATCH_HEALTH -> health.start();
      case STOP_CALLERS -> load.finish();
      case FREE_MEMORY -> {
        return Long.toString(memory.free());
      }
      case COUNT_EXPORTED -> {
        return Long.toString(exporter.recorded());
      }
      case TELL_GATE -> {
        return health.gate();
      }
      case TELL_WORST_HEALTH -> {
        return health.worst();
      }
      case TELL_HEALTH -> {
        return health.problems();
      }
      case NAME_THREADS -> {
        return EngineThreads.names();
      }
      case CLOSE -> {
        return closeAndTell();
      }
    }
    return "done";
  }

  private String closeAndTell() throws IOException {
    Latencies.Figures emits = times.figures((System.nanoTime() - begin) / 1e9);
    close();
    EmitterStats stats = parts.emitter().stats();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("delivered", stats.delivered());
    figures.put("retransmitted", stats.retransmitted());
    figures.put("deliveryFailures", stats.deliveryFailures());
    figures.put("bufferFull", stats.bufferFull());
    figures.put("emits", emits);
    figures.put("maxHeapBytes", heap.most());
    return new ObjectMapper().writeValueAsString(figures);
  }

  /** In order; the journal goes with the process, since a caller may still be in an emit. */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    threads.closing();
    load.stop();
    takenThreads.close();
    descriptors.give();
    parts.close();
  }
}
