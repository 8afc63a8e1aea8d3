package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.durableemitter.api.Event;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.setup.DurableEmitterSetup;
import io.opentelemetry.exporter.prometheus.PrometheusHttpServer;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The alert rules and the dashboard of ops/, held against what a scrape really shows. */
@Timeout(120)
class OpsTest {

  private static final Path OPS = Path.of("../ops");
  private static final Pattern METRIC =
      Pattern.compile("\\b(?:durable_emitter|chip_ingress)_[a-z0-9_]+(\\{[^}]*})?");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=");
  private static final Pattern SERIES = Pattern.compile("^([a-z0-9_]+)(?:\\{(.*)})? ");
  private static final Pattern BY = Pattern.compile("by \\(([^)]*)\\)");
  private static final Pattern TEMPLATE = Pattern.compile("\\{\\{\\s*(?:\\$labels\\.)?([a-z_]+)");

  // the scraper's own, and the one of buckets
  private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance", "le");

  private final TestEnvironment environment = new TestEnvironment();

  @AfterEach
  void close() {
    environment.close();
  }

  @Test
  void everyNameAndLabelIsInAScrape() throws Exception {
    Map<String, Set<String>> scraped = scrape();
    List<String> expressions = new ArrayList<>(dashboard("expr"));
    rules().forEach(rule -> expressions.add(rule.path("expr").asText()));
    assertThat(expressions).hasSizeGreaterThan(50);
    for (String expression : expressions) {
      check(expression, scraped);
    }
  }

  @Test
  void everyLabelThatIsShownIsKeptByItsExpression() throws IOException {
    for (JsonNode rule : rules()) {
      String shown = rule.path("annotations").path("summary").asText();
      assertKept(rule.path("expr").asText(), shown);
    }
    JsonNode board = new ObjectMapper().readTree(Files.readString(OPS.resolve(DASHBOARD)));
    board
        .findValues("targets")
        .forEach(
            targets ->
                targets.forEach(
                    target ->
                        assertKept(
                            target.path("expr").asText(), target.path("legendFormat").asText())));
  }

  @Test
  void everyAlertSaysWhatToDo() throws IOException {
    String runBook = Files.readString(Path.of("../docs/operations.md"));
    Set<String> sections =
        runBook
            .lines()
            .filter(line -> line.startsWith("#"))
            .map(line -> line.replaceFirst("#+ ", "").toLowerCase(java.util.Locale.ROOT))
            .map(line -> line.replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
            .collect(Collectors.toSet());
    for (JsonNode rule : rules()) {
      String name = rule.path("alert").asText();
      assertThat(rule.path("labels").path("severity").asText()).isIn("warning", "critical");
      String page = rule.path("annotations").path("runbook_url").asText();
      assertThat(page).as(name).startsWith("docs/operations.md#");
      assertThat(sections).as(name).contains(page.substring(page.indexOf('#') + 1));
      assertThat(runBook)
          .as("told by its name, or by its end after another's")
          .containsPattern(name + "|…" + name.replaceFirst(".*(Left|Removed)$", "$1"));
    }
  }

  private static final String DASHBOARD = "grafana/durable-emitter.json";

  private static List<JsonNode> rules() throws IOException {
    JsonNode file =
        new YAMLMapper().readTree(Files.readString(OPS.resolve("prometheus/alerts.yaml")));
    return StreamSupport.stream(file.path("groups").spliterator(), false)
        .flatMap(group -> StreamSupport.stream(group.path("rules").spliterator(), false))
        .toList();
  }

  private static List<String> dashboard(String field) throws IOException {
    return new ObjectMapper()
        .readTree(Files.readString(OPS.resolve(DASHBOARD)))
        .findValuesAsText(field);
  }

  private static void check(String expression, Map<String, Set<String>> scraped) {
    Set<String> labels = new TreeSet<>();
    for (MatchResult metric : METRIC.matcher(expression).results().toList()) {
      String selector = metric.group(1) == null ? "" : metric.group(1);
      String name = metric.group().substring(0, metric.group().length() - selector.length());
      assertThat(scraped).as(expression).containsKey(name);
      labels.addAll(scraped.getOrDefault(name, Set.of()));
      LABEL
          .matcher(selector)
          .results()
          .map(found -> found.group(1))
          .filter(label -> !OF_PROMETHEUS.contains(label))
          .forEach(label -> assertThat(scraped.get(name)).as(expression).contains(label));
    }
    BY.matcher(expression)
        .results()
        .flatMap(found -> List.of(found.group(1).split(", ")).stream())
        .filter(label -> !OF_PROMETHEUS.contains(label))
        .forEach(label -> assertThat(labels).as(expression).contains(label));
  }

  private static void assertKept(String expression, String shown) {
    boolean whole = !BY.matcher(expression).find() && !expression.contains("sum(");
    Set<String> kept =
        BY.matcher(expression)
            .results()
            .flatMap(found -> List.of(found.group(1).split(", ")).stream())
            .collect(Collectors.toSet());
    TEMPLATE
        .matcher(shown)
        .results()
        .map(found -> found.group(1))
        .filter(label -> !label.equals("value") && !whole)
        .forEach(label -> assertThat(kept).as("%s of %s", label, expression).contains(label));
  }

  /** The labels of each name, of an emitter that has stored, delivered and failed. */
  private Map<String, Set<String>> scrape() throws Exception {
    int port = freePort();
    try (SdkMeterProvider provider =
            SdkMeterProvider.builder()
                .registerMetricReader(
                    PrometheusHttpServer.builder().setHost("127.0.0.1").setPort(port).build())
                .build();
        DurableEmitter emitter =
            DurableEmitterSetup.builder(environment.store())
                .endpoint("127.0.0.1:" + environment.ingress().port())
                .plaintext()
                .emitter(
                    EmitterConfig.builder()
                        .metrics(metrics -> metrics.pollInterval(Duration.ofMillis(200)))
                        .build())
                .meter(provider.get("ops"))
                .build()) {
      emitter.start();
      emitter.emit(Event.of("acceptance", "sample").json("{}"));
      Eventually.holds(
          () -> "delivered: " + emitter.stats(),
          () -> emitter.stats().delivered() == 1 && emitter.stats().inFlight() == 0);
      Map<String, Set<String>> scraped = new HashMap<>();
      Eventually.holds(
          () -> "scraped: " + scraped.keySet(),
          () -> {
            scraped.putAll(read(port));
            return scraped.containsKey("durable_emitter_queue_pending")
                && scraped.containsKey("durable_emitter_dead_letters_present");
          });
      return scraped;
    }
  }

  private static Map<String, Set<String>> read(int port) {
    try {
      HttpResponse<String> page =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      Map<String, Set<String>> labels = new HashMap<>();
      page.body()
          .lines()
          .map(SERIES::matcher)
          .filter(java.util.regex.Matcher::find)
          .forEach(
              series -> {
                Set<String> all = labels.computeIfAbsent(series.group(1), any -> new TreeSet<>());
                if (series.group(2) != null) {
                  LABEL.matcher(series.group(2)).results().forEach(one -> all.add(one.group(1)));
                }
              });
      return labels;
    } catch (IOException e) {
      return Map.of(); // not up yet
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
