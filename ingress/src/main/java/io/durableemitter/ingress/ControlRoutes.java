package io.durableemitter.ingress;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.ingress.internal.http.HealthAnswers;
import io.durableemitter.ingress.internal.http.HttpAnswer;
import io.durableemitter.ingress.internal.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the control plane can do: tell what arrived, and set faults. Safe for concurrent use. */
final class ControlRoutes {

  /** A reader of events keeps up to 16 MiB of them for as long as it reads. */
  private static final int MAX_READERS = 2;

  private static final int PIECE = 8 << 10;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // null is as if it were left out
          .setDefaultSetterInfo(JsonSetter.Value.forValueNulls(Nulls.SKIP));

  private final EventSink sink;
  private final Faults faults;
  private final IngressCounters counters;
  private final Readiness readiness;
  private final IngressStats stats;
  private final Semaphore readers = new Semaphore(MAX_READERS);

  ControlRoutes(EventSink sink, Faults faults, IngressCounters counters, Readiness readiness) {
    this.sink = sink;
    this.faults = faults;
    this.counters = counters;
    this.readiness = readiness;
    this.stats = new IngressStats(sink, faults, counters);
  }

  HttpAnswer answer(HttpRequest request) {
    Optional<String> foreign = request.foreign();
    if (foreign.isPresent()) {
      return HttpAnswer.error(403, foreign.get());
    }
    if (!request.hasUsableBody()) {
      return HttpAnswer.error(415, "the Content-Type header must be application/json");
    }
    try {
      return route(request);
    } catch (IllegalArgumentException e) {
      return HttpAnswer.error(400, String.valueOf(e.getMessage()));
    }
  }

  private HttpAnswer route(HttpRequest request) {
    return switch (request.method() + " " + request.path()) {
      case "GET /healthz" -> HttpAnswer.json(200, health());
      case "GET /" ->
          HttpAnswer.text(
              200,
              "text/html; charset=utf-8",
              IngressPage.of(sink.description(), readiness.components(), stats.now()));
      case "GET /livez" -> HealthAnswers.live(Optional.empty());
      case "GET /readyz" ->
          HealthAnswers.ready(
              readiness.problem().isEmpty(),
              readiness.components(),
              Instant.now(readiness.clock()));
      case "GET /stats" -> HttpAnswer.json(200, stats.now());
      case "GET /events" -> {
        int limit = limit(request);
        yield ofMemory(memory -> events(memory, limit));
      }
      case "GET /events/count" ->
          ofMemory(
              memory ->
                  HttpAnswer.json(
                      200,
                      Map.of(
                          "count", memory.distinctCount(), "duplicates", memory.duplicateCount())));
      case "GET /events/ids" ->
          ofMemory(
              memory ->
                  new HttpAnswer(
                      200,
                      "text/plain; charset=utf-8",
                      new IdLines(memory.ids(), PIECE),
                      () -> {}));
      case "GET /faults" -> HttpAnswer.json(200, faults.current());
      case "POST /outage/on" -> setFaults(FaultPlan.ofOutage());
      case "POST /outage/off" -> setFaults(FaultPlan.none());
      case "POST /faults" -> setFaults(plan(request.body()));
      case "POST /reset" -> {
        memory().ifPresent(InMemorySink::reset);
        counters.reset();
        readiness.storing(true);
        readiness.sink(sink.problem());
        yield setFaults(FaultPlan.none());
      }
      default ->
          HttpAnswer.error(
              404,
              "there is no "
                  + request.method()
                  + " of this path; there are GET / /livez /readyz /healthz /stats /events /events/count /events/ids"
                  + " /faults and POST /outage/on /outage/off /faults /reset");
    };
  }

  private Optional<InMemorySink> memory() {
    return sink instanceof InMemorySink memory ? Optional.of(memory) : Optional.empty();
  }

  private HttpAnswer ofMemory(Function<InMemorySink, HttpAnswer> answer) {
    return memory()
        .map(answer)
        .orElseGet(
            () ->
                HttpAnswer.error(
                    404,
                    "only the sink memory can be asked for events; this server's is "
                        + sink.description()));
  }

  /** The process lives if this is answered; whether it takes events is in {@code ready}. */
  private Map<String, Object> health() {
    Map<String, Object> health = new LinkedHashMap<>();
    Optional<String> problem = readiness.problem();
    health.put("status", "ok");
    health.put("ready", problem.isEmpty());
    problem.ifPresent(text -> health.put("problem", text));
    health.put("sink", sink.description());
    return health;
  }

  private HttpAnswer events(InMemorySink memory, int limit) {
    if (!readers.tryAcquire()) {
      return HttpAnswer.error(503, "there are " + MAX_READERS + " readers of events; come again");
    }
    List<CloudEvent> events = memory.recent(limit);
    Stream<String> elements =
        IntStream.range(0, events.size())
            .mapToObj(i -> (i == 0 ? "" : ",") + write(EventJson.of(events.get(i))));
    Iterator<byte[]> pieces =
        Stream.concat(Stream.concat(Stream.of("["), elements), Stream.of("]"))
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .iterator();
    return new HttpAnswer(200, "application/json", pieces, readers::release);
  }

  private static int limit(HttpRequest request) {
    return request
        .query()
        .map(
            query -> {
              if (!query.matches("limit=\\d{1,4}")) {
                throw new IllegalArgumentException("the query must be limit=N, N from 0 to 9999");
              }
              return Integer.parseInt(query.substring("limit=".length()));
            })
        .orElse(100);
  }

  private static FaultPlan plan(String body) {
    if (body.length() > HttpRequest.MAX_BODY) {
      throw new IllegalArgumentException(
          "the body is larger than " + HttpRequest.MAX_BODY + " bytes");
    }
    try {
      return Optional.ofNullable(JSON.readValue(body, FaultPlan.class))
          .orElseThrow(() -> new IllegalArgumentException("not a fault plan: null"));
    } catch (JsonProcessingException e) {
      Throwable cause = e.getCause() instanceof IllegalArgumentException ? e.getCause() : e;
      throw new IllegalArgumentException(
          "not a fault plan: " + String.valueOf(cause.getMessage()).lines().findFirst().orElse(""),
          e);
    }
  }

  private HttpAnswer setFaults(FaultPlan plan) {
    faults.set(plan);
    return HttpAnswer.json(200, plan);
  }

  private static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps of text and numbers are JSON", e);
    }
  }
}
