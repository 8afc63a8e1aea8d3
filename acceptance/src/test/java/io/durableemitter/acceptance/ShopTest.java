package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.durableemitter.chaos.check.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code examples/run shop}: the application of Spring Boot, as a user starts it. */
@Timeout(300)
class ShopTest {

  private static final Path RUN = SourceRulesTest.root().resolve("examples/run");

  @TempDir private Path folder = Path.of("");

  @Test
  void whatItCommittedArrivesAndNothingElse() throws Exception {
    Process shop = start("--json", "--orders", "300");
    assertThat(shop.waitFor(240, TimeUnit.SECONDS)).isTrue();
    assertThat(shop.exitValue()).as(errors()).isZero();

    JsonNode figures = new ObjectMapper().readTree(output().lines().toList().get(0));
    assertThat(output().lines()).hasSize(1);
    assertThat(figures.path("ordersPlaced").asInt()).isGreaterThanOrEqualTo(200);
    assertThat(figures.path("pendingAtKill").asInt()).isPositive();
    assertThat(figures.path("rolledBack").asInt()).isGreaterThanOrEqualTo(2 * 90);
    assertThat(figures.path("committed").asInt()).isGreaterThanOrEqualTo(2 * 200);
    assertThat(figures.path("delivered")).isEqualTo(figures.path("committed"));
    assertThat(figures.required("lost").asInt()).isZero();
    assertThat(figures.required("invented").asInt()).isZero();
  }

  @Test
  void itsRequestsAreTimedBesideThoseOfTheSameWithoutEvents() throws Exception {
    Process shop = start("--json", "--compare");
    assertThat(shop.waitFor(240, TimeUnit.SECONDS)).isTrue();
    assertThat(shop.exitValue()).as(errors()).isZero();
    JsonNode times = new ObjectMapper().readTree(output());
    assertThat(times.path("requestsAtOnce").asInt()).isEqualTo(200);
    for (String shopOf : List.of("withoutEventsMillis", "withEventsMillis")) {
      double p50 = times.path(shopOf).path("p50").asDouble();
      assertThat(p50).isPositive();
      assertThat(times.path(shopOf).path("max").asDouble()).isGreaterThan(p50);
    }
  }

  @Test
  void theApplicationEndsWithTheProgramThatStartedIt() throws Exception {
    // after an edit it builds, which takes longer than a start
    refused("--orders is 9", "--orders", "9");
    Process shop = start("--orders", "20000");
    List<ProcessHandle> applications = new ArrayList<>();
    try {
      Eventually.holds(this::errors, () -> errors().contains("takes orders"));
      shop.descendants()
          .filter(process -> process.info().command().orElse("").endsWith("java"))
          .forEach(applications::add);
      assertThat(applications).hasSize(1);
    } finally {
      shop.destroyForcibly(); // no hook of it runs
    }
    Eventually.holds(
        applications::toString, () -> applications.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void whatIsAskedForWronglyIsRefusedByName() throws Exception {
    refused("--boot is 2.7, but must be one of 3.5, 4.0, 4.1", "--boot", "2.7");
    refused("--orders is 9, but must be 10 to 20000", "--orders", "9");
    refused("--threads is 257, but must be 1 to 256", "--threads", "257");
    refused("--kills is -1, but must be 0 to 9", "--kills=-1");
  }

  private void refused(String reason, String... arguments) throws Exception {
    Process shop = start(arguments);
    assertThat(shop.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(errors()).contains(reason);
    assertThat(shop.exitValue()).isEqualTo(2);
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(RUN.toString(), "shop"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectInput(Path.of("/dev/null").toFile())
        .redirectOutput(folder.resolve("output").toFile())
        .redirectError(folder.resolve("errors").toFile())
        .start();
  }

  private String output() {
    return read("output");
  }

  private String errors() {
    return read("errors");
  }

  private String read(String name) {
    try {
      return Files.readString(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
