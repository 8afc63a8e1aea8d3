package io.durableemitter.chaos.drain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.durableemitter.chaos.check.Sql;
import io.durableemitter.chaos.child.ChildProcess;
import io.durableemitter.chaos.child.EmitterMain;
import io.durableemitter.chaos.child.EmitterSettings;
import io.durableemitter.chaos.child.Order;
import io.durableemitter.chaos.child.Setting;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.ingress.FaultPlan;
import io.durableemitter.ingress.InMemorySink;
import io.durableemitter.ingress.IngressServer;
import io.durableemitter.postgres.PgMigrations;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Measures how a large backlog drains through an emitter with a small heap, beside live traffic if
 * asked for, against what the same emitter delivers in steady state. Run by {@code chaos/drain};
 * prints one JSON object.
 */
final class Drain {

  /** The source of events that are emitted, other than those of the backlog. */
  static final String LIVE = "live";

  private static final String TABLE = "cre.chip_durable_events";
  private static final int PAYLOAD = 512;
  private static final int LARGE_PAYLOAD = 900_000;
  // id, source, specversion, type and the tag and length of the body
  private static final int FRAME = 60;
  private static final int WARM_UP_SECONDS = 5;
  private static final int SLICE = 100_000;

  private final int rows;
  private final int large;
  private final String heap;
  private final int steadySeconds;
  private final int callers;
  private final int liveRate;
  private final List<String> childOptions;
  private final EmbeddedPostgresServer postgres = EmbeddedPostgresServer.temporary();
  private final Path answers = Files.createTempFile("durable-emitter-drain", ".out");
  private final Sql sql = Sql.on(postgres);
  private final LiveDelays live = new LiveDelays(LIVE);
  private final IngressServer ingress;

  Drain(
      int rows,
      int large,
      String heap,
      int steadySeconds,
      int callers,
      int liveRate,
      List<String> childOptions)
      throws IOException {
    this.rows = rows;
    this.large = large;
    this.heap = heap;
    this.steadySeconds = steadySeconds;
    this.callers = callers;
    this.liveRate = liveRate;
    this.childOptions = List.copyOf(childOptions);
    this.ingress =
        IngressServer.builder()
            .controlPort(0)
            .sink(new InMemorySink(Math.max(2_000_000, 2 * rows)))
            .observer(live)
            .build();
  }

  void run() throws Exception {
    PgMigrations.migrate(postgres.dataSource(), TABLE);
    ingress.start();
    try {
      double steady = steadyRate();
      say("steady state: " + Math.round(steady) + " events/s; filling " + (rows + large) + " rows");
      fill();
      ingress.setFaults(FaultPlan.ofOutage());
      drain(steady);
    } finally {
      ingress.close();
      postgres.close();
      Files.delete(answers);
    }
  }

  /** Deliveries per second while callers of the same JVM emit as fast as they can. */
  private double steadyRate() throws Exception {
    ChildProcess child = child(callers, 0);
    try {
      await("the first deliveries", () -> ingress.sink().distinctCount() > 0);
      pass(WARM_UP_SECONDS);
      long before = ingress.sink().distinctCount();
      long begin = System.nanoTime();
      pass(steadySeconds);
      double rate = (ingress.sink().distinctCount() - before) / seconds(begin);
      JsonNode end = end(child);
      say("the emitting child: " + end);
      return rate;
    } finally {
      child.close();
      sql.execute("TRUNCATE " + TABLE);
      ingress.sink().reset();
    }
  }

  private void fill() {
    int slices = (rows + SLICE - 1) / SLICE;
    for (int slice = 0; slice < slices; slice++) {
      insert(Math.min(SLICE, rows - slice * SLICE), PAYLOAD);
      insert(large / 2 / slices, LARGE_PAYLOAD);
    }
    insert(large - large / 2 / slices * slices, LARGE_PAYLOAD);
    sql.execute("VACUUM ANALYZE " + TABLE);
  }

  private void insert(int count, int bytes) {
    sql.execute(
        "INSERT INTO "
            + TABLE
            + " (payload) SELECT '\\x0a24'::bytea || convert_to(gen_random_uuid()::text, 'UTF8')"
            + " || '\\x1205647261696e1a03312e302205647261696e32'::bytea"
            + " || '\\x"
            + varint(bytes - FRAME)
            + "'::bytea || decode(repeat('5a', "
            + (bytes - FRAME)
            + "), 'hex') FROM generate_series(1, "
            + count
            + ")");
  }

  private static String varint(int value) {
    return value < 1 << 14
        ? String.format("%02x%02x", (value & 0x7f) | 0x80, value >> 7)
        : String.format(
            "%02x%02x%02x", (value & 0x7f) | 0x80, ((value >> 7) & 0x7f) | 0x80, value >> 14);
  }

  private void drain(double steady) throws Exception {
    long payload = sql.query("SELECT sum(octet_length(payload)) / count(*) FROM " + TABLE);
    String backlog = sql.text("SELECT 'id <= ' || max(id) FROM " + TABLE);
    ChildProcess child = child(liveRate == 0 ? 0 : callers, liveRate);
    try {
      await("a refused call", () -> faultsInjected() > 0);
      say("the ingress is back");
      live.begin();
      long before = ingress.sink().distinctCount();
      long begin = System.nanoTime();
      ingress.setFaults(FaultPlan.none());
      await("the drain", () -> ingress.sink().distinctCount() >= rows + large);
      await(
          "the end of the backlog",
          () -> sql.query("SELECT count(*) FROM " + TABLE + " WHERE " + backlog) == 0);
      double seconds = seconds(begin);
      double rate = (ingress.sink().distinctCount() - before) / seconds;
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("rows", rows);
      figures.put("largeRows", large);
      figures.put("payloadBytes", payload);
      figures.put("drainSeconds", rounded(seconds));
      figures.put("drainRate", rounded((rows + large) / seconds));
      figures.put("liveRate", liveRate);
      figures.put("liveDeliveries", live.figures(seconds));
      figures.put("allDeliveriesRate", rounded(rate));
      figures.put("steadyStateRate", rounded(steady));
      figures.put("ratio", rounded(rate / steady));
      print(figures, end(child));
    } finally {
      child.close();
    }
  }

  private void print(Map<String, Object> figures, JsonNode child) throws IOException {
    figures.put("xmx", heap);
    figures.put("maxHeapBytes", child.get("maxHeapBytes").asLong());
    figures.put("duplicates", ingress.sink().duplicateCount());
    figures.put("child", child);
    System.out.println(new ObjectMapper().writeValueAsString(figures));
  }

  private ChildProcess child(int emitting, int rate) throws IOException {
    List<String> options = new ArrayList<>(List.of("-Xmx" + heap));
    options.addAll(childOptions);
    EmitterSettings settings =
        EmitterSettings.of(TABLE, ingress.port())
            .with(Setting.NAME, LIVE)
            .with(Setting.CALLERS, emitting)
            .with(Setting.BYTES, PAYLOAD - FRAME)
            .with(Setting.RATE, rate);
    return EmitterMain.process(settings, postgres.jdbcUrl())
        .options(options)
        .output(answers)
        .showErrors()
        .start();
  }

  /** Ends a child in its own order and reads what it tells. */
  private static JsonNode end(ChildProcess child) throws IOException {
    JsonNode figures = new ObjectMapper().readTree(child.ask(Order.CLOSE));
    if (child.end() != 0) {
      throw new IllegalStateException("the child did not end well: " + child);
    }
    return figures;
  }

  private long faultsInjected() {
    URI stats = URI.create("http://127.0.0.1:" + ingress.controlPort().orElseThrow() + "/stats");
    try (InputStream in = stats.toURL().openStream()) {
      return new ObjectMapper().readTree(in).get("faultsInjected").asLong();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(30);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("not within 30 minutes: " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private static void pass(int seconds) {
    long begin = System.nanoTime();
    await(seconds + " s", () -> seconds(begin) >= seconds);
  }

  private static double seconds(long beginNanos) {
    return (System.nanoTime() - beginNanos) / 1e9;
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }

  private static void say(String text) {
    System.err.println("drain: " + text);
  }
}
