package io.durableemitter.benchmarks.speed;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.embedded.EmbeddedPostgresServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That each of them runs; with few rows, so that the figures say nothing. */
@Timeout(300)
class BacklogsTest {

  @Test
  void eachHasItsFigure() throws Exception {
    Backlogs backlogs = new Backlogs(0.2, 1_000, List.of(500L));
    List<Named> all = new ArrayList<>();
    all.add(backlogs.drain());
    all.addAll(backlogs.hosts());
    all.add(backlogs.heap());
    all.addAll(backlogs.beside());
    Figures figures = new Figures();
    try (EmbeddedPostgresServer postgres = PostgresForSpeed.start();
        Bench bench =
            new Bench(
                postgres,
                Pins.of(""),
                System.getProperty("java.class.path"),
                "speed",
                List.of("-Xmx256m"))) {
      for (Named one : all) {
        one.scenario().run(bench, figures);
      }
    }
    assertThat(all)
        .hasSize(6)
        .allSatisfy(one -> assertThat(figures.median(one.headline())).isPresent());
  }
}
