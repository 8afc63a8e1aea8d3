package io.durableemitter.benchmarks.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** That it runs; what it measures is for people to look at. */
@Timeout(240)
class KafkaBenchmarkTest {

  @Test
  void everyContenderDelivers() {
    assertThat(
            new CommandLine(new KafkaBenchmark()).execute("--events=1000", "--rounds=1", "--json"))
        .isZero();
  }
}
