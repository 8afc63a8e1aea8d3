package io.durableemitter.benchmarks.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** That it runs; what it measures is for people to look at. */
@Timeout(240)
class ConsoleBenchmarkTest {

  @Test
  void bothAreMeasured() {
    assertThat(
            new CommandLine(new ConsoleBenchmark())
                .execute("--rows=1000", "--threads=2", "--rounds=1", "--seconds=0.5", "--json"))
        .isZero();
  }
}
